import type { CreditFacts } from './credit-facts';
import { evaluateScorecard, scorecardApplies, type Evaluation } from './evaluate-scorecard';
import type { Proposal, Scorecard } from './scorecard';

export type TestedResult = {
  readonly customer: string;
  /** `null` where the scorecard does not apply. */
  readonly result: Evaluation | null;
  readonly before: Evaluation | null;
};

export type BandCount = { readonly band: string; readonly customers: number; readonly share: number };

export type ScorecardTest = {
  readonly customers: number;
  readonly notApplying: number;
  /** In the order of the scorecard. */
  readonly bands: readonly BandCount[];
  readonly decisions: Readonly<Record<Proposal, number>>;
  /** Sum of the limits of those that are approved or referred, in minor units of the scorecard's currency. */
  readonly limitTotalMinor: bigint;
  /** Against the other scorecard, of those to whom both apply; `null` where there is no other. */
  readonly against: {
    readonly unchanged: number;
    readonly changed: number;
    /** How many go from one band to another. */
    readonly moves: readonly { readonly from: string; readonly to: string; readonly customers: number }[];
    readonly limitTotalMinor: bigint;
  } | null;
  readonly results: readonly TestedResult[];
};

/**
 * What a scorecard gives over many customers, and what would change against another one.
 * @param factsFor a customer's facts in a currency: each scorecard counts money in its own
 */
export function testScorecard(
  scorecard: Scorecard,
  other: Scorecard | null,
  customers: readonly { readonly customer: string; readonly factsFor: (currency: string) => CreditFacts }[],
): ScorecardTest {
  const results = customers.map(({ customer, factsFor }): TestedResult => ({
    customer,
    result: evaluateIfApplies(scorecard, factsFor),
    before: other === null ? null : evaluateIfApplies(other, factsFor),
  }));
  const scored = results.map(({ result }) => result).filter((result) => result !== null);
  const count = (proposal: Proposal): number => scored.filter((result) => result.proposal === proposal).length;
  return {
    customers: customers.length,
    notApplying: results.length - scored.length,
    bands: scorecard.bands.map(({ id }) => {
      const inBand = scored.filter(({ band }) => band === id).length;
      return { band: id, customers: inBand, share: scored.length === 0 ? 0 : inBand / scored.length };
    }),
    decisions: { approve: count('approve'), refer: count('refer'), decline: count('decline') },
    limitTotalMinor: limitTotal(scored),
    against: other === null ? null : compare(results),
    results,
  };
}

function evaluateIfApplies(scorecard: Scorecard, factsFor: (currency: string) => CreditFacts): Evaluation | null {
  const facts = factsFor(scorecard.currency);
  return scorecardApplies(scorecard, facts) ? evaluateScorecard(scorecard, facts) : null;
}

function limitTotal(evaluations: readonly Evaluation[]): bigint {
  return evaluations.reduce((sum, { proposal, limitMinor }) => (proposal === 'decline' ? sum : sum + limitMinor), 0n);
}

function compare(results: readonly TestedResult[]): NonNullable<ScorecardTest['against']> {
  const both = results.flatMap(({ result, before }) =>
    result === null || before === null ? [] : [{ result, before }],
  );
  const changed = both.filter(({ result, before }) => differs(result, before));
  const moves = new Map<string, { from: string; to: string; customers: number }>();
  for (const { result, before } of changed) {
    if (result.band === before.band) continue;
    const key = JSON.stringify([before.band, result.band]);
    const move = moves.get(key) ?? { from: before.band, to: result.band, customers: 0 };
    move.customers += 1;
    moves.set(key, move);
  }
  return {
    unchanged: both.length - changed.length,
    changed: changed.length,
    moves: [...moves.values()].toSorted((a, b) => b.customers - a.customers),
    limitTotalMinor: limitTotal(both.map(({ before }) => before)),
  };
}

function differs(result: Evaluation, before: Evaluation): boolean {
  return (
    result.band !== before.band ||
    result.proposal !== before.proposal ||
    result.currency !== before.currency ||
    result.limitMinor !== before.limitMinor ||
    result.termsDays !== before.termsDays
  );
}
