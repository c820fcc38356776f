import { DomainError } from '../../domain/errors';
import type { LossReason } from '../../domain/win-back/win-back-policy';
import type { Customer } from '../../prisma/generated/client';
import { changeStage } from './change-stage';
import { checkVersion } from './check-version';
import { lockCustomer } from './lock-customer';
import { recordTimeline } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type MarkLostInput = {
  readonly customerId: string;
  readonly version: number | null;
  readonly reason: LossReason;
  /** What is known besides the reason, for who tries to win the customer back. */
  readonly note: string | null;
};

/**
 * Says that a customer is lost, and why: win-back by that reason begins.
 * @returns `unchanged` where the customer is lost for the same reason already
 * @throws DomainError `not-found`, `version-conflict`, `state-conflict` for a closed customer, or one that is lost for
 * another reason
 */
export async function markLost(db: DbOrTx, input: MarkLostInput, ctx: FactContext): Promise<Written<Customer>> {
  const { customerId, version, reason, note } = input;
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    if (customer.engagement === 'closed') {
      throw new DomainError('state-conflict', {
        en: `Customer "${customer.externalId}" is closed; only an active or paused one can be lost`,
        zh: `客户 "${customer.externalId}" 已关闭；只有启用或暂停的客户可以标记为流失`,
      });
    }
    if (customer.stage === 'lost') {
      if (customer.lostReason === reason) return { outcome: 'unchanged', row: customer };
      throw new DomainError('state-conflict', {
        en: `Customer "${customer.externalId}" is lost already, for "${customer.lostReason ?? ''}"; an order brings it back`,
        zh: `客户 "${customer.externalId}" 已流失，原因为 "${customer.lostReason ?? ''}"；有新订单后才会恢复`,
      });
    }
    checkVersion(version, customer.version);
    await recordTimeline(tx, [{ customer, entries: [{ kind: 'customer.marked-lost', data: { reason, note } }] }], ctx);
    await changeStage(tx, customer, { to: 'lost', reason }, ctx);
    return { outcome: 'recorded', row: await tx.customer.findUniqueOrThrow({ where: { id: customerId } }) };
  });
}
