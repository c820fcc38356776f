import { DEFAULT_QUEUE } from '../../domain/assign/redistribute';
import { episodeName } from '../../domain/episode/episode-kind';
import { REPAIRS, type Fault } from '../../domain/reconcile/finding';
import { Prisma } from '../../prisma/generated/client';
import type { LockedCustomer } from './lock-customer';
import { recordFact, recordTimeline, wakeCustomers } from './record';
import type { ReconcileEntry } from './timeline/reconcile-entries';
import type { FactContext, Tx } from './transaction';

/**
 * Mends faults of a locked customer as far as the database can, and says so in the timeline: one event wakes all
 * workflows, and a customer without a keeper gets the fallback queue.
 */
export async function recordRepairs(
  tx: Tx,
  customer: LockedCustomer,
  faults: readonly Fault[],
  ctx: FactContext,
): Promise<void> {
  if (faults.length === 0) return;
  const [first, ...others] = faults.map(repairEntry);
  if (first === undefined) return;
  if (faults.some(({ kind }) => kind === 'no-keeper')) {
    await tx.$executeRaw(Prisma.sql`
      UPDATE "Customer" SET "queue" = ${DEFAULT_QUEUE}, "version" = "version" + 1
      WHERE "id" = ${customer.id}::uuid AND "ownerId" IS NULL AND "queue" IS NULL`);
    await recordFact(tx, customer, [first, ...others], ctx);
    return;
  }
  await recordTimeline(tx, [{ customer, entries: [first, ...others] }], ctx);
  await wakeCustomers(tx, [{ customerId: customer.id, kind: first.kind }]);
}

function repairEntry({ kind, episode, workflowId, before }: Fault): ReconcileEntry {
  const done = REPAIRS[kind];
  return {
    kind: 'reconcile.repaired',
    data: {
      fault: kind,
      episode: episode === null ? null : episodeName(episode.kind),
      number: episode?.number ?? null,
      workflowId,
      before,
      after: kind === 'no-keeper' ? { done, queue: DEFAULT_QUEUE } : { done },
    },
  };
}
