import type { DecideInput } from '../../../domain/decide/input';
import { decide } from '../../../domain/decide/decide';
import { simulateCustomer } from '../../../domain/simulate/simulate-customer';
import { touchLogOf } from '../../../domain/decide/touch-log';
import {
  allSettled,
  customerCase,
  instant,
  invoice,
  playbook,
  policy,
  rulesOf,
  sent,
  settledAt,
  show,
  withInvoices,
  withSettled,
} from '../../support/collections-case';
import { holdStarts, invoiceArrives, paymentArrives, playCase } from '../../support/play-case';

const zone = 'America/New_York';

const NET_30 = playbook([
  'id: before-due, at: due - 3d, do: email, template: reminder-before-due',
  'id: due-today, at: due, do: sms, template: due-today',
  'id: reminder-1, at: due + 3d, do: email, template: reminder-1',
  'id: reminder-2, at: due + 7d, do: sms, template: reminder-2, when: { invoice.balance: { gte: "100.00" } }',
  'id: call, at: due + 14d, do: task, queue: collectors, title: "Call about overdue invoices"',
  'id: hold-credit, at: due + 21d, do: hold-credit',
  'id: escalate, at: due + 30d, do: escalate, ladder: standard',
]);

const BUSINESS_HOURS = policy(
  'windows: [{ days: [mon, tue, wed, thu, fri], from: "09:00", to: "18:00" }]',
  'minimumGap: 3d',
  'caps: [{ count: 2, per: 7d }]',
);

describe('two invoices in New York over the change to summer time of 2024-03-10', () => {
  const start = customerCase({ zone, playbook: NET_30, policy: BUSINESS_HOURS });
  const first = invoice('A-1', '2024-03-07', { issuedOn: '2024-02-06' });
  const second = invoice('A-2', '2024-03-11', { issuedOn: '2024-02-10', amountMinor: 25_000n });
  const from = instant('2024-03-01T05:00Z');
  const until = instant('2024-05-01T04:00Z');

  it('come out as on paper: moved by gap, cap and window, with a later lead, part payment and a full payment', () => {
    const touches = simulateCustomer(
      start,
      [
        { at: from, kind: 'invoice', item: first },
        { at: from, kind: 'invoice', item: second },
        // The 15th and the 9th begin at midnight in New York.
        { at: instant('2024-03-15T04:00Z'), kind: 'payment', itemId: 'A-2', amountMinor: 20_000n },
        { at: instant('2024-04-09T04:00Z'), kind: 'payment', itemId: 'A-2', amountMinor: 5_000n },
      ],
      { from, until },
    );
    expect(touches.map((touch) => show(touch, zone))).toEqual([
      '2024-03-04T15:00Z Mon 10:00 email =A-1/before-due',
      // Three days of 24 hours after it, to the minute.
      '2024-03-07T15:00Z Thu 10:00 sms =A-1/due-today',
      // A-2/before-due was due on Friday the 8th; the gap ends on Sunday, the cap on Monday at 11:00 summer time.
      // By then A-1 is three days late, which leads, and A-2 has reached its due date.
      '2024-03-11T15:00Z Mon 11:00 email =A-1/reminder-1 +A-2/due-today -A-2/before-due',
      // Nominal 10:00; the gap ends at 11:00, and so does the week of the cap (the message of the 7th is just out of it).
      '2024-03-14T15:00Z Thu 11:00 sms =A-1/reminder-2 +A-2/reminder-1',
      // 50.00 are left.
      '2024-03-18T14:00Z Mon 10:00 skip A-2/reminder-2 ~A-2/reminder-2',
      '2024-03-21T14:00Z Thu 10:00 task =A-1/call',
      '2024-03-25T14:00Z Mon 10:00 task =A-2/call',
      '2024-03-28T14:00Z Thu 10:00 hold-credit =A-1/hold-credit',
      '2024-04-01T14:00Z Mon 10:00 hold-credit =A-2/hold-credit',
      // A Saturday: people are told, the customer is not.
      '2024-04-06T14:00Z Sat 10:00 escalate =A-1/escalate',
    ]);
    expect(touches.map(rulesOf)).toEqual([[], [], ['window', 'cap'], ['gap'], [], [], [], [], [], []]);
    expect(touches[4]?.covers[0]?.explanation?.en).toBe('balance 50.00 USD is under 100.00');
  });

  it('wait while one is held; then the latest task acts, and no credit hold comes by surprise', () => {
    const { touches, state } = playCase(start, {
      from,
      until,
      facts: [
        invoiceArrives(from, first),
        invoiceArrives(from, second),
        paymentArrives(instant('2024-03-15T04:00Z'), 'A-2', 20_000n),
        holdStarts(instant('2024-03-20T16:00Z'), 'A-1', instant('2024-04-02T04:00Z')),
        paymentArrives(instant('2024-04-09T04:00Z'), 'A-2', 5_000n),
      ],
    });
    expect(touches.slice(4).map((touch) => show(touch, zone))).toEqual([
      '2024-03-18T14:00Z Mon 10:00 skip A-2/reminder-2 ~A-2/reminder-2',
      '2024-03-25T14:00Z Mon 10:00 task =A-2/call',
      '2024-04-01T14:00Z Mon 10:00 hold-credit =A-2/hold-credit',
      '2024-04-02T04:00Z Tue 00:00 end-hold',
      '2024-04-02T04:00Z Tue 00:00 task =A-1/call',
      '2024-04-06T14:00Z Sat 10:00 escalate =A-1/escalate',
    ]);
    expect(allSettled(state)).toContainEqual(settledAt('A-1/hold-credit', instant('2024-04-02T04:00Z'), 'superseded'));
    expect(show(decide(state, until), zone)).toBe('idle exhausted');
  });
});

describe('on the days that the clock of New York changes', () => {
  const dueOn = (on: string, sendAt: string, lines: readonly string[] = [], more: Partial<DecideInput> = {}) => {
    const steps = [
      'id: on-due, at: due, do: email, template: t',
      'id: day-after, at: previous + 1d, do: email, template: t',
    ];
    const setting = { zone, playbook: playbook(steps, [`sendAt: "${sendAt}"`]), policy: policy(...lines) };
    return withInvoices(customerCase(setting, more), invoice('A-1', on));
  };
  const first = (input: DecideInput, asOf: string) => show(decide(input, instant(asOf)), zone);

  it.each([
    ['02:30 does not exist and becomes 03:30', '2024-03-10', '02:30', '2024-03-10T07:30Z Sun 03:30 email =A-1/on-due'],
    ['02:00 becomes 03:00', '2024-03-10', '02:00', '2024-03-10T07:00Z Sun 03:00 email =A-1/on-due'],
    ['01:59 is the last minute before', '2024-03-10', '01:59', '2024-03-10T06:59Z Sun 01:59 email =A-1/on-due'],
    ['03:00 is what it says', '2024-03-10', '03:00', '2024-03-10T07:00Z Sun 03:00 email =A-1/on-due'],
    ['01:30 comes twice and is the first', '2024-11-03', '01:30', '2024-11-03T05:30Z Sun 01:30 email =A-1/on-due'],
    [
      '02:00 comes once, an hour later than the day before',
      '2024-11-03',
      '02:00',
      '2024-11-03T07:00Z Sun 02:00 email =A-1/on-due',
    ],
  ])('as sendAt, %s', (_title, on, sendAt, expected) => {
    expect(first(dueOn(on, sendAt), '2024-03-01T00:00Z')).toBe(expected);
  });

  it('the step of the day after is at its own wall time again', () => {
    const after = (on: string, sendAt: string) =>
      first(dueOn(on, sendAt, [], { settled: touchLogOf([settledAt('A-1/on-due', 0)]) }), '2024-03-01T00:00Z');
    expect(after('2024-03-10', '02:30')).toBe('2024-03-11T06:30Z Mon 02:30 email =A-1/day-after');
    expect(after('2024-11-03', '01:30')).toBe('2024-11-04T06:30Z Mon 01:30 email =A-1/day-after');
  });

  it.each([
    // Opens at 02:30, which is 03:30.
    ['02:30', '05:00', '2024-03-10T06:00Z', '2024-03-10T07:30Z Sun 03:30 email =A-1/on-due'],
    // Closes at 02:30, which is 03:30, so 03:15 is inside.
    ['01:00', '02:30', '2024-03-10T07:15Z', '2024-03-10T07:15Z Sun 03:15 email =A-1/on-due'],
    ['01:00', '02:30', '2024-03-10T07:30Z', '2024-03-11T05:00Z Mon 01:00 email =A-1/on-due'],
    // Opens and closes at one instant: none that day.
    ['02:30', '03:30', '2024-03-10T06:00Z', '2024-03-11T06:30Z Mon 02:30 email =A-1/on-due'],
    // Opens at 03:45 by its own words, closes at 03:15: none either.
    ['02:45', '03:15', '2024-03-10T06:00Z', '2024-03-11T06:45Z Mon 02:45 email =A-1/on-due'],
  ])('a window %s–%s whose edge the clock jumps over lets a message of %s go at %s', (from, to, asOf, expected) => {
    const input = dueOn('2024-03-10', '00:30', [`windows: [{ from: "${from}", to: "${to}" }]`]);
    const onlyFirst = withSettled(input, settledAt('A-1/day-after', 0));
    expect(first(onlyFirst, asOf)).toBe(expected);
  });

  it.each([
    // 01:30 is its first occurrence, 05:30Z: the second hour is after it, whatever the clock shows.
    ['00:00', '01:30', '2024-11-03T05:29Z', '2024-11-03T05:29Z Sun 01:29 email =A-1/on-due'],
    ['00:00', '01:30', '2024-11-03T05:30Z', '2024-11-04T05:00Z Mon 00:00 email =A-1/on-due'],
    ['00:00', '01:30', '2024-11-03T06:10Z', '2024-11-04T05:00Z Mon 00:00 email =A-1/on-due'],
    ['01:30', '03:00', '2024-11-03T06:10Z', '2024-11-03T06:10Z Sun 01:10 email =A-1/on-due'],
    ['01:30', '03:00', '2024-11-03T04:30Z', '2024-11-03T05:30Z Sun 01:30 email =A-1/on-due'],
    ['01:30', '03:00', '2024-11-03T08:00Z', '2024-11-04T06:30Z Mon 01:30 email =A-1/on-due'],
  ])('a window %s–%s whose edge comes twice lets a message of %s go at %s', (from, to, asOf, expected) => {
    const input = dueOn('2024-11-03', '00:15', [`windows: [{ from: "${from}", to: "${to}" }]`]);
    const onlyFirst = withSettled(input, settledAt('A-1/day-after', 0));
    expect(first(onlyFirst, asOf)).toBe(expected);
  });

  it('a gap and a cap count hours, so that the wall time shifts with the clock', () => {
    const gap = dueOn('2024-03-10', '10:00', ['minimumGap: 1d'], { messages: [sent('sms', '2024-03-09T20:00Z')] });
    expect(first(gap, '2024-03-10T00:00Z')).toBe('2024-03-10T20:00Z Sun 16:00 email =A-1/on-due');
    const cap = dueOn('2024-11-03', '10:00', ['caps: [{ count: 1, per: 2d }]'], {
      messages: [sent('sms', '2024-11-01T20:00Z')],
    });
    expect(first(cap, '2024-11-03T00:00Z')).toBe('2024-11-03T20:00Z Sun 15:00 email =A-1/on-due');
  });
});
