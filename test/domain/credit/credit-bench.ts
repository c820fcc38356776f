import type { CreditFacts } from '../../../domain/credit/credit-facts';
import { parseScorecard } from '../../../domain/credit/parse-scorecard';
import type { Scorecard } from '../../../domain/credit/scorecard';

export type FactsGiven = {
  readonly lateShare?: number | null;
  readonly meanDaysLate?: number | null;
  readonly brokenPromises?: number;
  readonly tenureDays?: number;
  readonly purchasesMinor?: bigint;
  readonly balanceMinor?: bigint;
  readonly overdueMinor?: bigint;
  readonly segment?: string | null;
  readonly attributes?: CreditFacts['customer']['attributes'];
};

/** A customer of two years that has bought for 12,000.00 in a year and always paid in time, unless said otherwise. */
export function creditFacts(given: FactsGiven = {}): CreditFacts {
  return {
    customer: {
      zone: 'UTC',
      language: 'en',
      segment: given.segment ?? null,
      country: null,
      attributes: given.attributes ?? {},
    },
    tenureDays: given.tenureDays ?? 730,
    payments: {
      invoicesSettled: 10,
      lateShare: given.lateShare === undefined ? 0 : given.lateShare,
      meanDaysLate: given.meanDaysLate === undefined ? -1 : given.meanDaysLate,
      risk: 'low',
      brokenPromises: given.brokenPromises ?? 0,
    },
    purchases: { count: 12, totalMinor: given.purchasesMinor ?? 12_000_00n },
    exposure: { balanceMinor: given.balanceMinor ?? 0n, overdueMinor: given.overdueMinor ?? 0n },
  };
}

/** The scorecard of a source that has no errors. */
export function scorecardOf(source: unknown): Scorecard {
  const { value, faults } = parseScorecard(source);
  if (value === null) throw new Error(faults.map(({ message }) => message).join('\n'));
  return value;
}

/** One factor over the share of late payments, and three bands. */
export const SMALL = `scorecard: small
currency: USD
factors:
  - { id: late, fact: payments.lateShare, bins: [{ lte: 0.2, points: 50 }, { lte: 0.5, points: 20 }, { gt: 0.5, points: 0 }], missing: 20 }
bands:
  - { id: good, from: 40, decision: approve, limit: { of: purchases.averageMonthly, times: 2.5, round: "100.00", atLeast: "500.00", atMost: "9000.00" }, termsDays: 30, reviewEvery: 180d }
  - { id: fair, from: 10, decision: refer, limit: "1000.00", termsDays: 14, reviewEvery: 90d }
  - { id: poor, from: 0, decision: decline, reviewEvery: 60d }
autoApproveUpTo: { USD: "5000.00" }
refer: { role: credit-manager, queue: credit, decideWithin: 8h }
`;
