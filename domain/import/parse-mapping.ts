import { openFields, readWord, readWordOr, refuse, required, type Fields } from '../authoring/fields';
import { readSource } from '../authoring/read-source';
import { quoted } from '../authoring/source-node';
import { isZone } from '../calendar/zone';
import { createFaultReport, type Fault, type FaultReport } from '../faults';
import { isCurrency } from '../money/money';
import type { Language, LocalizedText } from '../types';
import { parseDateFormat, type DateFormat } from './date-format';
import type {
  AmountFormat,
  CustomerColumns,
  CustomerMapping,
  InvoiceColumns,
  InvoiceMapping,
  Mapping,
  OpenPaymentColumns,
  PaymentColumns,
  PaymentMapping,
} from './mapping';

const FIELDS = [
  'dateFormat',
  'currency',
  'zone',
  'language',
  'country',
  'thousandsSeparator',
  'decimalSeparator',
  'customer',
  'invoice',
  'payment',
];
const LANGUAGES: readonly Language[] = ['en', 'zh'];
const CUSTOMER_OPTIONAL = ['name', 'email', 'phone', 'segment', 'country', 'zone', 'language'] as const;
const THOUSANDS = [',', '.', ' ', "'", '’', '\u00a0', '\u202f'];

const A_COLUMN: LocalizedText = {
  en: "the header of a column, such as 'InvoiceDate'",
  zh: '列标题，例如 “InvoiceDate”',
};
const A_DATE_FORMAT: LocalizedText = {
  en: '"yyyy", "MM" and "dd" in any order with separators, and at will a time, such as "dd/MM/yyyy" or "yyyy-MM-dd HH:mm"',
  zh: '由 "yyyy"、"MM"、"dd" 以任意顺序和分隔符组成的格式，可带时间，例如 "dd/MM/yyyy" 或 "yyyy-MM-dd HH:mm"',
};
const SECTION: LocalizedText = { en: 'a map from fields to columns', zh: '字段到列标题的映射' };

export type ParsedMapping = { readonly mapping: Mapping | null; readonly faults: readonly Fault[] };

/**
 * Reads a mapping file: which column of a CSV file holds what.
 * @param source YAML or JSON text, or a parsed JSON value
 * @returns the mapping, or `null` where there is an error, and every fault with its place
 */
export function parseMapping(source: unknown): ParsedMapping {
  const report = createFaultReport();
  const mapping = readMapping(source, report);
  return { mapping: report.hasErrors() ? null : mapping, faults: report.list() };
}

function readMapping(source: unknown, report: FaultReport): Mapping | null {
  const root = readSource(source, report);
  if (root === null) return null;
  const meant = {
    en: 'a map with "dateFormat", and "customer" and "invoice", or "customer" alone, or "payment" alone',
    zh: '含 dateFormat 以及 customer 和 invoice（或仅 customer，或仅 payment）的映射',
  };
  const fields = openFields(root, { en: 'The mapping', zh: '映射文件' }, FIELDS, meant, report);
  if (fields === null) return null;
  const languageNode = fields.get('language');
  const base = {
    dateFormat: readDateFormat(fields),
    amountFormat: readAmountFormat(fields),
    currency: readChecked(fields, 'currency', isCurrency, {
      en: 'an ISO 4217 code such as "USD"',
      zh: ' ISO 4217 货币代码，例如 "USD"',
    }),
    zone: readChecked(fields, 'zone', isZone, {
      en: 'an IANA time zone such as "America/New_York"',
      zh: ' IANA 时区，例如 "America/New_York"',
    }),
    language: languageNode === null ? 'en' : (readWord(fields, 'language', languageNode, LANGUAGES) ?? 'en'),
    country: readChecked(fields, 'country', (code) => /^[A-Z]{2}$/.test(code), {
      en: 'an ISO 3166 code such as "US"',
      zh: ' ISO 3166 国家代码，例如 "US"',
    }),
  } as const;
  const { dateFormat, ...rest } = base;
  const sections = readSections(fields);
  return dateFormat === null || sections === null ? null : { dateFormat, ...rest, ...sections };
}

type SectionsOf<One extends Mapping> = Pick<One, 'customer' | 'invoice' | 'payment'>;
type Sections = SectionsOf<InvoiceMapping> | SectionsOf<CustomerMapping> | SectionsOf<PaymentMapping>;

function readSections(fields: Fields): Sections | null {
  const { report } = fields;
  if (fields.get('invoice') === null && fields.get('payment') !== null) return readPaymentsAlone(fields);
  const customer = readCustomer(fields);
  if (customer !== null && customer.zone === null && fields.get('zone') === null)
    report.error(fields.place, 'missing-field', {
      en: 'The mapping has no "zone"; expected an IANA time zone for all rows, or a column customer.zone',
      zh: '映射文件缺少 "zone"；应给出所有行的 IANA 时区，或映射列 customer.zone',
    });
  if (fields.get('invoice') === null) return customer && { customer, invoice: null, payment: null };
  const invoice = readInvoice(fields);
  const payment = readPayment(fields);
  if (invoice !== null) requireCurrency(fields, 'invoice', invoice.currency);
  if (customer === null || invoice === null || payment === undefined) return null;
  return { customer, invoice, payment };
}

/** Payments belong to the customers of their invoices, so that a customer beside them could only contradict. */
function readPaymentsAlone(fields: Fields): Sections | null {
  const payment = readOpenPayment(fields);
  if (payment !== null) requireCurrency(fields, 'payment', payment.currency);
  const customer = fields.get('customer');
  if (customer === null) return payment && { customer: null, invoice: null, payment };
  return refuse(fields, 'customer', customer, {
    en: 'no "customer" where payments are mapped without "invoice": payments belong to the customers of their invoices',
    zh: '在没有 invoice 而只映射 payment 时不含 customer：付款属于其账单的客户',
  });
}

function requireCurrency(fields: Fields, section: 'invoice' | 'payment', column: string | null): void {
  if (column !== null || fields.get('currency') !== null) return;
  fields.report.error(fields.place, 'missing-field', {
    en: `The mapping has no "currency"; expected an ISO 4217 code for all rows, or a column ${section}.currency`,
    zh: `映射文件缺少 "currency"；应给出所有行的 ISO 4217 代码，或映射列 ${section}.currency`,
  });
}

function readDateFormat(fields: Fields): DateFormat | null {
  const node = required(fields, 'dateFormat', A_DATE_FORMAT);
  if (node === null) return null;
  const format = node.kind === 'text' ? parseDateFormat(node.value) : null;
  return format ?? refuse(fields, 'dateFormat', node, A_DATE_FORMAT);
}

function readAmountFormat(fields: Fields): AmountFormat {
  const decimal = readWordOr(fields, 'decimalSeparator', ['.', ','], '.');
  const node = fields.get('thousandsSeparator');
  // Grouped digits cannot be misread: groups have exactly three, and a decimal sign of the other kind is a fault.
  if (node === null) return { thousands: decimal === '.' ? ',' : '.', decimal };
  const thousands = readWord(fields, 'thousandsSeparator', node, THOUSANDS);
  if (thousands === decimal)
    refuse(fields, 'thousandsSeparator', node, {
      en: `a sign other than the decimal separator "${decimal}"`,
      zh: `与小数分隔符 "${decimal}" 不同的符号`,
    });
  return { thousands, decimal };
}

function readChecked(
  fields: Fields,
  name: string,
  accepts: (text: string) => boolean,
  expected: LocalizedText,
): string | null {
  const node = fields.get(name);
  if (node === null) return null;
  return node.kind === 'text' && accepts(node.value) ? node.value : refuse(fields, name, node, expected);
}

function readCustomer(fields: Fields): CustomerColumns | null {
  const section = openSection(fields, 'customer', ['externalId', ...CUSTOMER_OPTIONAL, 'attributes']);
  if (section === null) return null;
  const externalId = requiredColumn(section, 'externalId');
  const optional = Object.fromEntries(CUSTOMER_OPTIONAL.map((name) => [name, column(section, name)])) as Record<
    (typeof CUSTOMER_OPTIONAL)[number],
    string | null
  >;
  const attributes = readAttributes(section);
  return externalId === null ? null : { externalId, ...optional, attributes };
}

function readInvoice(fields: Fields): InvoiceColumns | null {
  const names = ['number', 'issuedOn', 'dueOn', 'amount', 'currency', 'paymentUrl', 'attributes'];
  const section = openSection(fields, 'invoice', names);
  if (section === null) return null;
  const number = requiredColumn(section, 'number');
  const issuedOn = requiredColumn(section, 'issuedOn');
  const dueOn = requiredColumn(section, 'dueOn');
  const amount = requiredColumn(section, 'amount');
  const rest = {
    currency: column(section, 'currency'),
    paymentUrl: column(section, 'paymentUrl'),
    attributes: readAttributes(section),
  };
  if (number === null || issuedOn === null || dueOn === null || amount === null) return null;
  return { number, issuedOn, dueOn, amount, ...rest };
}

/** @returns `null` where payments are not mapped, `undefined` where they are mapped wrongly */
function readPayment(fields: Fields): PaymentColumns | null | undefined {
  if (fields.get('payment') === null) return null;
  const section = openSection(fields, 'payment', ['receivedOn', 'amount', 'externalId']);
  if (section === null) return undefined;
  const receivedOn = requiredColumn(section, 'receivedOn');
  const amount = requiredColumn(section, 'amount');
  const externalId = column(section, 'externalId');
  return receivedOn === null || amount === null ? undefined : { receivedOn, amount, externalId };
}

function readOpenPayment(fields: Fields): OpenPaymentColumns | null {
  const section = openSection(fields, 'payment', ['invoice', 'receivedOn', 'amount', 'externalId', 'currency']);
  if (section === null) return null;
  const invoice = requiredColumn(section, 'invoice');
  const receivedOn = requiredColumn(section, 'receivedOn');
  const amount = requiredColumn(section, 'amount');
  const rest = { externalId: column(section, 'externalId'), currency: column(section, 'currency') };
  return invoice === null || receivedOn === null || amount === null ? null : { invoice, receivedOn, amount, ...rest };
}

function openSection(fields: Fields, name: string, names: readonly string[]): Fields | null {
  const node = required(fields, name, SECTION);
  if (node === null) return null;
  const subject = { en: `The section ${quoted(name)}`, zh: `${name} 部分` };
  return openFields(node, subject, names, SECTION, fields.report);
}

function readAttributes(section: Fields): ReadonlyMap<string, string> {
  const node = section.get('attributes');
  const columns = new Map<string, string>();
  if (node === null) return columns;
  if (node.kind !== 'map') {
    refuse(section, 'attributes', node, { en: 'a map from attribute names to columns', zh: '属性名到列标题的映射' });
    return columns;
  }
  for (const { key, value } of node.entries) {
    if (value.kind === 'text' && value.value !== '') columns.set(key, value.value);
    else refuse(section, `attributes.${key}`, value, A_COLUMN);
  }
  return columns;
}

function requiredColumn(section: Fields, name: string): string | null {
  return required(section, name, A_COLUMN) === null ? null : column(section, name);
}

function column(section: Fields, name: string): string | null {
  const node = section.get(name);
  if (node === null) return null;
  return node.kind === 'text' && node.value !== '' ? node.value : refuse(section, name, node, A_COLUMN);
}
