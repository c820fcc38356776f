import { appliesTo } from '../decide/applies-to';
import type { LocalizedText } from '../types';
import { creditFact, creditValue, showCreditValue, type CreditFacts, type CreditValue } from './credit-facts';
import { computeLimit } from './limit-rule';
import type { Band, BinTest, Cut, Factor, Proposal, Scorecard } from './scorecard';

/** What one factor gave, and why. */
export type FactorScore = {
  readonly id: string;
  readonly fact: string;
  /** As people read it; `null` = not known. */
  readonly value: string | null;
  readonly bin: LocalizedText;
  readonly points: number;
  readonly reason: LocalizedText;
};

export type Evaluation = {
  readonly score: number;
  readonly band: string;
  /** The band's decision; `refer` too where the limit is above what is approved without a person. */
  readonly proposal: Proposal;
  readonly currency: string;
  readonly limitMinor: bigint;
  readonly termsDays: number;
  readonly reviewEveryDays: number;
  readonly factors: readonly FactorScore[];
  /** How the proposal and the limit came about. */
  readonly reasons: readonly LocalizedText[];
};

/** Whether a scorecard is for this customer. */
export function scorecardApplies(scorecard: Scorecard, facts: CreditFacts): boolean {
  return appliesTo(scorecard.applies, facts.customer);
}

/**
 * Scores one customer: each factor gives the points of the first bin that takes its value, their sum lies in a band, and
 * the band gives decision, limit and terms. The same facts always give the same answer.
 * @throws RangeError where no band takes the score, which a scorecard that was parsed does not let happen
 */
export function evaluateScorecard(scorecard: Scorecard, facts: CreditFacts): Evaluation {
  const { currency } = scorecard;
  const factors = scorecard.factors.map((factor) => scoreFactor(factor, facts, currency));
  const score = factors.reduce((sum, { points }) => sum + points, 0);
  const band = bandOf(scorecard.bands, score);
  const limit = computeLimit(band.limit, facts, currency);
  const reasons: LocalizedText[] = [
    {
      en: `score ${score} is in band ${band.id}, from ${band.from}`,
      zh: `评分 ${score} 属于等级 ${band.id}（${band.from} 起）`,
    },
    limit.reason,
  ];
  const { proposal, reason } = proposalOf(scorecard, band, limit.minor);
  if (reason !== null) reasons.push(reason);
  return {
    score,
    band: band.id,
    proposal,
    currency,
    limitMinor: limit.minor,
    termsDays: band.termsDays,
    reviewEveryDays: band.reviewEveryDays,
    factors,
    reasons,
  };
}

function scoreFactor({ id, fact, bins, missing }: Factor, facts: CreditFacts, currency: string): FactorScore {
  const value = creditValue(facts, fact);
  const title = creditFact(fact, 'text')?.title ?? { en: fact, zh: fact };
  const bin = value === null ? undefined : bins.find(({ test }) => takes(test, value));
  if (value === null || bin === undefined) {
    const unknown = { en: 'not known', zh: '未知' };
    return { id, fact, value: null, bin: unknown, points: missing, reason: told(title, unknown, missing) };
  }
  const shown = showCreditValue(value, currency);
  const detail = { en: `${shown} (${bin.label.en})`, zh: `${shown}（${bin.label.zh}）` };
  return { id, fact, value: shown, bin: bin.label, points: bin.points, reason: told(title, detail, bin.points) };
}

function told(title: LocalizedText, detail: LocalizedText, points: number): LocalizedText {
  const written = points > 0 ? `+${points}` : String(points);
  return {
    en: `${title.en} ${detail.en}: ${written} ${Math.abs(points) === 1 ? 'point' : 'points'}`,
    zh: `${title.zh} ${detail.zh}：${written} 分`,
  };
}

function takes(test: BinTest, value: Exclude<CreditValue, null>): boolean {
  switch (test.kind) {
    case 'else':
      return true;
    case 'values':
      return typeof value !== 'bigint' && test.values.some((one) => one === value);
    case 'range':
      if (typeof value !== 'number' && typeof value !== 'bigint') return false;
      return isBeyond(value, test.from) && !isBeyond(value, test.to);
  }
}

/** A whole amount and a number compare exactly, whatever their size. */
function isBeyond(value: number | bigint, cut: Cut): boolean {
  return cut.after ? value > cut.value : value >= cut.value;
}

function bandOf(bands: readonly Band[], score: number): Band {
  const band = bands.find(({ from }) => score >= from);
  if (band === undefined)
    throw new RangeError(`No band takes the score ${score}; expected the lowest to begin at it or below`);
  return band;
}

function proposalOf(
  { autoApproveUpTo, currency }: Scorecard,
  band: Band,
  limitMinor: bigint,
): { readonly proposal: Proposal; readonly reason: LocalizedText | null } {
  if (band.decision !== 'approve' || autoApproveUpTo === null) return { proposal: band.decision, reason: null };
  const most = autoApproveUpTo.get(currency) ?? 0n;
  if (limitMinor <= most) return { proposal: 'approve', reason: null };
  const amount = showCreditValue(most, currency);
  return {
    proposal: 'refer',
    reason: {
      en: `the limit is above ${amount}, the highest that is approved without a person`,
      zh: `额度高于可自动批准的上限 ${amount}，须人工审批`,
    },
  };
}
