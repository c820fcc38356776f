import { inTransaction } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import { mayBeOut } from '../messages/may-be-out';
import type { NextPlan } from '../next-plan';
import type { RunRef } from '../run-ref';
import type { EpisodeDefinition } from './episode-definition';
import { releaseEpisodeTouch } from './episode-source';
import { dueStep, guardEpisode, type EpisodeRef } from './episode-view';
import { storeEpisodePlan } from './store-episode-plan';

/**
 * Decides what an episode does next, and stores it. A message that an earlier act has claimed and not ended is planned
 * again while it is still due, and else taken back; one that may have gone out already is left to the act that finds out.
 */
export function planEpisode<Facts>(
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  ref: EpisodeRef,
  run: RunRef,
): Promise<NextPlan<string>> {
  return inTransaction(deps.db, async (tx) => {
    const view = await guardEpisode(tx, deps, definition, ref, null);
    const { openTouch, now } = view.context;
    if (openTouch === null) return storeEpisodePlan(tx, deps, definition, view, run);
    const touch = await tx.touch.findUniqueOrThrow({ where: { id: openTouch.id } });
    const underWay = openTouch.message;
    if (underWay?.state === 'handed_over' || mayBeOut(underWay)) {
      const summary = `Find out about the ${underWay.channel} message that was handed over`;
      const step = touch.leadStepId ?? '';
      return { status: 'planned', action: touch.action, at: now, step, waitMs: 0, summary, details: summary };
    }
    if (dueStep(view, touch.action) === null) await releaseEpisodeTouch(tx, view, run);
    return storeEpisodePlan(tx, deps, definition, view, run);
  });
}
