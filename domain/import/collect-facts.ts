import { createAgreement } from './agreement';
import type { InvoiceRow, RowCustomer, RowFault, RowInvoice, RowPayment } from './read-row';

export type ImportedInvoice = RowInvoice & { readonly payments: readonly RowPayment[] };
export type ImportedCustomer = RowCustomer & { readonly invoices: readonly ImportedInvoice[] };

export type CollectedFacts = {
  /** In order of first appearance, and so are each one's invoices. */
  readonly customers: readonly ImportedCustomer[];
  readonly faults: readonly RowFault[];
};

type Collected = { facts: InvoiceRow; payments: RowPayment[] };

/**
 * Puts the rows of one file together: rows of one invoice must agree on it and each may add a payment; a customer is as
 * its first row says. A row that contradicts an earlier one is a fault and is left out.
 */
export function collectFacts(rows: Iterable<InvoiceRow>): CollectedFacts {
  const customers = new Map<string, { customer: RowCustomer; invoices: Collected[] }>();
  const invoices = new Map<string, Collected>();
  const faults: RowFault[] = [];
  const agreement = createAgreement();
  for (const facts of rows) {
    const contradiction = agreement.contradictionOf(facts);
    if (contradiction !== null) {
      faults.push({ row: facts.row, column: null, given: facts.invoice.number, message: contradiction });
      continue;
    }
    const known = invoices.get(facts.invoice.number);
    const collected = known ?? { facts, payments: [] };
    if (facts.payment !== null) collected.payments.push(facts.payment);
    if (known !== undefined) continue;
    invoices.set(facts.invoice.number, collected);
    const { externalId } = facts.customer;
    const customer = customers.get(externalId);
    if (customer === undefined) customers.set(externalId, { customer: facts.customer, invoices: [collected] });
    else customer.invoices.push(collected);
  }
  return {
    customers: [...customers.values()].map(({ customer, invoices: own }) => ({
      ...customer,
      invoices: own.map(({ facts, payments }) => ({ ...facts.invoice, payments })),
    })),
    faults,
  };
}
