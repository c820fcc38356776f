import { evaluateScorecard, scorecardApplies } from '../../../domain/credit/evaluate-scorecard';
import { creditFacts, scorecardOf, SMALL } from './credit-bench';

const small = scorecardOf(SMALL);

describe('a scorecard', () => {
  it('gives score, band, limit and terms, with the points of each factor and why', () => {
    expect(evaluateScorecard(small, creditFacts({ lateShare: 0.1 }))).toEqual({
      score: 50,
      band: 'good',
      proposal: 'approve',
      currency: 'USD',
      limitMinor: 2500_00n,
      termsDays: 30,
      reviewEveryDays: 180,
      factors: [
        {
          id: 'late',
          fact: 'payments.lateShare',
          value: '0.1',
          bin: { en: 'up to 0.2', zh: '不超过 0.2' },
          points: 50,
          reason: {
            en: 'share of late payments 0.1 (up to 0.2): +50 points',
            zh: '逾期付款占比 0.1（不超过 0.2）：+50 分',
          },
        },
      ],
      reasons: [
        { en: 'score 50 is in band good, from 40', zh: '评分 50 属于等级 good（40 起）' },
        {
          en: 'limit 2500.00 USD: average monthly purchases (1000.00 USD) × 2.5',
          zh: '额度 2500.00 USD：月均购买额（1000.00 USD）× 2.5',
        },
      ],
    });
  });

  it.each([
    [0.2, 50],
    [0.2001, 20],
    [0.5, 20],
    [0.51, 0],
    [null, 20],
  ])('gives for a late share of %p %p points', (lateShare, points) => {
    expect(evaluateScorecard(small, creditFacts({ lateShare })).score).toBe(points);
  });

  it.each([
    ['is rounded down', 1_399_99n * 12n, 3400_00n],
    ['is never under its least', 1_00n, 500_00n],
    ['is never over its most', 99_999_00n * 12n, 9000_00n],
  ])('gives a limit that %s', (_what, purchasesMinor, limitMinor) => {
    expect(evaluateScorecard(small, creditFacts({ purchasesMinor })).limitMinor).toBe(limitMinor);
  });

  it('counts the months of a young customer, not a whole year', () => {
    const { limitMinor } = evaluateScorecard(small, creditFacts({ tenureDays: 60, purchasesMinor: 2000_00n }));
    expect(limitMinor).toBe(2500_00n);
  });

  it('takes an attribute as the base of a limit, and nothing where it is not known', () => {
    const scorecard = scorecardOf(SMALL.replace('of: purchases.averageMonthly', 'of: customer.attributes.revenue'));
    const limitOf = (revenue: string | number) =>
      evaluateScorecard(scorecard, creditFacts({ attributes: { revenue } })).limitMinor;
    expect(limitOf(1000.7)).toBe(2500_00n);
    expect(limitOf('1000.00')).toBe(2500_00n);
    expect(limitOf('plenty')).toBe(500_00n);
    expect(limitOf(-4)).toBe(500_00n);
  });

  it('refers a limit that is above what is approved without a person', () => {
    const within = evaluateScorecard(small, creditFacts({ purchasesMinor: 24_000_00n }));
    expect(within).toMatchObject({ proposal: 'approve', limitMinor: 5000_00n });
    const above = evaluateScorecard(small, creditFacts({ purchasesMinor: 24_480_00n }));
    expect(above).toMatchObject({ proposal: 'refer', limitMinor: 5100_00n, band: 'good' });
    expect(above.reasons.at(-1)?.en).toBe(
      'the limit is above 5000.00 USD, the highest that is approved without a person',
    );
  });

  it('declines with no limit', () => {
    expect(evaluateScorecard(small, creditFacts({ lateShare: 0.9 }))).toMatchObject({
      proposal: 'decline',
      limitMinor: 0n,
      termsDays: 0,
    });
  });

  it('compares texts and flags of attributes', () => {
    const bins = '[{ in: [A, true], points: 50 }, { else: true, points: 0 }]';
    const scorecard = scorecardOf(
      SMALL.replace(/fact: payments.*missing/, `fact: customer.attributes.grade, bins: ${bins}, missing`),
    );
    const scoreOf = (grade: string | boolean) =>
      evaluateScorecard(scorecard, creditFacts({ attributes: { grade } })).score;
    expect(['A', true, 'B', false].map(scoreOf)).toEqual([50, 50, 0, 0]);
  });

  it('applies to whom its condition says', () => {
    const scorecard = scorecardOf(`${SMALL}applies: { customer.segment: smb }\n`);
    expect(scorecardApplies(scorecard, creditFacts({ segment: 'smb' }))).toBe(true);
    expect(scorecardApplies(scorecard, creditFacts())).toBe(false);
  });
});
