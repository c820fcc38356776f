import type { Language } from '../types';
import type { DateFormat } from './date-format';

/** How amounts are written: `1.234,50` has thousands `.` and decimal `,`. */
export type AmountFormat = { readonly thousands: string | null; readonly decimal: '.' | ',' };

/** Columns by what they hold; an absent column is `null`. */
export type CustomerColumns = {
  readonly externalId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly segment: string | null;
  readonly country: string | null;
  readonly zone: string | null;
  readonly language: string | null;
  /** By attribute name. */
  readonly attributes: ReadonlyMap<string, string>;
};

export type InvoiceColumns = {
  readonly number: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly amount: string;
  readonly currency: string | null;
  readonly paymentUrl: string | null;
  readonly attributes: ReadonlyMap<string, string>;
};

export type PaymentColumns = {
  /** Empty in a row = unpaid. */
  readonly receivedOn: string;
  readonly amount: string;
  readonly externalId: string | null;
};

/** Payments of a file without invoices of its own: each names an invoice that is known already. */
export type OpenPaymentColumns = PaymentColumns & { readonly invoice: string; readonly currency: string | null };

type CellForms = {
  readonly dateFormat: DateFormat;
  readonly amountFormat: AmountFormat;
  /** For rows without a value of their own. */
  readonly currency: string | null;
  readonly zone: string | null;
  readonly language: Language;
  readonly country: string | null;
};

/** Of a file whose rows each have an invoice, with its customer and perhaps a payment of it. */
export type InvoiceMapping = CellForms & {
  readonly customer: CustomerColumns;
  readonly invoice: InvoiceColumns;
  readonly payment: PaymentColumns | null;
};
export type CustomerMapping = CellForms & {
  readonly customer: CustomerColumns;
  readonly invoice: null;
  readonly payment: null;
};
export type PaymentMapping = CellForms & {
  readonly customer: null;
  readonly invoice: null;
  readonly payment: OpenPaymentColumns;
};

/** How the columns of a CSV file become customers, invoices and payments; or customers alone, or payments alone. */
export type Mapping = InvoiceMapping | CustomerMapping | PaymentMapping;

/** Every column that the mapping names, each once, in the order of the mapping. */
export function columnsOf({ customer, invoice, payment }: Mapping): readonly string[] {
  const columns = [customer, invoice, payment].flatMap((part) =>
    part === null
      ? []
      : Object.values(part as Readonly<Record<string, string | null | ReadonlyMap<string, string>>>).flatMap(
          (column) => (column === null ? [] : typeof column === 'string' ? [column] : [...column.values()]),
        ),
  );
  return [...new Set(columns)];
}
