import { loadDecideInput, type LoadedInput } from '../facts/read/load-decide-input';
import { inTransaction, type Tx } from '../facts/write/transaction';
import type { ActivityDeps } from './activity-deps';
import { lockForTouch } from './guard';
import type { NextPlan } from './next-plan';
import type { PlanInput } from './plan-touch';
import type { RunRef } from './run-ref';
import { storePlan } from './store-plan';
import { writeTimeline } from './timeline';

/** What a lifecycle does by itself. */
export type LifecycleAction = 'start-collections';

export type LifecyclePlan = NextPlan<LifecycleAction> & { readonly stage: string };

/**
 * Says which episode the facts ask for, and sets the stage. A lifecycle is woken only while no collections run hears of
 * the facts, so with an open invoice one is started.
 */
export function planLifecycle(deps: ActivityDeps, { customerId }: PlanInput, run: RunRef): Promise<LifecyclePlan> {
  return inTransaction(deps.db, async (tx) => {
    await lockForTouch(tx, customerId);
    const loaded = await loadDecideInput(tx, customerId, { now: deps.clock() });
    const stage = await reachStage(tx, loaded, run);
    const { customer, now } = loaded.context;
    const base = { stage, details: `**Stage ${stage}**` };
    if (customer.engagement === 'closed') return { ...base, status: 'closed', summary: 'The customer is closed' };
    if (loaded.input.items.length > 0) {
      const summary = 'Start collections';
      return { ...base, status: 'planned', action: 'start-collections', at: now, waitMs: 0, summary };
    }
    // No run will plan for these facts; whoever waits until they are planned for looks at the episode.
    await storePlan(tx, loaded, { status: 'closed' }, run);
    return { ...base, status: 'idle', summary: `Stage ${stage}, no open invoice` };
  });
}

/** A customer is active from its first invoice on. */
async function reachStage(tx: Tx, { context }: LoadedInput, run: RunRef): Promise<string> {
  const { customer, now } = context;
  if (customer.stage !== 'new') return customer.stage;
  const invoice = await tx.invoice.findFirst({ where: { customerId: customer.id }, select: { id: true } });
  if (invoice === null) return customer.stage;
  await tx.customer.update({ where: { id: customer.id }, data: { stage: 'active' } });
  await writeTimeline(tx, [{ kind: 'stage.changed', data: { from: customer.stage, to: 'active' } }], {
    customerId: customer.id,
    at: now,
    run,
  });
  return 'active';
}
