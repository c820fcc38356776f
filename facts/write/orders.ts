import { DomainError } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';
import type { Instant } from '../../domain/types';
import type { Order } from '../../prisma/generated/client';
import { changesBetween } from './changes';
import { checkAmount } from './check-amount';
import { lockCustomer } from './lock-customer';
import { effectiveAt } from './received';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type RecordOrderInput = {
  readonly customerId: string;
  /** The sender's own ID; the same order again has no second effect. */
  readonly externalId: string;
  /** `null` = now. */
  readonly placedAt: Instant | null;
  readonly currency: string;
  readonly amountMinor: bigint;
};

/**
 * Records an order: it counts as a purchase, ends dormancy and wins a lost customer back.
 * @returns `unchanged` where the order with this external ID is there already
 * @throws DomainError `not-found`, `validation-failed`, `date-too-far-ahead`, `content-conflict`
 */
export async function recordOrder(db: DbOrTx, input: RecordOrderInput, ctx: FactContext): Promise<Written<Order>> {
  const { customerId, externalId, currency, amountMinor } = input;
  checkAmount(amountMinor, currency);
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    const known = await tx.order.findUnique({ where: { externalId } });
    if (known !== null) return { outcome: 'unchanged', row: sameOrder(known, input) };
    const placed = effectiveAt({ at: input.placedAt ?? customer.nowMs }, customer.zone, customer.nowMs, '/placedAt');
    const placedAt = new Date(placed);
    const row = await tx.order.create({ data: { customerId, externalId, placedAt, currency, amountMinor } });
    const data = {
      orderId: row.id,
      externalId,
      currency,
      amount: formatAmount(amountMinor, currency),
      placedAt: placedAt.toISOString(),
    };
    await recordFact(tx, customer, [{ kind: 'order.placed', data }], ctx);
    return { outcome: 'recorded', row };
  });
}

function sameOrder(known: Order, { customerId, currency, amountMinor, placedAt }: RecordOrderInput): Order {
  const standing = {
    customerId: known.customerId,
    currency: known.currency,
    amount: formatAmount(known.amountMinor, known.currency),
    placedAt: known.placedAt.getTime(),
  };
  const given = { customerId, currency, amount: formatAmount(amountMinor, currency), placedAt: placedAt ?? undefined };
  const differing = Object.keys(changesBetween(standing, given));
  if (differing.length === 0) return known;
  throw new DomainError(
    'content-conflict',
    {
      en: `Order "${known.externalId}" is there already with another ${differing.join(', ')}; use another external ID`,
      zh: `订单 "${known.externalId}" 已存在，且 ${differing.join('、')} 不同；请使用其他外部 ID`,
    },
    differing.map((field) => ({
      pointer: `/${field}`,
      detail: {
        en: `Order "${known.externalId}" has another ${field}`,
        zh: `订单 "${known.externalId}" 的 ${field} 不同`,
      },
    })),
  );
}
