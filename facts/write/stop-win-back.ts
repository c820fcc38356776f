import { DomainError } from '../../domain/errors';
import type { WinBack } from '../../prisma/generated/client';
import { lockCustomer } from './lock-customer';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type StopWinBackInput = {
  readonly winBackId: string;
  readonly reason: string;
};

/**
 * Ends a win-back by hand; the customer stays lost or dormant.
 * @returns `unchanged` where it was stopped already
 * @throws DomainError `not-found`, `state-conflict` where it has ended otherwise
 */
export async function stopWinBack(
  db: DbOrTx,
  { winBackId, reason }: StopWinBackInput,
  ctx: FactContext,
): Promise<Written<WinBack>> {
  return inTransaction(db, async (tx) => {
    const { customerId } = await readWinBack(tx, winBackId);
    const customer = await lockCustomer(tx, customerId, ctx);
    const before = await readWinBack(tx, winBackId);
    if (before.stoppedAt !== null) return { outcome: 'unchanged', row: before };
    const { status, outcome } = await tx.episode.findUniqueOrThrow({ where: { id: winBackId } });
    if (status === 'closed') {
      throw new DomainError('state-conflict', {
        en: `The win-back has ended with "${outcome ?? ''}"; only one that is running can be stopped`,
        zh: `该挽回已结束，结果为 "${outcome ?? ''}"；只有进行中的可以停止`,
      });
    }
    const row = await tx.winBack.update({
      where: { id: winBackId },
      data: { stoppedAt: new Date(customer.nowMs), stopReason: reason },
    });
    await recordFact(tx, customer, [{ kind: 'win-back.stopped', data: { winBackId, reason } }], ctx);
    return { outcome: 'recorded', row };
  });
}

/**
 * The same for the one that runs for a customer.
 * @throws DomainError `state-conflict` where none does
 */
export async function stopWinBackOf(
  tx: Tx,
  { customerId, reason }: { readonly customerId: string; readonly reason: string },
  ctx: FactContext,
): Promise<Written<WinBack>> {
  await lockCustomer(tx, customerId, ctx);
  const last = await tx.winBack.findFirst({ where: { customerId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
  if (last !== null) return stopWinBack(tx, { winBackId: last.id, reason }, ctx);
  throw new DomainError('state-conflict', {
    en: 'No win-back has begun for the customer; only one that is running can be stopped',
    zh: '该客户没有进行中的挽回；只有进行中的可以停止',
  });
}

async function readWinBack(tx: Tx, winBackId: string): Promise<WinBack> {
  const row = await tx.winBack.findUnique({ where: { id: winBackId } });
  if (row !== null) return row;
  throw new DomainError('not-found', {
    en: `There is no win-back "${winBackId}"`,
    zh: `没有挽回 "${winBackId}"`,
  });
}
