import { didYouMean } from '../authoring/did-you-mean';
import { refuse, type Fields } from '../authoring/fields';
import { quoted, type SourceEntry } from '../authoring/source-node';
import { writtenAmount } from '../authoring/written-amount';
import { currencyExponent, parseAmount } from '../money/money';

const COMMON_CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD'];

/**
 * Reads `minimumBalance`: the least open total per currency for which a customer is contacted, in minor units.
 * An amount written as a number is taken where it is exact.
 */
export function readMinimumBalance(fields: Fields): ReadonlyMap<string, bigint> {
  const minimums = new Map<string, bigint>();
  const node = fields.get('minimumBalance');
  if (node === null) return minimums;
  if (node.kind !== 'map') {
    refuse(fields, 'minimumBalance', node, {
      en: 'a map of amounts by currency, such as { CNY: "50.00", USD: "10.00" }',
      zh: '按币种列出金额的映射，例如 { CNY: "50.00", USD: "10.00" }',
    });
    return minimums;
  }
  for (const entry of node.entries) {
    const minor = readMinimum(entry, fields);
    if (minor !== null) minimums.set(entry.key, minor);
  }
  return minimums;
}

function readMinimum({ key, keyPlace, value }: SourceEntry, fields: Fields): bigint | null {
  const places = currencyExponent(key);
  if (places === null) {
    const upper = key.toUpperCase();
    const near = currencyExponent(upper) === null ? didYouMean(key, COMMON_CURRENCIES) : upper;
    fields.report.error(keyPlace, 'unknown-currency', {
      en: `The playbook has a minimumBalance in the unknown currency ${quoted(key)}; expected an ISO 4217 code such as "CNY"${near === null ? '' : `; did you mean "${near}"?`}`,
      zh: `minimumBalance 使用了未知币种 ${quoted(key)}；应为 ISO 4217 代码，例如 "CNY"${near === null ? '' : `；是否想写 "${near}"？`}`,
    });
    return null;
  }
  const text = writtenAmount(value);
  const minor = text === null ? null : parseAmount(text, key);
  if (minor !== null && minor >= 0n) return minor;
  const example = places === 0 ? '50' : `50.${'0'.repeat(places)}`;
  return refuse(
    fields,
    `minimumBalance.${key}`,
    value,
    {
      en: `an amount of 0 or more with at most ${places} decimals, in quotes and without separators, such as "${example}"`,
      zh: `不小于 0、最多 ${places} 位小数、加引号且不含千位分隔符的金额，例如 "${example}"`,
    },
    'bad-amount',
  );
}
