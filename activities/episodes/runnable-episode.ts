import type { NumberedEpisode } from '../../domain/episode/episode-kind';
import { WAITS, type FreshDecision } from '../../domain/reconcile/fresh-decision';
import type { Instant } from '../../domain/types';
import type { Db } from '../../facts/read/db';
import type { ActivityDeps } from '../activity-deps';
import type { MessageSource } from '../messages/message-source';
import type { NextPlan } from '../next-plan';
import type { RunRef } from '../run-ref';
import { actOnEpisode } from './act-on-episode';
import type { EpisodeDefinition } from './episode-definition';
import { episodeSource } from './episode-source';
import { episodeStoppedBy, viewEpisode, type EpisodeRef, type EpisodeTouchInput } from './episode-view';
import { planEpisode } from './plan-episode';

/** A definition with the engine around it: what its facts are is nobody else's matter. */
export type RunnableEpisode = {
  readonly kind: NumberedEpisode;
  /** Names of its activities. */
  readonly actions: readonly string[];
  readonly plan: (deps: ActivityDeps, ref: EpisodeRef, run: RunRef) => Promise<NextPlan<string>>;
  readonly decideAgain: (db: Db, episodeId: string, now: Instant) => Promise<FreshDecision>;
  /** For actions that are done at once. */
  readonly act: (
    deps: ActivityDeps,
    action: string,
    input: EpisodeTouchInput,
    run: RunRef,
  ) => Promise<NextPlan<string>>;
  /** For actions that are messages. */
  readonly source: (deps: ActivityDeps, action: string, input: EpisodeTouchInput) => MessageSource;
};

export function runnableEpisode<Facts, Action extends string>(
  definition: EpisodeDefinition<Facts, Action>,
): RunnableEpisode {
  return {
    kind: definition.kind,
    actions: Object.keys(definition.acts),
    plan: (deps, ref, run) => planEpisode(deps, definition, ref, run),
    decideAgain: async (db, episodeId, now) => {
      const { context, decision } = await viewEpisode(db, definition, { episodeId, now }, null);
      if (episodeStoppedBy(decision, context) !== null) return WAITS;
      if (decision.status !== 'planned') return { decision: decision.status, at: null };
      return { decision: decision.action, at: decision.at };
    },
    act: (deps, action, input, run) => actOnEpisode(deps, definition, action, input, run),
    source: (deps, action, input) => episodeSource(deps, definition, action, input),
  };
}
