import { didYouMean } from '../authoring/did-you-mean';
import { ATTRIBUTE_PREFIX, attributeKey } from '../condition/facts';
import { parseAmount } from '../money/money';
import type { LocalizedText } from '../types';
import type { CreditFacts } from './credit-facts';
import { paymentRisk } from './payment-history';

/** Columns of a file of customers to try a scorecard on, besides the attributes. What is left empty is not known. */
const FACT_COLUMNS = [
  'customer',
  'currency',
  'payments.lateShare',
  'payments.meanDaysLate',
  'payments.invoicesSettled',
  'payments.brokenPromises',
  'customer.segment',
  'customer.country',
  'customer.tenureDays',
  'purchases.count',
  'purchases.total',
  'exposure.balance',
  'exposure.overdue',
] as const;
type Column = (typeof FACT_COLUMNS)[number];

/** A customer of a file; its amounts are in one currency. */
export type FactRow = { readonly customer: string; readonly factsFor: (currency: string) => CreditFacts };

export type FactRowFault = {
  /** Counted from 1, without the header; 0 is the header. */
  readonly row: number;
  readonly column: string;
  readonly message: LocalizedText;
};

export type ReadFactRows = { readonly rows: readonly FactRow[]; readonly faults: readonly FactRowFault[] };

/**
 * Reads customers from rows of texts, numbers and booleans by column name, with every fault. Amounts are decimals in the
 * row's `currency`; for a scorecard in another currency they count as nothing.
 * @param defaultCurrency for rows that name none
 */
export function readFactRows(
  given: readonly Readonly<Record<string, unknown>>[],
  defaultCurrency: string,
): ReadFactRows {
  const faults: FactRowFault[] = unknownColumns(given);
  const rows = given.map((row, index) => readRow(row, index + 1, defaultCurrency, faults));
  return { rows: faults.length === 0 ? rows : [], faults };
}

function unknownColumns(given: readonly Readonly<Record<string, unknown>>[]): FactRowFault[] {
  const columns = new Set(given.flatMap((row) => Object.keys(row)));
  return [...columns]
    .filter((column) => !FACT_COLUMNS.some((known) => known === column) && attributeKey(column) === null)
    .map((column) => {
      const near = didYouMean(column, FACT_COLUMNS);
      const expected = [...FACT_COLUMNS, `${ATTRIBUTE_PREFIX}KEY`];
      return {
        row: 0,
        column,
        message: {
          en: `There is no column "${column}"; ${near === null ? `expected ${expected.join(', ')}` : `did you mean "${near}"?`}`,
          zh: `没有列 "${column}"；${near === null ? `可用 ${expected.join('、')}` : `是否想写 "${near}"？`}`,
        },
      };
    });
}

function readRow(
  row: Readonly<Record<string, unknown>>,
  number: number,
  defaultCurrency: string,
  faults: FactRowFault[],
): FactRow {
  const cell = (column: Column): string => textOf(row[column]);
  const refuse = (column: Column, expected: LocalizedText): null => {
    const [en, zh] = [`Column "${column}" holds "${cell(column)}"; expected ${expected.en}`, expected.zh];
    faults.push({ row: number, column, message: { en, zh: `列 "${column}" 的值为 "${cell(column)}"；应为${zh}` } });
    return null;
  };
  const numberIn = (column: Column, least: number, isWhole: boolean): number | null => {
    if (cell(column) === '') return null;
    const value = Number(cell(column));
    if (Number.isFinite(value) && value >= least && (!isWhole || Number.isInteger(value))) return value;
    return refuse(column, isWhole ? { en: 'a whole number', zh: '整数' } : { en: 'a number', zh: '数字' });
  };
  const currency = cell('currency') === '' ? defaultCurrency : cell('currency');
  const amount = (column: Column): bigint => {
    if (cell(column) === '') return 0n;
    const minor = parseAmount(cell(column), currency);
    if (minor !== null && minor >= 0n) return minor;
    refuse(column, { en: `an amount in ${currency} such as "120.00"`, zh: ` ${currency} 金额，例如 "120.00"` });
    return 0n;
  };
  const customer = cell('customer') === '' ? String(number) : cell('customer');
  const history = {
    lateShare: numberIn('payments.lateShare', 0, false),
    meanDaysLate: numberIn('payments.meanDaysLate', -Infinity, false),
    invoicesSettled: numberIn('payments.invoicesSettled', 0, true) ?? 0,
  };
  const money = {
    total: amount('purchases.total'),
    balance: amount('exposure.balance'),
    overdue: amount('exposure.overdue'),
  };
  const facts = {
    customer: {
      zone: 'UTC',
      language: 'en' as const,
      segment: cell('customer.segment') || null,
      country: cell('customer.country') || null,
      attributes: attributesOf(row),
    },
    tenureDays: numberIn('customer.tenureDays', 0, true) ?? 0,
    payments: {
      ...history,
      risk: paymentRisk(history),
      brokenPromises: numberIn('payments.brokenPromises', 0, true) ?? 0,
    },
  };
  const count = numberIn('purchases.count', 0, true) ?? 0;
  return {
    customer,
    factsFor: (wanted) => {
      const of = (minor: bigint): bigint => (wanted === currency ? minor : 0n);
      return {
        ...facts,
        purchases: { count, totalMinor: of(money.total) },
        exposure: { balanceMinor: of(money.balance), overdueMinor: of(money.overdue) },
      };
    },
  };
}

/** In a file everything is text; an attribute that is written like a number or a yes or no is one. */
function attributesOf(row: Readonly<Record<string, unknown>>): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([column, value]): [string, string | number | boolean][] => {
      const key = attributeKey(column);
      const text = textOf(value);
      if (key === null || text === '') return [];
      if (/^-?\d{1,15}(\.\d+)?$/.test(text)) return [[key, Number(text)]];
      return [[key, text === 'true' ? true : text === 'false' ? false : text]];
    }),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : '';
}
