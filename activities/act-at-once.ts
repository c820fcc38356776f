import { randomUUID } from 'node:crypto';
import type { PlannedTouch, TouchAction } from '../domain/types';
import { loadDecideInput, type LoadedInput } from '../facts/read/load-decide-input';
import { inTransaction, type Tx } from '../facts/write/transaction';
import type { ActivityDeps } from './activity-deps';
import { decisionAt } from './decision-at';
import { dueTouch, guardView, standBack } from './guard';
import { putTouch } from './put-touch';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';
import { storePlan } from './store-plan';
import { touchEntries, versionsOf, writeTimeline, type EngineEntry } from './timeline';

/** What an act finds and does in its transaction, besides settling its pairs. Gives entries for the timeline. */
export type Effect = (tx: Tx, act: Act) => Promise<readonly EngineEntry[]>;

export type Act = {
  readonly touchId: string;
  readonly touch: PlannedTouch;
  readonly loaded: LoadedInput;
  readonly input: TouchInput;
};

/**
 * An act that stays inside the database: guard, claim, do, record and plan are one transaction, so that a crash leaves
 * either all of it or nothing.
 */
export function actAtOnce(
  deps: ActivityDeps,
  action: TouchAction,
  input: TouchInput,
  run: RunRef,
  effect: Effect,
): Promise<NextPlan> {
  return inTransaction(deps.db, async (tx) => {
    const view = await guardView(tx, deps, input);
    const touch = dueTouch(view, action);
    if (touch === null) return standBack(tx, deps, view, { ...input, action }, run);

    const { loaded, asOf } = view;
    const touchId = randomUUID();
    const actedAt = new Date(deps.clock());
    await putTouch(tx, { id: touchId, touch, loaded, status: 'done', actedAt, run });
    const entries = await effect(tx, { touchId, touch, loaded, input });
    const { context } = loaded;
    const done = touchEntries(touchId, touch, versionsOf(context), context.customer.zone);
    await writeTimeline(tx, [...done, ...entries], {
      customerId: input.customerId,
      at: touch.at,
      run,
    });
    deps.observer.touchActed(action);

    const after = await loadDecideInput(tx, input.customerId, { now: deps.clock() });
    return storePlan(tx, after, decisionAt(after, asOf), run);
  });
}
