import { isZone } from '../calendar/zone';
import { normalizeEmail, normalizePhone, type NormalizedAddress } from '../message/contact-address';
import { formatAmount, isCurrency, MAX_MINOR } from '../money/money';
import type { CivilDate, Language, LocalizedText } from '../types';
import { readDate } from './date-format';
import type { CustomerColumns, InvoiceColumns, Mapping, PaymentColumns } from './mapping';
import { readAmount } from './read-amount';

/** A row of a CSV file: its cells by column header. */
export type CsvRecord = Readonly<Record<string, string>>;

export type RowCustomer = {
  readonly externalId: string;
  readonly name: string;
  /** `null` where no address is given. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly segment: string | null;
  readonly country: string | null;
  readonly zone: string;
  readonly language: Language;
  readonly attributes: Readonly<Record<string, string>>;
};

export type RowInvoice = {
  readonly number: string;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly paymentUrl: string | null;
  readonly attributes: Readonly<Record<string, string>>;
};

export type RowPayment = {
  readonly receivedOn: CivilDate;
  readonly amountMinor: bigint;
  readonly externalId: string | null;
};

/** A payment of an invoice that does not stand in the file. */
export type OpenPayment = RowPayment & { readonly invoice: string; readonly currency: string };

/** An invoice with its customer. Its payment belongs to it; `null` = unpaid. */
export type InvoiceRow = {
  readonly row: number;
  readonly customer: RowCustomer;
  readonly invoice: RowInvoice;
  readonly payment: RowPayment | null;
};
export type CustomerRow = Omit<InvoiceRow, 'invoice' | 'payment'> & { readonly invoice: null; readonly payment: null };
export type PaymentRow = {
  readonly row: number;
  readonly customer: null;
  readonly invoice: null;
  readonly payment: OpenPayment | null;
};

/** What one row says; all rows of a file are of one kind, by its mapping. */
export type RowFacts = InvoiceRow | CustomerRow | PaymentRow;

/** What is wrong with one row: which cell, what it holds and what is accepted. */
export type RowFault = {
  /** Line of the record in the file, the header being 1. */
  readonly row: number;
  readonly column: string | null;
  readonly given: string | null;
  readonly message: LocalizedText;
};

export type ReadRow =
  { readonly ok: true; readonly facts: RowFacts } | { readonly ok: false; readonly faults: readonly RowFault[] };

const MAX_TEXT = 200;

/** Reads one record by the mapping. All faults of the row are told at once; a row with one is not taken at all. */
export function readRow(mapping: Mapping, record: CsvRecord, row: number): ReadRow {
  const faults: RowFault[] = [];
  const cells = createCells(record, row, faults);
  const facts = readFacts(mapping, cells);
  return facts === null || faults.length > 0 ? { ok: false, faults } : { ok: true, facts: { row, ...facts } };
}

/** All parts are read even where one is bad, so that each tells its faults. */
function readFacts(mapping: Mapping, cells: Cells): WithoutRow<RowFacts> | null {
  if (mapping.customer === null) {
    const number = cells.required(mapping.payment.invoice);
    const currency = readCurrency(mapping, cells, mapping.payment.currency);
    const payment = currency === null ? null : readPayment(mapping, mapping.payment, cells, currency);
    if (number === null || currency === null) return null;
    return { customer: null, invoice: null, payment: payment && { ...payment, invoice: number, currency } };
  }
  const customer = readCustomer(mapping, mapping.customer, cells);
  if (mapping.invoice === null) return customer && { customer, invoice: null, payment: null };
  const invoice = readInvoice(mapping, mapping.invoice, cells);
  if (invoice === null) return null;
  const payment = mapping.payment && readPayment(mapping, mapping.payment, cells, invoice.currency);
  return customer && { customer, invoice, payment };
}

type WithoutRow<Facts> = Facts extends RowFacts ? Omit<Facts, 'row'> : never;

type Cells = {
  /** The trimmed cell; `''` where the column is not mapped. */
  readonly text: (column: string | null) => string;
  readonly required: (column: string) => string | null;
  readonly refuse: (column: string, expected: LocalizedText) => null;
};

function createCells(record: CsvRecord, row: number, faults: RowFault[]): Cells {
  const text = (column: string | null): string => (column === null ? '' : (record[column] ?? '').trim());
  const refuse = (column: string, expected: LocalizedText): null => {
    const given = text(column);
    faults.push({
      row,
      column,
      given,
      message: {
        en: `Column "${column}" holds "${shorten(given)}"; expected ${expected.en}`,
        zh: `列“${column}”的值为“${shorten(given)}”；应为${expected.zh}`,
      },
    });
    return null;
  };
  const required = (column: string): string | null => {
    const given = text(column);
    if (given === '' || given.length > MAX_TEXT)
      return refuse(column, { en: `1 to ${MAX_TEXT} characters`, zh: ` 1 到 ${MAX_TEXT} 个字符` });
    return given;
  };
  return { text, required, refuse };
}

function readCustomer(mapping: Mapping, columns: CustomerColumns, cells: Cells): RowCustomer | null {
  const externalId = cells.required(columns.externalId);
  const zone = cellOr(cells, columns.zone, mapping.zone, isZone, {
    en: 'an IANA time zone such as "Asia/Shanghai"',
    zh: ' IANA 时区，例如 "Asia/Shanghai"',
  });
  const country = cellOr(cells, columns.country, mapping.country, (code) => /^[A-Z]{2}$/.test(code), {
    en: 'an ISO 3166 country code such as "CN"',
    zh: ' ISO 3166 国家代码，例如 "CN"',
  });
  const language = cellOr(cells, columns.language, mapping.language, isLanguage, {
    en: '"en" or "zh"',
    zh: '"en" 或 "zh"',
  });
  const email = readAddress(cells, columns.email, normalizeEmail);
  const phone = readAddress(cells, columns.phone, (given) => normalizePhone(given, country));
  if (externalId === null || zone === null || language === null || !isLanguage(language)) return null;
  return {
    externalId,
    name: cells.text(columns.name) || externalId,
    email,
    phone,
    segment: cells.text(columns.segment) || null,
    country,
    zone,
    language,
    attributes: readAttributes(cells, columns.attributes),
  };
}

function readInvoice(mapping: Mapping, columns: InvoiceColumns, cells: Cells): RowInvoice | null {
  const number = cells.required(columns.number);
  const issuedOn = readCivilDate(mapping, cells, columns.issuedOn);
  const dueOn = readCivilDate(mapping, cells, columns.dueOn);
  const currency = readCurrency(mapping, cells, columns.currency);
  const amountMinor = currency === null ? null : readPositive(mapping, cells, columns.amount, currency);
  if (number === null || issuedOn === null || dueOn === null || currency === null || amountMinor === null) return null;
  const paymentUrl = cells.text(columns.paymentUrl) || null;
  if (columns.paymentUrl !== null && paymentUrl !== null && !/^https:\/\/\S+$/.test(paymentUrl))
    return cells.refuse(columns.paymentUrl, { en: 'an https address, or nothing', zh: ' https 地址，或留空' });
  const attributes = readAttributes(cells, columns.attributes);
  return { number, issuedOn, dueOn, currency, amountMinor, paymentUrl, attributes };
}

function readCurrency(mapping: Mapping, cells: Cells, column: string | null): string | null {
  return cellOr(cells, column, mapping.currency, isCurrency, {
    en: 'an ISO 4217 currency code such as "CNY"',
    zh: ' ISO 4217 货币代码，例如 "CNY"',
  });
}

/** @returns `null` also where the row is unpaid */
function readPayment(mapping: Mapping, columns: PaymentColumns, cells: Cells, currency: string): RowPayment | null {
  if (cells.text(columns.receivedOn) === '') return null;
  const receivedOn = readCivilDate(mapping, cells, columns.receivedOn);
  const amountMinor = readPositive(mapping, cells, columns.amount, currency);
  if (receivedOn === null || amountMinor === null) return null;
  return { receivedOn, amountMinor, externalId: cells.text(columns.externalId) || null };
}

function readCivilDate(mapping: Mapping, cells: Cells, column: string): CivilDate | null {
  const { pattern } = mapping.dateFormat;
  return (
    readDate(mapping.dateFormat, cells.text(column)) ??
    cells.refuse(column, {
      en: `a real date of the years 1900 to 2200 written "${pattern}"`,
      zh: `以 "${pattern}" 书写的 1900 至 2200 年间的真实日期`,
    })
  );
}

function readPositive(mapping: Mapping, cells: Cells, column: string, currency: string): bigint | null {
  const amount = readAmount(cells.text(column), currency, mapping.amountFormat);
  if (amount !== null && amount > 0n && amount <= MAX_MINOR) return amount;
  const { thousands, decimal } = mapping.amountFormat;
  const isOver = amount !== null && amount > MAX_MINOR;
  const most = formatAmount(MAX_MINOR, currency);
  const bound = isOver ? { en: `, and at most ${most}`, zh: `，且至多为 ${most}` } : { en: '', zh: '' };
  const example = thousands === null ? `1234${decimal}50` : `1${thousands}234${decimal}50`;
  return cells.refuse(column, {
    en: `an amount of ${currency} above zero, such as "${example}"${bound.en}`,
    zh: `大于零的 ${currency} 金额，例如 "${example}"${bound.zh}`,
  });
}

function cellOr(
  cells: Cells,
  column: string | null,
  fallback: string | null,
  accepts: (text: string) => boolean,
  expected: LocalizedText,
): string | null {
  const given = cells.text(column);
  if (column === null || given === '') return fallback;
  return accepts(given) ? given : cells.refuse(column, expected);
}

function readAddress(
  cells: Cells,
  column: string | null,
  normalize: (given: string) => NormalizedAddress,
): string | null {
  const given = cells.text(column);
  if (column === null || given === '') return null;
  const address = normalize(given);
  if (address.ok) return address.address;
  return cells.refuse(column, {
    en: `a usable address, or nothing (${address.reason.en})`,
    zh: `可用的地址，或留空（${address.reason.zh}）`,
  });
}

function readAttributes(cells: Cells, columns: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const filled = [...columns].map(([name, column]) => [name, cells.text(column)] as const);
  return Object.fromEntries(filled.filter(([, value]) => value !== ''));
}

function isLanguage(text: string): text is Language {
  return text === 'en' || text === 'zh';
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text;
}
