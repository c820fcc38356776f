import type { ScorecardTest, TestedResult } from '../domain/credit/compare-scorecards';
import type { Evaluation } from '../domain/credit/evaluate-scorecard';
import type { Scorecard } from '../domain/credit/scorecard';
import { formatAmount } from '../domain/money/money';
import type { Language } from '../domain/types';

/** Writes the counts by band and what would change, or one JSON line per customer, to stdout. */
export function printScorecardTest(
  test: ScorecardTest,
  scorecard: Scorecard,
  { asLines, language }: { readonly asLines: boolean; readonly language: Language },
): void {
  const lines = asLines
    ? test.results.map((result) => JSON.stringify(lineOf(result, language)))
    : countsOf(test, scorecard);
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}

function lineOf({ customer, result, before }: TestedResult, language: Language) {
  return {
    customer,
    ...(result === null ? { applies: false } : { ...outcomeOf(result), factors: pointsOf(result, language) }),
    ...(before === null ? {} : { before: outcomeOf(before) }),
  };
}

function outcomeOf({ score, band, proposal, currency, limitMinor, termsDays }: Evaluation) {
  return { score, band, decision: proposal, limit: formatAmount(limitMinor, currency), currency, termsDays };
}

function pointsOf({ factors }: Evaluation, language: Language) {
  return factors.map(({ id, points, reason }) => ({ id, points, reason: reason[language] }));
}

function countsOf(test: ScorecardTest, { currency }: Scorecard): readonly string[] {
  const { customers, notApplying, bands, decisions, limitTotalMinor, against } = test;
  const rows: (readonly [string, string])[] = [
    ['customers', String(customers)],
    ['not applying', String(notApplying)],
    ...bands.map(({ band, customers: inBand, share }): [string, string] => [
      `  band ${band}`,
      `${inBand} (${Math.round(share * 1000) / 10}%)`,
    ]),
    ['approve', String(decisions.approve)],
    ['refer', String(decisions.refer)],
    ['decline', String(decisions.decline)],
    ['limits', `${formatAmount(limitTotalMinor, currency)} ${currency}`],
  ];
  if (against !== null) {
    rows.push(['unchanged', String(against.unchanged)], ['changed', String(against.changed)]);
    for (const { from, to, customers: moved } of against.moves) rows.push([`  ${from} → ${to}`, String(moved)]);
  }
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`);
}
