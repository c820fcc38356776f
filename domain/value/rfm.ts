import { daysBetween } from '../calendar/civil-date';
import type { CivilDate } from '../types';

/** What a customer has bought, as RFM looks at it. */
export type RfmCustomer = {
  readonly id: string;
  /** Day of the last order. */
  readonly lastOn: CivilDate;
  readonly orders: number;
  /** In whole units of one currency, since a fifth begins one unit above its quantile. */
  readonly amount: number;
};

export type RfmScore = {
  readonly id: string;
  readonly recencyDays: number;
  /** 1 to 5, 5 = the most recent fifth. */
  readonly recency: number;
  /** 1 to 5, 5 = the fifth with the most orders. */
  readonly frequency: number;
  /** 1 to 5, 5 = the fifth that bought for the most. */
  readonly monetary: number;
};

const FIFTHS = [0.2, 0.4, 0.6, 0.8];

/**
 * Scores customers by recency, frequency and monetary value, each by the fifths of the customers given. A fifth begins
 * one above its quantile (R's type 7), as in the R package rfm, whose published scores this reproduces.
 * @param on day from which recency counts
 */
export function rfmScores(customers: readonly RfmCustomer[], on: CivilDate): readonly RfmScore[] {
  const measured = customers.map((customer) => ({ ...customer, recencyDays: daysBetween(customer.lastOn, on) }));
  const recency = thresholds(measured.map(({ recencyDays }) => recencyDays));
  const frequency = thresholds(measured.map(({ orders }) => orders));
  const monetary = thresholds(measured.map(({ amount }) => amount));
  return measured.map(({ id, recencyDays, orders, amount }) => ({
    id,
    recencyDays,
    recency: FIFTHS.length + 2 - scoreOf(recencyDays, recency),
    frequency: scoreOf(orders, frequency),
    monetary: scoreOf(amount, monetary),
  }));
}

/** Where the second to the fifth fifth begin. */
function thresholds(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return FIFTHS.map((share) => quantile(sorted, share) + 1);
}

/** Between the two neighbouring values, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const [left = 0, right = left] = [sorted[below], sorted[below + 1]];
  return left + (right - left) * (position - below);
}

function scoreOf(value: number, beginnings: readonly number[]): number {
  return 1 + beginnings.filter((beginning) => value >= beginning).length;
}
