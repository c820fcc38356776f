import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { evaluateScorecard } from '../../../domain/credit/evaluate-scorecard';
import { parseScorecard } from '../../../domain/credit/parse-scorecard';
import { shownFaults } from '../authoring/shown-faults';
import { creditFacts, scorecardOf, SMALL } from './credit-bench';

const SEED = join(__dirname, '../../../prisma/seed/scorecards');

describe('parsing a scorecard', () => {
  it.each(readdirSync(SEED))('takes the one of the seed, %s, without a fault', (file) => {
    expect(shownFaults(parseScorecard(readFileSync(join(SEED, file), 'utf8')).faults)).toEqual([]);
  });

  it('takes every field as written', () => {
    const source = `${SMALL.replace('decideWithin: 8h', 'decideWithin: 90m, businessHours: { from: "08:30", to: "24:00" }, ladder: credit')}
title: { en: Small, zh: 小型 }
applies: { customer.segment: smb }
priority: 7
reviewOn: { overdueOver: { USD: "10.00", JPY: "1000" }, brokenPromise: true }
`;
    const scorecard = scorecardOf(source);
    expect(scorecard).toMatchObject({
      name: 'small',
      title: { en: 'Small', zh: '小型' },
      applies: { fact: 'customer.segment', op: 'eq', value: 'smb' },
      priority: 7,
      currency: 'USD',
      refer: {
        role: 'credit-manager',
        decideWithinMinutes: 90,
        businessHours: { from: 510, to: 1440 },
        ladder: 'credit',
      },
      reviewOn: { brokenPromise: true, escalationExhausted: false },
    });
    expect(scorecard.bands[0]).toMatchObject({
      limit: { kind: 'formula', timesThousandths: 2500n, roundMinor: 100_00n, atLeastMinor: 500_00n },
      reviewEveryDays: 180,
    });
    expect(scorecard.bands[2]).toMatchObject({ limit: { kind: 'fixed', minor: 0n }, termsDays: 0 });
    expect(scorecard.reviewOn.overdueOver).toEqual(
      new Map([
        ['USD', 10_00n],
        ['JPY', 1000n],
      ]),
    );
  });

  const bins = (written: string, fact = 'payments.meanDaysLate') =>
    SMALL.replace(/- \{ id: late,.*/, `- { id: late, fact: ${fact}, bins: ${written}, missing: 50 }`);

  it.each([
    [
      'a gap between two bins',
      bins('[{ lt: 3, points: 50 }, { gt: 3, points: 0 }]'),
      'has no bin for values from 3 up to 3',
    ],
    ['a gap above', bins('[{ lte: 3, points: 50 }]'), 'has no bin for values over 3;'],
    [
      'a gap in money',
      bins('[{ lt: "10.00", points: 50 }, { gt: "10.00", points: 0 }]', 'exposure.overdue'),
      'has no bin for values from 10.00 USD under 10.01 USD',
    ],
    ['texts without the rest', bins('[{ in: [low, high], points: 50 }]', 'payments.risk'), 'has no bin for medium'],
    [
      'open texts without the rest',
      bins('[{ in: [smb], points: 50 }]', 'customer.segment'),
      'has no bin for any other value',
    ],
    [
      'a bin that is covered',
      bins('[{ lte: 9, points: 50 }, { lte: 3, points: 1 }, { else: true, points: 0 }]'),
      'Bin 2 of factor "late" takes no value',
    ],
    [
      'a bin after all others',
      bins('[{ else: true, points: 50 }, { lte: 3, points: 1 }]'),
      'Bin 2 of factor "late" takes no value',
    ],
    [
      'a bin that is empty',
      bins('[{ gt: 5, lt: 4, points: 50 }, { else: true, points: 1 }]'),
      'Bin 1 of factor "late" takes no value',
    ],
    [
      'a text twice',
      bins('[{ in: [A], points: 50 }, { in: [A], points: 1 }, { else: true, points: 1 }]', 'customer.segment'),
      'Bin 2 of factor "late" takes no value',
    ],
    ['a bin without bounds', bins('[{ points: 50 }]'), 'has no bounds'],
    [
      'two bounds of one side',
      bins('[{ gt: 1, gte: 2, points: 50 }, { else: true, points: 1 }]'),
      'two bounds of one side',
    ],
    ['a bound of another type', bins('[{ lte: "3", points: 50 }]'), 'has lte "3"; expected a number without quotes'],
    ['a misspelt fact', bins('[{ lte: 3, points: 50 }]', 'payments.lateShares'), 'did you mean "payments.lateShare"?'],
    [
      'an attribute without its prefix',
      bins('[{ lte: 3, points: 50 }]', 'attributes.grade'),
      'did you mean "customer.attributes.grade"?',
    ],
    [
      'a number that is out of bounds',
      bins('[{ gte: 0, points: 50 }, { lt: 0, points: 3 }]', 'purchases.count'),
      'Bin 2 of factor "late" takes no value',
    ],
    ['unsorted bands', SMALL.replace('from: 10', 'from: 60'), 'Band "fair" begins at 60, under band "good" from 40'],
    [
      'two bands from one score',
      SMALL.replace('from: 10', 'from: 40'),
      'expected bands from the highest score to the lowest',
    ],
    ['scores without a band', SMALL.replace('id: poor, from: 0', 'id: poor, from: 5'), 'scores go down to 0'],
    ['bands of one name', SMALL.replace('id: fair', 'id: good'), 'has two entries "good" in bands'],
    ['an approval without a limit', SMALL.replace('limit: "1000.00", ', ''), 'Band "fair" has no "limit"'],
    [
      'a limit of unknown base',
      SMALL.replace('of: purchases.averageMonthly', 'of: purchases.monthly'),
      'has of "purchases.monthly"; expected "purchases.total"',
    ],
    ['a limit upside down', SMALL.replace('atLeast: "500.00"', 'atLeast: "9500.00"'), 'expected atLeast up to atMost'],
    ['too many decimals', SMALL.replace('"1000.00"', '"1000.001"'), 'with at most 2 decimals'],
    ['an unknown currency', SMALL.replace('{ USD: "5000.00" }', '{ usd: "5000.00" }'), 'did you mean "USD"?'],
    ['nobody to refer to', SMALL.replace(/refer: .*\n/, ''), 'can refer and has no "refer"'],
    [
      'an unreadable deadline',
      SMALL.replace('8h', '2 days'),
      'has decideWithin "2 days"; expected a time in business hours',
    ],
    ['a misspelt field', `${SMALL}priorty: 3\n`, 'did you mean "priority"?'],
    ['a list', '- 1', 'expected a map with "scorecard"'],
  ])('refuses %s', (_what, source, text) => {
    const { value, faults } = parseScorecard(source);
    expect(value).toBeNull();
    expect(
      faults
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message)
        .join('\n'),
    ).toContain(text);
    expect(faults.every(({ messageZh }) => messageZh !== '')).toBe(true);
  });

  it('warns of bands that no score reaches, and of an approval that is never automatic', () => {
    const source = SMALL.replace('from: 40', 'from: 60').replace('{ USD: "5000.00" }', '{ EUR: "5000.00" }');
    const { value, faults } = parseScorecard(source);
    expect(value).not.toBeNull();
    expect(faults.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning unreachable',
      'warning other-currency',
    ]);
  });

  it('takes whole numbers on both sides of a border as bins without a gap', () => {
    const written = '[{ lte: 3, points: 50 }, { gte: 4, points: 0 }]';
    expect(shownFaults(parseScorecard(bins(written, 'purchases.count')).faults)).toEqual([]);
    expect(parseScorecard(bins(written)).value).toBeNull();
  });

  it('lets no customer fall through a scorecard that has no fault', () => {
    const bound = fc.integer({ min: -40, max: 40 }).map((tenths) => tenths / 10);
    const bin = fc.record({
      bound: fc.uniqueArray(fc.constantFrom('gt', 'gte', 'lt', 'lte'), { minLength: 1, maxLength: 2 }),
      values: fc.tuple(bound, bound),
      points: fc.integer({ min: 0, max: 100 }),
    });
    let taken = 0;
    fc.assert(
      fc.property(
        fc.array(bin, { minLength: 1, maxLength: 5 }),
        fc.array(bound, { maxLength: 20 }),
        (given, values) => {
          const source = {
            scorecard: 'any',
            currency: 'USD',
            factors: [
              {
                id: 'late',
                fact: 'payments.meanDaysLate',
                bins: given.map((one) => ({
                  ...Object.fromEntries(one.bound.map((name, index) => [name, one.values[index]])),
                  points: one.points,
                })),
              },
            ],
            bands: [{ id: 'all', from: 0, decision: 'approve', limit: '1.00', termsDays: 1, reviewEvery: '1d' }],
          };
          const { value, faults } = parseScorecard(source);
          const borders = given.flatMap((one) => one.values);
          const scores = [...values, ...borders, ...borders.map((border) => border + 0.01), -99, 99];
          if (value === null) {
            expect(faults.length).toBeGreaterThan(0);
            return;
          }
          taken += 1;
          for (const meanDaysLate of scores) {
            const { factors } = evaluateScorecard(value, creditFacts({ meanDaysLate }));
            expect(factors[0]?.value).not.toBeNull();
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
