import { ApplicationFailure } from '@temporalio/common';
import { inTransaction } from '../../facts/write/transaction';
import type { ClockDeps } from './clock-deps';

export type AdvancePage = {
  /** Customers of the clock after `afterId`; those with the most facts to come first, so that none of them is left for last. */
  readonly customerIds: readonly string[];
  /** Where the next page begins; `null` = this was the last. */
  readonly nextAfterId: string | null;
  /** Of the clock as a whole. */
  readonly total: number;
};

/** The next customers to move; an advance of a clock with very many goes page by page. */
export async function listAdvancing(
  { db }: ClockDeps,
  input: { readonly advanceId: string; readonly afterId: string | null; readonly limit: number },
): Promise<AdvancePage> {
  const advance = await db.clockAdvance.findUnique({ where: { id: input.advanceId } });
  if (advance === null)
    throw ApplicationFailure.nonRetryable('The advance was taken back before it began', 'not-found');
  const where = { testClockId: advance.clockId };
  const customers = await db.customer.findMany({
    where: input.afterId === null ? where : { ...where, id: { gt: input.afterId } },
    orderBy: { id: 'asc' },
    take: input.limit,
    select: { id: true, _count: { select: { stagedFacts: { where: { appliedAt: null } } } } },
  });
  const total = await db.customer.count({ where });
  await db.clockAdvance.update({ where: { id: input.advanceId }, data: { customersTotal: total } });
  const byFacts = customers.toSorted((a, b) => b._count.stagedFacts - a._count.stagedFacts);
  const nextAfterId = customers.length === input.limit ? (customers.at(-1)?.id ?? null) : null;
  return { customerIds: byFacts.map(({ id }) => id), nextAfterId, total };
}

/** Progress for whoever started the advance; it never goes back. */
export async function reportAdvance(
  { db }: ClockDeps,
  { advanceId, done }: { readonly advanceId: string; readonly done: number },
): Promise<void> {
  await db.clockAdvance.updateMany({
    where: { id: advanceId, customersDone: { lt: done } },
    data: { customersDone: done },
  });
}

/** Ends an advance; with an error, the clock's now stays where it was and the next advance goes on from each customer's own. */
export function endAdvance(
  { db, clock }: ClockDeps,
  { advanceId, error }: { readonly advanceId: string; readonly error: string | null },
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const { clockId, targetAt } = await tx.clockAdvance.update({
      where: { id: advanceId },
      data: { status: error === null ? 'done' : 'failed', error, finishedAt: new Date(clock()) },
    });
    if (error === null) await tx.testClock.update({ where: { id: clockId }, data: { nowAt: targetAt } });
  });
}
