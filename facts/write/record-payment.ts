import { DomainError } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';
import type { CivilDate } from '../../domain/types';
import type { Allocation, Payment } from '../../prisma/generated/client';
import { allocate, allocationData, onlyInvoiceOf, planAllocations, type Allocations } from './allocations';
import { changesBetween } from './changes';
import { checkAmount } from './check-amount';
import { fromColumn, toColumn } from './civil-column';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { effectiveAt, type When } from './received';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type PaymentRow = Payment & { readonly allocations: Allocation[] };

export type RecordPaymentInput = {
  readonly customerId: string;
  /** The sender's own ID; the same payment again has no second effect. */
  readonly externalId: string | null;
  readonly received: When;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly allocations: Allocations;
};

/**
 * Records a payment and puts it against invoices. What is not allocated is kept as a credit of the customer.
 * @returns `unchanged` where the payment with this external ID is there already
 * @throws DomainError `not-found`, `validation-failed`, `over-allocation`, `currency-mismatch`, `date-too-far-ahead`,
 * `content-conflict`
 */
export async function recordPayment(
  db: DbOrTx,
  input: RecordPaymentInput,
  ctx: FactContext,
): Promise<Written<PaymentRow>> {
  const { amountMinor, currency, externalId, received } = input;
  checkAmount(amountMinor, currency);
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, input.customerId, ctx);
    const known = externalId === null ? null : await findByExternalId(tx, externalId);
    if (known !== null) return { outcome: 'unchanged', row: samePayment(known, input) };

    const effective = new Date(effectiveAt(received, customer.zone, customer.nowMs, receivedPointer(received)));
    const planned = await planAllocations(tx, customer, amountMinor, currency, input.allocations);
    const { id } = await tx.payment.create({
      data: {
        customerId: customer.id,
        externalId,
        receivedOn: 'on' in received ? toColumn(received.on) : null,
        effectiveAt: effective,
        currency,
        amountMinor,
      },
      select: { id: true },
    });
    await allocate(tx, { paymentId: id }, planned);
    await recordFact(
      tx,
      customer,
      [
        {
          kind: 'payment.received',
          invoiceId: onlyInvoiceOf(planned),
          data: {
            paymentId: id,
            externalId,
            receivedOn: 'on' in received ? received.on : null,
            effectiveAt: effective.toISOString(),
            currency,
            amount: formatAmount(amountMinor, currency),
            ...allocationData(planned, amountMinor, currency),
          },
        },
      ],
      ctx,
    );
    return { outcome: 'recorded', row: await readPayment(tx, { id }) };
  });
}

export type AllocatePaymentInput = { readonly payment: PaymentRef; readonly allocations: Allocations };

/**
 * Puts what is left of a payment against invoices.
 * @returns `unchanged` where nothing is left or nothing is owed
 * @throws DomainError as `recordPayment`; `state-conflict` for a reversed payment
 */
export async function allocatePayment(
  db: DbOrTx,
  input: AllocatePaymentInput,
  ctx: FactContext,
): Promise<Written<PaymentRow>> {
  return inTransaction(db, async (tx) => {
    const { customer, payment } = await lockPayment(tx, input.payment, ctx);
    if (payment.reversedAt !== null) {
      throw new DomainError('state-conflict', {
        en: 'The payment is reversed; only a payment that stands can be allocated',
        zh: '该付款已冲销；只有有效的付款可以分配',
      });
    }
    const { id, currency } = payment;
    const leftMinor = payment.amountMinor - payment.allocatedMinor;
    const planned = await planAllocations(tx, customer, leftMinor, currency, input.allocations);
    if (planned.length === 0) return { outcome: 'unchanged', row: payment };
    await allocate(tx, { paymentId: id }, planned);
    await recordFact(
      tx,
      customer,
      [
        {
          kind: 'payment.allocated',
          invoiceId: onlyInvoiceOf(planned),
          data: {
            paymentId: id,
            externalId: payment.externalId,
            receivedOn: payment.receivedOn === null ? null : fromColumn(payment.receivedOn),
            effectiveAt: payment.effectiveAt.toISOString(),
            currency,
            amount: formatAmount(payment.amountMinor, currency),
            ...allocationData(planned, leftMinor, currency),
          },
        },
      ],
      ctx,
    );
    return { outcome: 'recorded', row: await readPayment(tx, { id }) };
  });
}

/** A payment by our ID or by the sender's. */
export type PaymentRef = { readonly id: string } | { readonly externalId: string };

/** The payment with its customer locked. @throws DomainError `not-found` */
export async function lockPayment(
  tx: Tx,
  ref: PaymentRef,
  ctx: FactContext,
): Promise<{ readonly customer: LockedCustomer; readonly payment: PaymentRow }> {
  const { customerId } = await readPayment(tx, ref);
  const customer = await lockCustomer(tx, customerId, ctx);
  return { customer, payment: await readPayment(tx, ref) };
}

/** @throws DomainError `not-found` */
export async function readPayment(tx: Tx, ref: PaymentRef): Promise<PaymentRow> {
  const where = 'id' in ref ? { id: ref.id } : { externalId: ref.externalId };
  const payment = await tx.payment.findUnique({ where, include: { allocations: true } });
  if (payment !== null) return payment;
  throw noPayment(ref);
}

export function noPayment(ref: PaymentRef): DomainError {
  const name = 'id' in ref ? ref.id : ref.externalId;
  return new DomainError('not-found', { en: `There is no payment "${name}"`, zh: `没有付款 "${name}"` });
}

function findByExternalId(tx: Tx, externalId: string): Promise<PaymentRow | null> {
  return tx.payment.findUnique({ where: { externalId }, include: { allocations: true } });
}

function receivedPointer(received: When): string {
  return 'on' in received ? '/receivedOn' : '/receivedAt';
}

function samePayment(known: PaymentRow, input: RecordPaymentInput): PaymentRow {
  const { customerId, currency, amountMinor, received } = input;
  const standing = {
    customerId: known.customerId,
    currency: known.currency,
    amount: formatAmount(known.amountMinor, known.currency),
    receivedOn: known.receivedOn === null ? null : fromColumn(known.receivedOn),
    receivedAt: known.receivedOn === null ? known.effectiveAt.getTime() : null,
  };
  const receivedOn: CivilDate | null = 'on' in received ? received.on : null;
  const receivedAt = 'at' in received ? received.at : null;
  const given = { customerId, currency, amount: formatAmount(amountMinor, currency), receivedOn, receivedAt };
  const differing = Object.keys(changesBetween(standing, given));
  if (differing.length === 0) return known;
  const name = known.externalId ?? '';
  throw new DomainError(
    'content-conflict',
    {
      en: `Payment "${name}" is there already with another ${differing.join(', ')}; reverse it, or use another external ID`,
      zh: `付款 "${name}" 已存在，且 ${differing.join('、')} 不同；请冲销该付款或使用其他外部 ID`,
    },
    differing.map((field) => ({
      pointer: `/${field}`,
      detail: { en: `Payment "${name}" has another ${field}`, zh: `付款 "${name}" 的 ${field} 不同` },
    })),
  );
}
