import type { NumberedEpisode } from '../../domain/episode/episode-kind';
import type { ActivityDeps } from '../activity-deps';
import type { NextPlan } from '../next-plan';
import type { RunRef } from '../run-ref';
import { EPISODES, episodeOf } from './definitions';
import { MESSAGE_CHANNELS } from './episode-definition';
import type { EpisodeRef, EpisodeTouchInput } from './episode-view';

export type EpisodeInput = EpisodeRef & { readonly kind: NumberedEpisode };
export type EpisodeActInput = EpisodeTouchInput & { readonly kind: NumberedEpisode };
export type EpisodeActs = Readonly<Record<string, (input: EpisodeActInput) => Promise<NextPlan<string>>>>;

export function planOfEpisode(deps: ActivityDeps, { kind, ...ref }: EpisodeInput, run: RunRef) {
  return episodeOf(kind).plan(deps, ref, run);
}

/** One activity for each action of an episode that stays inside the database, named like the action. */
export function createEpisodeActs(deps: ActivityDeps, runRef: () => RunRef): EpisodeActs {
  const actions = new Set(EPISODES.flatMap((episode) => episode.actions));
  const atOnce = [...actions].filter((action) => MESSAGE_CHANNELS[action] === undefined);
  return Object.fromEntries(
    atOnce.map((action) => [
      action,
      ({ kind, ...input }: EpisodeActInput) => episodeOf(kind).act(deps, action, input, runRef()),
    ]),
  );
}
