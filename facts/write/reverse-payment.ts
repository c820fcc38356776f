import { formatAmount } from '../../domain/money/money';
import { refreshInvoiceStatus } from './allocations';
import { lockPayment, readPayment, type PaymentRef, type PaymentRow } from './record-payment';
import { recordFact } from './record';
import { settleResumed } from './settle-resumed';
import type { AllocatedPart } from './timeline-entry';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type ReversePaymentInput = { readonly payment: PaymentRef; readonly reason: string | null };

/**
 * Takes a payment back (a bounced cheque, a chargeback): its allocations go and what it paid is owed again. Of the steps
 * that have passed meanwhile only the latest message and the latest task of each due item still act.
 * @returns `unchanged` where it is reversed already
 * @throws DomainError `not-found`
 */
export async function reversePayment(
  db: DbOrTx,
  input: ReversePaymentInput,
  ctx: FactContext,
): Promise<Written<PaymentRow>> {
  return inTransaction(db, async (tx) => {
    const { customer, payment } = await lockPayment(tx, input.payment, ctx);
    if (payment.reversedAt !== null) return { outcome: 'unchanged', row: payment };
    const { id, currency } = payment;
    const taken = await takenBack(tx, id);
    await tx.allocation.deleteMany({ where: { paymentId: id } });
    await tx.payment.update({ where: { id }, data: { reversedAt: new Date(customer.nowMs) } });
    await refreshInvoiceStatus(tx, [...new Set(taken.map(({ invoiceId }) => invoiceId))]);
    // An item that was owed in part all along never left play.
    const itemIds = new Set(taken.filter(({ wasOpen }) => !wasOpen).map(({ itemId }) => itemId));
    const settled = await settleResumed(tx, customer, { itemIds, because: 'payment-reversed' }, ctx);
    await recordFact(
      tx,
      customer,
      [
        {
          kind: 'payment.reversed',
          invoiceId: taken.length === 1 ? (taken[0]?.invoiceId ?? null) : null,
          data: {
            paymentId: id,
            externalId: payment.externalId,
            amount: formatAmount(payment.amountMinor, currency),
            currency,
            reason: input.reason,
            reopened: taken.map(({ part }) => part),
          },
        },
        ...(settled === null ? [] : [settled]),
      ],
      ctx,
    );
    return { outcome: 'recorded', row: await readPayment(tx, { id }) };
  });
}

type TakenBack = {
  readonly itemId: string;
  readonly invoiceId: string;
  readonly wasOpen: boolean;
  readonly part: AllocatedPart;
};

/** What the payment's allocations were, and what is owed without them. */
async function takenBack(tx: Tx, paymentId: string): Promise<readonly TakenBack[]> {
  const allocations = await tx.allocation.findMany({
    where: { paymentId },
    include: { dueItem: { include: { invoice: true } } },
    orderBy: [{ dueItem: { dueOn: 'asc' } }, { createdAt: 'asc' }],
  });
  return allocations.map(({ amountMinor, dueItem }) => {
    const { invoice } = dueItem;
    const balanceMinor = dueItem.amountMinor - dueItem.settledMinor;
    return {
      itemId: dueItem.id,
      invoiceId: invoice.id,
      wasOpen: balanceMinor > 0n,
      part: {
        invoice: invoice.number,
        instalment: dueItem.instalment,
        amount: formatAmount(amountMinor, invoice.currency),
        balance: formatAmount(balanceMinor + amountMinor, invoice.currency),
      },
    };
  });
}
