import { formatAmount, parseAmount } from '../money/money';
import type { LocalizedText } from '../types';
import type { Amounts, Potential, PotentialThreshold, WinBackPolicy } from './win-back-policy';

/** What a customer has been worth, and says it may be. */
export type CustomerValue = {
  /** Ordered or invoiced in the 24 months before, whichever is more, by currency. */
  readonly soFar: Amounts;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};

export type JudgedPotential = { readonly potential: Potential; readonly because: LocalizedText };

/**
 * The potential of a customer, and the amount that made it so.
 *
 * The attribute `expectedPurchases` (a number, or a decimal as text) is taken in the currency of the attribute
 * `currency`; without that it says something only where all thresholds are in one currency.
 */
export function judgePotential({ potential }: Pick<WinBackPolicy, 'potential'>, value: CustomerValue): JudgedPotential {
  for (const level of ['high', 'medium'] as const) {
    const because = reached(potential[level], value);
    if (because !== null) return { potential: level, because };
  }
  return {
    potential: 'low',
    because: { en: 'under every amount that counts as more', zh: '未达到任何更高潜力的金额' },
  };
}

function reached(threshold: PotentialThreshold, value: CustomerValue): LocalizedText | null {
  for (const [currency, least] of threshold.valueSoFar) {
    const minor = value.soFar.get(currency) ?? 0n;
    if (minor < least) continue;
    return {
      en: `purchases of ${formatAmount(minor, currency)} ${currency} in 24 months, from ${formatAmount(least, currency)} on`,
      zh: `24 个月内购买 ${formatAmount(minor, currency)} ${currency}，达到 ${formatAmount(least, currency)}`,
    };
  }
  for (const [currency, least] of threshold.expectedPurchases) {
    const minor = expectedPurchases(value.attributes, currency, threshold.expectedPurchases.size === 1);
    if (minor === null || minor < least) continue;
    return {
      en: `expected purchases of ${formatAmount(minor, currency)} ${currency}, from ${formatAmount(least, currency)} on`,
      zh: `预计购买 ${formatAmount(minor, currency)} ${currency}，达到 ${formatAmount(least, currency)}`,
    };
  }
  return null;
}

function expectedPurchases(
  attributes: CustomerValue['attributes'],
  currency: string,
  isOnlyCurrency: boolean,
): bigint | null {
  const { expectedPurchases: written, currency: own } = attributes;
  if (own === undefined ? !isOnlyCurrency : own !== currency) return null;
  return typeof written === 'string' || typeof written === 'number' ? parseAmount(String(written), currency) : null;
}

/**
 * The currency in which costs and budget of a win-back are counted: the one in which the customer bought most lately,
 * else the first of the budget. `null` where there is neither: then nothing costs anything.
 * @param lastCurrency of the latest order or invoice
 */
export function costCurrency({ budget }: Pick<WinBackPolicy, 'budget'>, lastCurrency: string | null): string | null {
  return lastCurrency ?? [...budget.keys()][0] ?? null;
}
