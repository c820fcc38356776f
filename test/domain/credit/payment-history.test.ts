import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { daysBetween } from '../../../domain/calendar/civil-date';
import { paymentHistory, paymentRisk } from '../../../domain/credit/payment-history';

describe('a payment history', () => {
  it('counts what is settled late, early and in time', () => {
    expect(paymentHistory({ settled: [-3, 0, 6, 9], overdue: [] })).toEqual({
      invoicesSettled: 4,
      lateShare: 0.5,
      meanDaysLate: 3,
    });
  });

  it('counts as late what is overdue and not paid at all', () => {
    expect(paymentHistory({ settled: [0], overdue: [40] })).toEqual({
      invoicesSettled: 1,
      lateShare: 0.5,
      meanDaysLate: 20,
    });
  });

  it('is not known where nothing was due yet', () => {
    const none = paymentHistory({ settled: [], overdue: [] });
    expect(none).toEqual({ invoicesSettled: 0, lateShare: null, meanDaysLate: null });
    expect(paymentRisk(none)).toBeNull();
  });

  it.each([
    [0.2, 10, 'low'],
    [0.21, 10, 'medium'],
    [0.5, 10, 'medium'],
    [0.51, -5, 'high'],
    [0, 10.1, 'high'],
  ])('with a late share of %p and %p mean days is a risk that is %s', (lateShare, meanDaysLate, risk) => {
    expect(paymentRisk({ invoicesSettled: 9, lateShare, meanDaysLate })).toBe(risk);
  });
});

const FOLDER = process.env.PERENNIAL_SHARED_DATA ?? join(__dirname, '../../../../shared/data');
const FILE = join(FOLDER, 'accounts-receivable.csv');
// The data lie beside the checkout and are not part of it.
const withData = existsSync(FILE) ? it : it.skip;

withData('100 customers of accounts-receivable.csv are 45 of low, 21 of medium and 34 of high risk', () => {
  const [header = '', ...lines] = readFileSync(FILE, 'utf8').trim().split(/\r?\n/);
  const [customer, due, settled] = ['customerID', 'DueDate', 'SettledDate'].map((name) =>
    header.split(',').indexOf(name),
  );
  const civil = (date: string): string => date.split('/').toReversed().join('-');
  const days = new Map<string, number[]>();
  for (const line of lines) {
    const cells = line.split(',');
    const late = daysBetween(civil(cells[due!]!), civil(cells[settled!]!));
    days.set(cells[customer!]!, [...(days.get(cells[customer!]!) ?? []), late]);
  }
  const risks = [...days.values()].map((each) => paymentRisk(paymentHistory({ settled: each, overdue: [] })));
  const count = (wanted: string): number => risks.filter((risk) => risk === wanted).length;
  expect({ low: count('low'), medium: count('medium'), high: count('high') }).toEqual({
    low: 45,
    medium: 21,
    high: 34,
  });
});
