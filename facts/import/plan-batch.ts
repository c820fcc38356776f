import type { Mapping } from '../../domain/import/mapping';
import type { RowCustomer, RowFault, RowInvoice, RowPayment } from '../../domain/import/read-row';
import { DomainError } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';
import type { Instant, LocalizedText } from '../../domain/types';
import { effectiveAt } from '../write/received';
import type { ReadyRow } from './read-rows';
import type { StandingFacts, StandingInvoice, StandingPayment } from './standing-facts';

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
    const newCustomer = !standing.customers.has(customer.externalId) && !before.customers.has(customer.externalId);
    const newInvoice = !standing.invoices.has(invoice.number) && !before.invoices.has(invoice.number);
    if (newCustomer) {
      customers.push(customer);
      before.customers.add(customer.externalId);
    }
    if (newInvoice) {
      invoices.push({ ...invoice, customer: customer.externalId });
      before.invoices.add(invoice.number);
    }
    if (read.payment !== null) payments.push(read.payment);
    if (!newCustomer && !newInvoice && read.payment === null) unchanged += 1;
  }
  return { customers, invoices, payments, unchanged, faults };
}

type PlannedRow = { readonly payment: NewPayment | null } | { readonly fault: RowFault };

function planRow({ facts, paymentId }: ReadyRow, standing: StandingFacts, mapping: Mapping, now: Instant): PlannedRow {
  const { row, customer, invoice, payment } = facts;
  const known = standing.invoices.get(invoice.number);
  const conflict = known === undefined ? null : invoiceConflict(known, invoice, customer.externalId, mapping);
  if (conflict !== null) return { fault: { row, ...conflict } };
  if (payment === null || paymentId === null || mapping.payment === null) return { payment: null };

  const wanted: StandingPayment = {
    externalId: paymentId,
    customer: customer.externalId,
    receivedOn: payment.receivedOn,
    currency: invoice.currency,
    amountMinor: payment.amountMinor,
  };
  const there = standing.payments.get(paymentId);
  if (there !== undefined) {
    const differing = paymentConflict(there, wanted, invoice.number, mapping.payment);
    return differing === null ? { payment: null } : { fault: { row, ...differing } };
  }
  const standingCustomer = standing.customers.get(customer.externalId);
  const effective = effectiveOf(payment, standingCustomer?.zone ?? customer.zone, standingCustomer?.nowMs ?? now);
  if (typeof effective !== 'number') {
    const { receivedOn: column } = mapping.payment;
    return { fault: { row, column, given: payment.receivedOn, message: inColumn(column, effective) } };
  }
  const rest = { customer: customer.externalId, invoice: invoice.number, currency: invoice.currency };
  return { payment: { ...payment, ...rest, externalId: paymentId, effectiveAt: effective } };
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
  { customer: customerColumns, invoice: columns }: Mapping,
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
  columns: NonNullable<Mapping['payment']>,
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
