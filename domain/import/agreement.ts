import type { LocalizedText } from '../types';
import type { InvoiceRow } from './read-row';

/** Holds the rows of one file against each other: all rows of one invoice must say the same of it. */
export interface Agreement {
  /** What contradicts the first row of the same invoice, or `null`. The first row of an invoice is remembered. */
  readonly contradictionOf: (facts: InvoiceRow) => LocalizedText | null;
}

type Compared = ReturnType<typeof comparable>;

/** For the rows of one file, in their order. It remembers each invoice in a hundred bytes or so. */
export function createAgreement(): Agreement {
  const first = new Map<string, { readonly row: number; readonly compared: Compared }>();
  return {
    contradictionOf: (facts) => {
      const { number } = facts.invoice;
      const now = comparable(facts);
      const known = first.get(number);
      if (known === undefined) {
        first.set(number, { row: facts.row, compared: now });
        return null;
      }
      const before = known.compared;
      const field = (Object.keys(before) as (keyof Compared)[]).find((name) => before[name] !== now[name]);
      if (field === undefined) return null;
      return {
        en: `Invoice ${number} has ${field} "${now[field]}" here and "${before[field]}" in row ${known.row}; expected the same in every row of an invoice`,
        zh: `账单 ${number} 此处的 ${field} 为“${now[field]}”，而第 ${known.row} 行为“${before[field]}”；同一账单的各行必须一致`,
      };
    },
  };
}

function comparable({ customer, invoice }: InvoiceRow) {
  return {
    customer: customer.externalId,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    currency: invoice.currency,
    amountMinor: invoice.amountMinor.toString(),
  };
}
