import { actAtOnce } from './act-at-once';
import type { ActivityDeps } from './activity-deps';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';
import { named } from './timeline';

/** Blocks new orders on credit. One that is in place already stays as it is. */
export function placeCreditHold(deps: ActivityDeps, input: TouchInput, run: RunRef): Promise<NextPlan> {
  return actAtOnce(deps, 'hold-credit', input, run, async (tx, { touch, touchId, loaded }) => {
    if (loaded.context.customer.creditHoldAt !== null || touch.lead === null) return [];
    await tx.customer.update({ where: { id: input.customerId }, data: { creditHoldAt: new Date(touch.at) } });
    return [{ kind: 'credit-hold.placed', touchId, data: { lead: named(touch.lead) } }];
  });
}
