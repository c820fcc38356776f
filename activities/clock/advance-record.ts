import { ApplicationFailure } from '@temporalio/common';
import { inTransaction } from '../../facts/write/transaction';
import type { ClockDeps } from './clock-deps';

export type AdvancePage = {
  /** Customers of the clock, after `afterId` in the order of their IDs. */
  readonly customerIds: readonly string[];
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
    select: { id: true },
  });
  const total = await db.customer.count({ where });
  await db.clockAdvance.update({ where: { id: input.advanceId }, data: { customersTotal: total } });
  return { customerIds: customers.map(({ id }) => id), total };
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
