import type { InvoiceMapping, Mapping, PaymentColumns } from '../../domain/import/mapping';
import type { OpenPayment, RowCustomer, RowFault, RowInvoice, RowPayment } from '../../domain/import/read-row';
import { DomainError } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';
import type { Instant, LocalizedText } from '../../domain/types';
import { effectiveAt } from '../write/received';
import type { ReadyRow } from './read-rows';
import type { StandingCustomer, StandingFacts, StandingInvoice, StandingPayment } from './standing-facts';

export type NewPayment = RowPayment & {
  readonly externalId: string;
  readonly customer: string;
  readonly invoice: string;
  readonly currency: string;
  readonly effectiveAt: Instant;
};

export type NewInvoice = RowInvoice & { readonly customer: string };

/** What a batch of rows adds. Customers that are there stay as they are, whatever the file says of them. */
export type BatchPlan = {
  readonly customers: readonly RowCustomer[];
  readonly invoices: readonly NewInvoice[];
  readonly payments: readonly NewPayment[];
  /** Rows that add nothing. */
  readonly unchanged: number;
  readonly faults: readonly RowFault[];
};

/** What earlier batches of the same file add; it grows with each plan. Only a check needs it: writing finds it standing. */
export type PlannedBefore = { readonly customers: Set<string>; readonly invoices: Set<string> };

/**
 * Compares rows with what is there. A row that contradicts it is a fault and adds nothing at all.
 * @param now the machine's clock, for customers that are new
 */
export function planBatch(
  rows: readonly ReadyRow[],
  standing: StandingFacts,
  mapping: Mapping,
  before: PlannedBefore,
  now: Instant,
): BatchPlan {
  const customers: RowCustomer[] = [];
  const invoices: NewInvoice[] = [];
  const payments: NewPayment[] = [];
  const faults: RowFault[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const read = planRow(row, standing, mapping, now);
    if ('fault' in read) {
      faults.push(read.fault);
      continue;
    }
    const { customer, invoice } = row.facts;
    let adds = read.payment !== null;
    if (
      customer !== null &&
      !standing.customers.has(customer.externalId) &&
      !before.customers.has(customer.externalId)
    ) {
      customers.push(customer);
      before.customers.add(customer.externalId);
      adds = true;
    }
    if (invoice !== null && !standing.invoices.has(invoice.number) && !before.invoices.has(invoice.number)) {
      invoices.push({ ...invoice, customer: customer.externalId });
      before.invoices.add(invoice.number);
      adds = true;
    }
    if (read.payment !== null) payments.push(read.payment);
    if (!adds) unchanged += 1;
  }
  return { customers, invoices, payments, unchanged, faults };
}

type PlannedRow = { readonly payment: NewPayment | null } | { readonly fault: RowFault };

function planRow({ facts, paymentId }: ReadyRow, standing: StandingFacts, mapping: Mapping, now: Instant): PlannedRow {
  const { row, customer, invoice, payment } = facts;
  if (customer === null) return planOpenPayment(row, payment, paymentId, standing, mapping);
  if (invoice === null || mapping.invoice === null) return { payment: null };
  const known = standing.invoices.get(invoice.number);
  const conflict = known === undefined ? null : invoiceConflict(known, invoice, customer.externalId, mapping);
  if (conflict !== null) return { fault: { row, ...conflict } };
  if (payment === null || paymentId === null || mapping.payment === null) return { payment: null };
  const { externalId, zone } = customer;
  const owner = standing.customers.get(externalId) ?? { externalId, zone, nowMs: now };
  const of = { invoice: invoice.number, currency: invoice.currency };
  return planPayment(row, { ...payment, ...of, externalId: paymentId }, owner, standing, mapping.payment);
}

/** A payment that names its invoice, which must be there. */
function planOpenPayment(
  row: number,
  payment: OpenPayment | null,
  paymentId: string | null,
  standing: StandingFacts,
  mapping: Mapping,
): PlannedRow {
  if (payment === null || paymentId === null || mapping.customer !== null) return { payment: null };
  const { invoice: number, currency } = payment;
  const { invoice: column } = mapping.payment;
  const known = standing.invoices.get(number);
  const refuse = (given: string, message: LocalizedText): PlannedRow => ({ fault: { row, column, given, message } });
  const owner = known && standing.customers.get(known.customer);
  if (known === undefined || owner === undefined)
    return refuse(number, {
      en: `Invoice "${number}" is not known; expected the number of an invoice that is there already`,
      zh: `没有账单“${number}”；应为已存在的账单编号`,
    });
  if (known.isVoid)
    return refuse(number, {
      en: `Invoice "${number}" is void; expected one that can be paid`,
      zh: `账单“${number}”已作废；应为可付款的账单`,
    });
  if (known.currency !== currency)
    return refuse(number, {
      en: `Invoice "${number}" is in ${known.currency}, and the payment in ${currency}; expected the currency of the invoice`,
      zh: `账单“${number}”的货币为 ${known.currency}，而付款为 ${currency}；应与账单货币一致`,
    });
  return planPayment(row, { ...payment, externalId: paymentId }, owner, standing, mapping.payment);
}

function planPayment(
  row: number,
  payment: OpenPayment & { readonly externalId: string },
  owner: Pick<StandingCustomer, 'externalId' | 'zone' | 'nowMs'>,
  standing: StandingFacts,
  columns: PaymentColumns,
): PlannedRow {
  const wanted = { ...payment, customer: owner.externalId };
  const there = standing.payments.get(payment.externalId);
  if (there !== undefined) {
    const differing = paymentConflict(there, wanted, payment.invoice, columns);
    return differing === null ? { payment: null } : { fault: { row, ...differing } };
  }
  const effective = effectiveOf(payment, owner.zone, owner.nowMs);
  if (typeof effective === 'number') return { payment: { ...wanted, effectiveAt: effective } };
  const { receivedOn: column } = columns;
  return { fault: { row, column, given: payment.receivedOn, message: inColumn(column, effective) } };
}

/** The instant, or why the date is refused. */
function effectiveOf({ receivedOn }: RowPayment, zone: string, now: Instant): Instant | LocalizedText {
  try {
    return effectiveAt({ on: receivedOn }, zone, now, '/receivedOn');
  } catch (error) {
    if (error instanceof DomainError) return error.detail;
    throw error;
  }
}

function inColumn(column: string, { en, zh }: LocalizedText): LocalizedText {
  return { en: `Column "${column}": ${en}`, zh: `列“${column}”：${zh}` };
}

type Conflict = Omit<RowFault, 'row'>;
type Difference = {
  readonly field: LocalizedText;
  readonly column: string | null;
  readonly given: string;
  readonly there: string;
};

function invoiceConflict(
  known: StandingInvoice,
  invoice: RowInvoice,
  customer: string,
  { customer: customerColumns, invoice: columns }: InvoiceMapping,
): Conflict | null {
  const { number } = invoice;
  if (known.isVoid) {
    return {
      column: columns.number,
      given: number,
      message: {
        en: `Invoice "${number}" is there already and void; a void number is not used again`,
        zh: `账单“${number}”已存在且已作废；作废的编号不能再用`,
      },
    };
  }
  const amountOf = (minor: bigint, currency: string): string => `${formatAmount(minor, currency)} ${currency}`;
  const dueOn = known.items.map((item) => item.dueOn).join(', ');
  const differences: readonly Difference[] = [
    {
      field: { en: 'customer', zh: '客户' },
      column: customerColumns.externalId,
      given: customer,
      there: known.customer,
    },
    {
      field: { en: 'issue date', zh: '开票日' },
      column: columns.issuedOn,
      given: invoice.issuedOn,
      there: known.issuedOn,
    },
    { field: { en: 'due date', zh: '到期日' }, column: columns.dueOn, given: invoice.dueOn, there: dueOn },
    {
      field: { en: 'amount', zh: '金额' },
      column: columns.amount,
      given: amountOf(invoice.amountMinor, invoice.currency),
      there: amountOf(known.amountMinor, known.currency),
    },
  ];
  return conflictOf(differences, { en: `Invoice "${number}"`, zh: `账单“${number}”` });
}

function paymentConflict(
  there: StandingPayment,
  wanted: StandingPayment,
  invoice: string,
  columns: PaymentColumns,
): Conflict | null {
  const amountOf = ({ amountMinor, currency }: StandingPayment): string =>
    `${formatAmount(amountMinor, currency)} ${currency}`;
  const differences: readonly Difference[] = [
    { field: { en: 'customer', zh: '客户' }, column: null, given: wanted.customer, there: there.customer },
    {
      field: { en: 'date', zh: '日期' },
      column: columns.receivedOn,
      given: wanted.receivedOn ?? '',
      there: there.receivedOn ?? '',
    },
    { field: { en: 'amount', zh: '金额' }, column: columns.amount, given: amountOf(wanted), there: amountOf(there) },
  ];
  return conflictOf(differences, {
    en: `The payment "${wanted.externalId}" of invoice "${invoice}"`,
    zh: `账单“${invoice}”的付款“${wanted.externalId}”`,
  });
}

function conflictOf(differences: readonly Difference[], subject: LocalizedText): Conflict | null {
  const differing = differences.find(({ given, there }) => given !== there);
  if (differing === undefined) return null;
  const { field, column, given, there } = differing;
  return {
    column,
    given,
    message: {
      en: `${subject.en} is there already with the ${field.en} ${there}, and the row says ${given}; an import adds facts and changes none`,
      zh: `${subject.zh}已存在，其${field.zh}为 ${there}，而该行为 ${given}；导入只新增事实，不修改已有事实`,
    },
  };
}
