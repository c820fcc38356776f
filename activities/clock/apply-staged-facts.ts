import { DomainError } from '../../domain/errors';
import type { Instant } from '../../domain/types';
import { applyFact } from '../../facts/write/apply-fact';
import { lockCustomer } from '../../facts/write/lock-customer';
import { inTransaction, type FactContext, type Tx } from '../../facts/write/transaction';
import type { StagedFact } from '../../prisma/generated/client';
import type { ClockDeps } from './clock-deps';

/**
 * Moves a customer's now to `at` and applies every fact staged for then, in the order in which they were staged and in
 * one transaction: the plan that follows has seen all of them. A fact that is refused is marked with why, and the rest go on.
 */
export function applyStagedFacts({ db, clock }: ClockDeps, customerId: string, at: Instant): Promise<void> {
  const ctx: FactContext = { actor: 'clock', now: clock() };
  return inTransaction(db, async (tx) => {
    await lockCustomer(tx, customerId, ctx);
    await tx.customer.update({ where: { id: customerId }, data: { clockNowAt: new Date(at) } });
    const facts = await tx.stagedFact.findMany({
      where: { customerId, appliedAt: null, at: { lte: new Date(at) } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    for (const fact of facts) await applyOne(tx, fact, ctx);
  });
}

async function applyOne(tx: Tx, { id, customerId, kind, payload }: StagedFact, ctx: FactContext): Promise<void> {
  await tx.$executeRaw`SAVEPOINT staged_fact`;
  let refusal: string | null = null;
  try {
    await applyFact(tx, { customerId, kind, payload }, ctx);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    refusal = error.message;
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT staged_fact`;
  }
  await tx.stagedFact.update({ where: { id }, data: { appliedAt: new Date(ctx.now), error: refusal } });
}
