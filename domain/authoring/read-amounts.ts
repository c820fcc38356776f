import { currencyExponent, formatAmount, MAX_MINOR, parseAmount } from '../money/money';
import { didYouMean } from './did-you-mean';
import { refuse, type Fields } from './fields';
import { quoted, type SourceEntry, type SourceNode } from './source-node';
import { writtenAmount } from './written-amount';

const COMMON_CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD'];

/**
 * Reads a map of amounts by currency, such as `{ CNY: "50.00" }`, in minor units; empty where the field is left out.
 * An amount written as a number is taken where it is exact.
 */
export function readAmounts(fields: Fields, name: string): ReadonlyMap<string, bigint> {
  const amounts = new Map<string, bigint>();
  const node = fields.get(name);
  if (node === null) return amounts;
  if (node.kind !== 'map') {
    refuse(fields, name, node, {
      en: 'a map of amounts by currency, such as { CNY: "50.00", USD: "10.00" }',
      zh: '按币种列出金额的映射，例如 { CNY: "50.00", USD: "10.00" }',
    });
    return amounts;
  }
  for (const entry of node.entries) {
    const minor = readOne(fields, name, entry);
    if (minor !== null) amounts.set(entry.key, minor);
  }
  return amounts;
}

function readOne(fields: Fields, name: string, { key, keyPlace, value }: SourceEntry): bigint | null {
  if (currencyExponent(key) === null) {
    const upper = key.toUpperCase();
    const near = currencyExponent(upper) === null ? didYouMean(key, COMMON_CURRENCIES) : upper;
    fields.report.error(keyPlace, 'unknown-currency', {
      en: `${fields.subject.en} has a ${name} in the unknown currency ${quoted(key)}; expected an ISO 4217 code such as "CNY"${near === null ? '' : `; did you mean "${near}"?`}`,
      zh: `${name} 使用了未知币种 ${quoted(key)}；应为 ISO 4217 代码，例如 "CNY"${near === null ? '' : `；是否想写 "${near}"？`}`,
    });
    return null;
  }
  return readAmount(fields, `${name}.${key}`, value, key);
}

/** One amount of 0 or more in minor units, within the bound of all. */
export function readAmount(fields: Fields, name: string, node: SourceNode, currency: string): bigint | null {
  const text = writtenAmount(node);
  const minor = text === null ? null : parseAmount(text, currency);
  if (minor !== null && minor > MAX_MINOR) {
    const most = formatAmount(MAX_MINOR, currency);
    return refuse(
      fields,
      name,
      node,
      { en: `an amount of at most "${most}"`, zh: `至多 "${most}" 的金额` },
      'bad-amount',
    );
  }
  if (minor !== null && minor >= 0n) return minor;
  const places = currencyExponent(currency) ?? 0;
  const example = places === 0 ? '50' : `50.${'0'.repeat(places)}`;
  return refuse(
    fields,
    name,
    node,
    {
      en: `an amount of 0 or more with at most ${places} decimals, in quotes and without separators, such as "${example}"`,
      zh: `不小于 0、最多 ${places} 位小数、加引号且不含千位分隔符的金额，例如 "${example}"`,
    },
    'bad-amount',
  );
}
