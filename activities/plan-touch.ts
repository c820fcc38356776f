import { loadDecideInput } from '../facts/read/load-decide-input';
import { inTransaction } from '../facts/write/transaction';
import type { ActivityDeps } from './activity-deps';
import { isMessage } from './decision-at';
import { decideFor, guardView } from './guard';
import { mayBeOut } from './messages/may-be-out';
import type { NextPlan } from './next-plan';
import { releaseTouch } from './release-touch';
import type { RunRef } from './run-ref';
import { storePlan } from './store-plan';

export type PlanInput = { readonly customerId: string };

/**
 * Reads the facts in one snapshot, decides, and stores the plan. A touch that an earlier act has claimed and not ended
 * is planned again while its message is still due, and else taken back; a message that may have gone out already is
 * left to the act that finds out.
 */
export async function planTouch(deps: ActivityDeps, { customerId }: PlanInput, run: RunRef): Promise<NextPlan> {
  const loaded = await loadDecideInput(deps.db, customerId, { now: deps.clock() });
  if (loaded.context.openTouch !== null) return planWithOpenTouch(deps, { customerId }, run);
  const { decision } = decideFor(loaded, loaded.context.episode?.nextAt ?? null);
  return storePlan(deps.db, loaded, decision, run);
}

function planWithOpenTouch(deps: ActivityDeps, { customerId }: PlanInput, run: RunRef): Promise<NextPlan> {
  return inTransaction(deps.db, async (tx) => {
    const view = await guardView(tx, deps, { customerId, plannedAt: null });
    const { loaded, decision, asOf } = view;
    const { openTouch, now } = loaded.context;
    if (openTouch === null) return storePlan(tx, loaded, decision, run);
    const underWay = openTouch.message;
    if (underWay?.state === 'handed_over' || mayBeOut(underWay)) {
      const summary = `Find out about the ${underWay.channel} message that was handed over`;
      return { status: 'planned', action: underWay.channel, at: now, waitMs: 0, summary, details: summary };
    }
    const isStillDue = decision.status === 'planned' && decision.at <= asOf && isMessage(decision.action);
    if (!isStillDue) await releaseTouch(tx, loaded, decision, run);
    return storePlan(tx, loaded, decision, run);
  });
}
