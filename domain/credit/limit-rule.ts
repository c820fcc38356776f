import { MAX_MINOR, parseAmount } from '../money/money';
import type { LocalizedText } from '../types';
import { creditFact, creditValue, showCreditValue, type CreditFacts } from './credit-facts';
import type { LimitRule } from './scorecard';

/** A limit and, of one that was computed, how. */
export type Limit = { readonly minor: bigint; readonly reason: LocalizedText };

/**
 * The limit of a band for one customer: the base times a factor, rounded down, then held between the bounds, or under the
 * largest amount that is taken. A base that is not known counts as 0.
 * @param currency of the amounts
 * @example computeLimit({ kind: 'fixed', minor: 50_000n }, facts, 'USD').minor // 50_000n
 */
export function computeLimit(rule: LimitRule, facts: CreditFacts, currency: string): Limit {
  if (rule.kind === 'fixed') {
    const amount = showCreditValue(rule.minor, currency);
    return { minor: rule.minor, reason: { en: `limit ${amount}`, zh: `额度 ${amount}` } };
  }
  const { of, timesThousandths, roundMinor, atLeastMinor, atMostMinor } = rule;
  const base = baseMinor(creditValue(facts, of), currency);
  const times = ((base ?? 0n) * timesThousandths) / 1000n;
  const rounded = roundMinor === null ? times : times - (times % roundMinor);
  const raised = atLeastMinor !== null && rounded < atLeastMinor ? atLeastMinor : rounded;
  const most = atMostMinor ?? MAX_MINOR;
  const minor = raised > most ? most : raised;

  const title = creditFact(of, 'decimal')?.title ?? { en: of, zh: of };
  const shown = base === null ? { en: 'not known', zh: '未知' } : both(showCreditValue(base, currency));
  const factor = String(Number(timesThousandths) / 1000);
  const limit = showCreditValue(minor, currency);
  return {
    minor,
    reason: {
      en: `limit ${limit}: ${title.en} (${shown.en}) × ${factor}`,
      zh: `额度 ${limit}：${title.zh}（${shown.zh}）× ${factor}`,
    },
  };
}

/** An attribute holds units of the currency, as a number or as a decimal text; what is negative or no amount is not known. */
function baseMinor(value: ReturnType<typeof creditValue>, currency: string): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const minor = parseAmount(typeof value === 'number' ? wholeUnits(value) : value, currency);
  return minor === null || minor < 0n ? null : minor;
}

/** Parts of a unit do not matter in a limit, and a binary number does not hold them exactly. */
function wholeUnits(value: number): string {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : '';
}

function both(text: string): LocalizedText {
  return { en: text, zh: text };
}
