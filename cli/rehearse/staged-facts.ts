import type { z } from 'zod';
import type { stageFactsBody } from '../../api/contract/test-clocks';
import { formatAmount } from '../../domain/money/money';
import type { ImportedCustomer, ImportedInvoice } from '../../domain/import/collect-facts';
import { arrivalsOf } from '../../domain/simulate/simulate-portfolio';
import type { Instant } from '../../domain/types';

export type StagedFact = z.input<typeof stageFactsBody>['facts'][number];

/**
 * The facts of an imported customer, each with the instant at which it becomes known, as `simulate` has them. A payment
 * goes against its own row's invoice; what exceeds the balance stays unallocated.
 *
 * @param id of the sandbox customer
 * @param startAt where the customer's clock begins
 * @param untilAt facts from then on are left out: the clock never gets there
 */
export function stagedFactsOf(
  customer: ImportedCustomer,
  { id, startAt, untilAt }: { readonly id: string; readonly startAt: Instant; readonly untilAt: Instant },
): readonly StagedFact[] {
  const facts = customer.invoices.flatMap((invoice) => {
    const { invoiceAt, paymentsAt } = arrivalsOf(invoice, customer.zone, startAt);
    return [
      { at: invoiceAt, kind: 'invoice.create', payload: issued(invoice) },
      ...invoice.payments.map((payment, index) => ({
        at: paymentsAt[index] ?? invoiceAt,
        kind: 'payment.record',
        payload: {
          receivedOn: payment.receivedOn,
          currency: invoice.currency,
          amount: formatAmount(payment.amountMinor, invoice.currency),
          allocations: [{ invoice: invoice.number }],
        },
      })),
    ];
  });
  return facts
    .filter(({ at }) => at < untilAt)
    .map(({ at, kind, payload }) => ({ customer: id, at: new Date(at).toISOString(), kind, payload }));
}

function issued({ number, issuedOn, dueOn, currency, amountMinor, paymentUrl, attributes }: ImportedInvoice) {
  return {
    number,
    issuedOn,
    dueOn,
    currency,
    amount: formatAmount(amountMinor, currency),
    ...(paymentUrl === null ? {} : { paymentUrl }),
    attributes,
  };
}
