import { testScorecard } from '../../../domain/credit/compare-scorecards';
import { readFactRows } from '../../../domain/credit/read-fact-rows';
import { scorecardOf, SMALL } from './credit-bench';

const ROWS = [
  { customer: 'ann', 'payments.lateShare': '0.1', 'purchases.total': '12000.00', 'customer.tenureDays': '730' },
  { customer: 'bob', 'payments.lateShare': 0.4, 'exposure.overdue': '10.00', 'customer.attributes.grade': 'A' },
  { customer: 'cyn', 'payments.lateShare': '0.9', 'payments.meanDaysLate': '-2.5', 'customer.segment': 'smb' },
];

describe('a file of customers', () => {
  it('is read by column name', () => {
    const { rows, faults } = readFactRows(ROWS, 'USD');
    expect(faults).toEqual([]);
    expect(rows.map(({ customer }) => customer)).toEqual(['ann', 'bob', 'cyn']);
    expect(rows[0]?.factsFor('USD')).toMatchObject({ purchases: { totalMinor: 12_000_00n }, tenureDays: 730 });
    expect(rows[0]?.factsFor('EUR')).toMatchObject({ purchases: { totalMinor: 0n } });
    expect(rows[1]?.factsFor('USD').customer.attributes).toEqual({ grade: 'A' });
    expect(rows[2]?.factsFor('USD').payments).toMatchObject({ lateShare: 0.9, meanDaysLate: -2.5, risk: 'high' });
  });

  it('is refused with every fault', () => {
    const { rows, faults } = readFactRows(
      [{ 'payments.lateShares': '1' }, { 'payments.lateShare': 'often', 'purchases.total': '1,000' }],
      'USD',
    );
    expect(rows).toEqual([]);
    expect(faults.map(({ row, message }) => `${row}: ${message.en}`)).toEqual(
      [
        '0: There is no column "payments.lateShares"; did you mean "payments.lateShare"?',
        '2: Column "payments.lateShare" holds "often"; expected a number',
        '2: Column "purchases.total" holds "1,000"; expected an amount in USD such as "120.00"',
      ].toSorted(),
    );
  });
});

describe('a scorecard on many customers', () => {
  const { rows } = readFactRows(ROWS, 'USD');
  const small = scorecardOf(SMALL);

  it('tells how they lie in the bands', () => {
    const test = testScorecard(small, null, rows);
    expect(test).toMatchObject({
      customers: 3,
      notApplying: 0,
      bands: [
        { band: 'good', customers: 1 },
        { band: 'fair', customers: 1 },
        { band: 'poor', customers: 1 },
      ],
      decisions: { approve: 1, refer: 1, decline: 1 },
      limitTotalMinor: 3500_00n,
      against: null,
    });
  });

  it('tells what would change against another', () => {
    const strict = scorecardOf(
      SMALL.replace('{ lte: 0.5, points: 20 }', '{ lte: 0.5, points: 5 }').replace(
        'points: 0 }], missing',
        'points: 0 }], missing',
      ),
    );
    expect(testScorecard(strict, small, rows).against).toEqual({
      unchanged: 2,
      changed: 1,
      moves: [{ from: 'fair', to: 'poor', customers: 1 }],
      limitTotalMinor: 3500_00n,
    });
    expect(testScorecard(small, small, rows).against).toMatchObject({ unchanged: 3, changed: 0, moves: [] });
  });

  it('counts those to whom it does not apply', () => {
    const smb = scorecardOf(`${SMALL}applies: { customer.segment: smb }\n`);
    expect(testScorecard(smb, small, rows)).toMatchObject({ notApplying: 2, against: { unchanged: 1, changed: 0 } });
  });
});
