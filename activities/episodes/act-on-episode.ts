import { randomUUID } from 'node:crypto';
import { inTransaction, type Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import type { NextPlan } from '../next-plan';
import type { RunRef } from '../run-ref';
import { writeTimeline, type EngineEntry } from '../timeline';
import type { EpisodeDefinition } from './episode-definition';
import { episodeData, movesData } from './episode-entries';
import { dueStep, episodeStoppedBy, guardEpisode, viewEpisode } from './episode-view';
import type { EpisodeTouchInput, EpisodeView } from './episode-view';
import { putEpisodeTouch } from './put-episode-touch';
import { storeEpisodePlan } from './store-episode-plan';

/**
 * Does a step of an episode that stays inside the database: guard, claim, do, record and plan are one transaction, so
 * that a crash leaves either all of it or nothing.
 */
export function actOnEpisode<Facts>(
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  action: string,
  input: EpisodeTouchInput,
  run: RunRef,
): Promise<NextPlan<string>> {
  return inTransaction(deps.db, async (tx) => {
    const view = await guardEpisode(tx, deps, definition, input, input.plannedAt);
    const touch = dueStep(view, action);
    const act = definition.acts[action];
    if (touch === null || act?.kind !== 'at-once')
      return standBackFrom(tx, deps, definition, view, { ...input, action }, run);
    const { facts, context } = view;
    const touchId = randomUUID();
    const now = deps.clock();
    await putEpisodeTouch(tx, { id: touchId, touch, context, status: 'done', actedAt: new Date(now), run });
    const ctx = { actor: 'workflow', now };
    const { publicUrl } = deps;
    const entries = await act.act(tx, { facts, context, touch, touchId, ctx, publicUrl, unsubscribeUrl: '' });
    const acted: EngineEntry = {
      kind: 'episode.acted',
      touchId,
      data: {
        ...episodeData(context.episode, touch),
        because: touch.reason,
        moves: movesData(touch.moves, context.customer.zone),
      },
    };
    await writeTimeline(tx, [acted, ...entries], { customerId: input.customerId, at: touch.at, run });
    deps.observer.touchActed(action);
    const { episodeId } = input;
    const after = await viewEpisode(tx, definition, { episodeId, now: deps.clock() }, input.plannedAt);
    return storeEpisodePlan(tx, deps, definition, after, run);
  });
}

/** Nothing is done: says so in the timeline with the reason, and stores the plan that holds instead. */
export async function standBackFrom<Facts>(
  tx: Tx,
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  view: EpisodeView<Facts>,
  input: EpisodeTouchInput & { readonly action: string },
  run: RunRef,
): Promise<NextPlan<string>> {
  const { context, decision, asOf } = view;
  const { action, step } = input;
  const planned = decision.status === 'planned' ? decision : null;
  // A timer that fires early by a little, and an attempt whose answer was lost, find their own touch to come or done.
  const isEarly = planned?.step === step && planned.at === input.plannedAt && planned.at > asOf;
  if (!isEarly && !context.done.has(step)) {
    deps.observer.touchGuarded(action);
    const stopped = episodeStoppedBy(decision, context) !== null;
    const data = {
      ...episodeData(context.episode, { step, action }),
      plannedAt: new Date(input.plannedAt).toISOString(),
      instead: {
        status: stopped ? 'stopped' : decision.status,
        action: planned?.action ?? null,
        at: planned === null ? null : new Date(planned.at).toISOString(),
      },
      because: decision.reason,
    };
    await writeTimeline(tx, [{ kind: 'episode.guarded', data }], {
      customerId: input.customerId,
      at: context.now,
      run,
    });
  }
  return storeEpisodePlan(tx, deps, definition, view, run);
}
