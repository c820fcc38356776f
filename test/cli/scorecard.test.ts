import { runCli } from './support/run-cli';
import { useScratchFiles } from './support/scratch-files';

const SCORECARD = `scorecard: small
currency: USD
applies: { customer.segment: smb }
factors:
  - { id: late, fact: payments.lateShare, bins: [{ lte: 0.2, points: 50 }, { else: true, points: 0 }], missing: 20 }
bands:
  - { id: good, from: 40, decision: approve, limit: "1000.00", termsDays: 30, reviewEvery: 180d }
  - { id: poor, from: 0, decision: decline, reviewEvery: 60d }
`;
const CSV = `customer;customer.segment;payments.lateShare
a;smb;0.1
b;smb;0.3
c;mid;0.1
`;

describe('perennial scorecard', () => {
  const write = useScratchFiles();
  const scorecard = write('scorecard.yaml', SCORECARD);
  const csv = write('customers.csv', CSV);
  const looser = write('looser.yaml', SCORECARD.replace('lte: 0.2', 'lte: 0.4'));

  it('counts customers by band, and what would change against another', async () => {
    const { code, stdout, stderr } = await runCli([
      ...['scorecard', '--scorecard', scorecard, '--csv', csv],
      ...['--against', looser],
    ]);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll(/ {2,}/g, '  ')),
    ).toEqual([
      'customers  3',
      'not applying  1',
      '  band good  1 (50%)',
      '  band poor  1 (50%)',
      'approve  1',
      'refer  0',
      'decline  1',
      'limits  1000.00 USD',
      'unchanged  1',
      'changed  1',
      '  good → poor  1',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('prints one line per customer with --json', async () => {
    const { stdout } = await runCli(['scorecard', '--scorecard', scorecard, '--csv', csv, '--json']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      {
        customer: 'a',
        score: 50,
        band: 'good',
        decision: 'approve',
        limit: '1000.00',
        currency: 'USD',
        termsDays: 30,
        factors: [{ id: 'late', points: 50, reason: 'share of late payments 0.1 (up to 0.2): +50 points' }],
      },
      expect.objectContaining({ customer: 'b', score: 0, band: 'poor', decision: 'decline' }),
      { customer: 'c', applies: false },
    ]);
  });

  it('tells the faults of the scorecard and of every row', async () => {
    const bad = write('bad.yaml', SCORECARD.replace('{ else: true, points: 0 }', '{ gt: 0.3, points: 0 }'));
    const faulty = await runCli(['scorecard', '--scorecard', bad, '--csv', csv]);
    expect(faulty.code).toBe(1);
    expect(faulty.stderr).toContain('bad.yaml:5:5: error: Factor "late" has no bin for values over 0.2 up to 0.3');
    const rows = write('rows.csv', 'customer,payments.lateShare,colour\na,often,red\n');
    const refused = await runCli(['scorecard', '--scorecard', scorecard, '--csv', rows]);
    expect(refused.stderr).toContain('rows.csv:1: There is no column "colour"');
    expect(refused.stderr).toContain('rows.csv:2: Column "payments.lateShare" holds "often"; expected a number');
  });
});
