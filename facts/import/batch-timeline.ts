import type { RowCustomer } from '../../domain/import/read-row';
import { formatAmount } from '../../domain/money/money';
import { allocationData } from '../write/allocations';
import { recordTimeline } from '../write/record';
import type { TimelineEntry } from '../write/timeline-entry';
import type { FactContext, Tx } from '../write/transaction';
import type { BatchCustomer, WrittenInvoice, WrittenPayment } from './write-batch';

/** What a batch has written. */
export type BatchFacts = {
  readonly customers: readonly RowCustomer[];
  readonly invoices: readonly WrittenInvoice[];
  readonly payments: readonly WrittenPayment[];
};

/** Writes the timeline of a batch, with the same entries as the single commands leave. */
export async function batchTimeline(
  tx: Tx,
  { customers, invoices, payments }: BatchFacts,
  customerOf: (externalId: string) => BatchCustomer,
  ctx: FactContext,
): Promise<void> {
  const entries = new Map<string, TimelineEntry[]>();
  const add = (externalId: string, entry: TimelineEntry): void => {
    const own = entries.get(externalId) ?? [];
    own.push(entry);
    entries.set(externalId, own);
  };
  for (const { externalId, name } of customers) {
    add(externalId, { kind: 'customer.created', data: { externalId, name } });
  }
  for (const invoice of invoices) add(invoice.customer, issued(invoice));
  for (const payment of payments) add(payment.customer, received(payment));
  await recordTimeline(
    tx,
    [...entries].map(([externalId, own]) => ({ customer: customerOf(externalId), entries: own })),
    ctx,
  );
}

function issued({ id, number, issuedOn, dueOn, currency, amountMinor }: WrittenInvoice): TimelineEntry {
  const amount = formatAmount(amountMinor, currency);
  const items = [{ instalment: null, dueOn, amount }];
  return { kind: 'invoice.issued', invoiceId: id, data: { number, issuedOn, currency, amount, items } };
}

function received({
  id,
  externalId,
  receivedOn,
  effectiveAt,
  currency,
  amountMinor,
  allocations,
}: WrittenPayment): TimelineEntry {
  return {
    kind: 'payment.received',
    invoiceId: allocations[0]?.target.invoiceId ?? null,
    data: {
      paymentId: id,
      externalId,
      receivedOn,
      effectiveAt: new Date(effectiveAt).toISOString(),
      currency,
      amount: formatAmount(amountMinor, currency),
      ...allocationData(allocations, amountMinor, currency),
    },
  };
}
