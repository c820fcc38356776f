import { decide } from '../../../domain/decide/decide';
import { simulateCustomer } from '../../../domain/simulate/simulate-customer';
import type { Calendar, CivilDate } from '../../../domain/types';
import {
  customerCase,
  instant,
  invoice,
  playbook,
  policy,
  rulesOf,
  show,
  showInstant,
  withInvoices,
} from '../../support/collections-case';

// China has no summer time: the wall clock is always eight hours ahead of UTC.
const zone = 'Asia/Shanghai';

/** Spring Festival as the State Council's notices have it. */
const CHINA: Calendar = {
  code: 'cn',
  weekend: ['sat', 'sun'],
  days: new Map([
    ...days('off', '2024-02-10', '2024-02-11', '2024-02-12', '2024-02-13', '2024-02-14', '2024-02-15', '2024-02-16'),
    ...days('off', '2024-02-17'),
    ...days('work', '2024-02-04', '2024-02-18'),
    ...days('off', '2026-02-15', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-21'),
    ...days('off', '2026-02-22', '2026-02-23'),
    ...days('work', '2026-02-14', '2026-02-28'),
  ]),
};

function days<Kind extends 'off' | 'work'>(
  kind: Kind,
  ...on: readonly CivilDate[]
): readonly (readonly [CivilDate, Kind])[] {
  return on.map((day) => [day, kind] as const);
}

describe('two invoices in Shanghai around Spring Festival 2024', () => {
  const book = playbook(
    [
      'id: early, at: due - 2bd, do: email, template: t',
      'id: due-today, at: due + 0bd, do: sms, template: t',
      'id: plus-5, at: due + 5d, do: email, template: t, sendAt: "09:30"',
      'id: reminder, at: due + 3bd, do: email, template: t',
      'id: follow-up, at: previous + 1bd, do: task, queue: q, title: "Call"',
      'id: month-end, at: month-end, do: email, template: t, sendAt: "16:00"',
      'id: last, at: previous + 2bd, do: sms, template: t',
    ],
    ['sendAt: "10:00"'],
  );
  // New Year's Eve, a working Friday; and the Monday within the holiday.
  const first = invoice('S-1', '2024-02-09', { currency: 'CNY' });
  const second = invoice('S-2', '2024-02-12', { currency: 'CNY' });
  const from = instant('2024-01-31T16:00Z');
  const until = instant('2024-03-31T16:00Z');

  it('has its nominal instants counted in open days, make-up workdays included', () => {
    const input = withInvoices(customerCase({ zone, playbook: book, calendar: CHINA }), first, second);
    const nominals = input.items.map((item) => item.nominals.map((at) => showInstant(at, zone)));
    expect(nominals).toEqual([
      [
        '2024-02-07T02:00Z Wed 10:00',
        '2024-02-09T02:00Z Fri 10:00',
        '2024-02-14T01:30Z Wed 09:30',
        // Sunday the 18th is the first open day after the holiday, so the 20th is the third.
        '2024-02-20T02:00Z Tue 10:00',
        '2024-02-21T02:00Z Wed 10:00',
        '2024-02-29T08:00Z Thu 16:00',
        // Friday the 1st, Monday the 4th.
        '2024-03-04T02:00Z Mon 10:00',
      ],
      [
        // Before the 12th: the 9th and the 8th are open.
        '2024-02-08T02:00Z Thu 10:00',
        '2024-02-18T02:00Z Sun 10:00',
        '2024-02-17T01:30Z Sat 09:30',
        '2024-02-20T02:00Z Tue 10:00',
        '2024-02-21T02:00Z Wed 10:00',
        '2024-02-29T08:00Z Thu 16:00',
        '2024-03-04T02:00Z Mon 10:00',
      ],
    ]);
  });

  it('waits out the holiday for the lead’s own time on the make-up Sunday', () => {
    const start = customerCase({
      zone,
      playbook: book,
      calendar: CHINA,
      policy: policy('closedDays: calendar', 'minimumGap: 1d'),
    });
    const touches = simulateCustomer(
      start,
      [first, second].map((item) => ({ at: from, kind: 'invoice' as const, item })),
      { from, until },
    );
    expect(touches.map((touch) => show(touch, zone))).toEqual([
      '2024-02-07T02:00Z Wed 10:00 email =S-1/early',
      '2024-02-08T02:00Z Thu 10:00 email =S-2/early',
      '2024-02-09T02:00Z Fri 10:00 sms =S-1/due-today',
      // Both fell into the holiday; the invoice due first leads.
      '2024-02-18T01:30Z Sun 09:30 email =S-1/plus-5 +S-2/plus-5',
      // Nominal 10:00 of the 18th; one day after the last message.
      '2024-02-19T01:30Z Mon 09:30 sms =S-2/due-today',
      '2024-02-20T02:00Z Tue 10:00 email =S-1/reminder +S-2/reminder',
      '2024-02-21T02:00Z Wed 10:00 task =S-1/follow-up +S-2/follow-up',
      '2024-02-29T08:00Z Thu 16:00 email =S-1/month-end +S-2/month-end',
      '2024-03-04T02:00Z Mon 10:00 sms =S-1/last +S-2/last',
    ]);
    expect(touches.map(rulesOf)).toEqual([[], [], [], ['closed-day'], ['gap'], [], [], [], []]);
  });
});

describe('Spring Festival 2026, with its make-up Saturdays on the 14th and the 28th', () => {
  const planned = (at: string, sendAt: string, lines: readonly string[]) => {
    const book = playbook([`id: s, at: ${at}, do: email, template: t, sendAt: "${sendAt}"`]);
    const setting = { zone, playbook: book, calendar: CHINA, policy: policy(...lines) };
    const input = withInvoices(customerCase(setting), invoice('F-1', '2026-02-13', { issuedOn: '2026-02-24' }));
    const decision = decide(input, instant('2026-01-31T16:00Z'));
    return `${show(decision, zone)} ${rulesOf(decision).join()}`.trim();
  };
  const WORKDAYS = 'windows: [{ days: [workdays], from: "09:00", to: "18:00" }]';
  const WEEKDAYS = 'windows: [{ days: [mon, tue, wed, thu, fri], from: "09:00", to: "18:00" }]';
  const ALL_DAYS = 'windows: [{ from: "09:00", to: "18:00" }]';

  it.each([
    ['due + 0bd', '2026-02-13T02:00Z Fri 10:00'],
    ['due + 1bd', '2026-02-14T02:00Z Sat 10:00'],
    ['due + 2bd', '2026-02-24T02:00Z Tue 10:00'],
    ['due - 1bd', '2026-02-12T02:00Z Thu 10:00'],
    ['issued - 1bd', '2026-02-14T02:00Z Sat 10:00'],
    ['issued + 0bd', '2026-02-24T02:00Z Tue 10:00'],
    // Tuesday the 24th to Friday the 27th, then the make-up Saturday.
    ['issued + 4bd', '2026-02-28T02:00Z Sat 10:00'],
    ['issued + 5bd', '2026-03-02T02:00Z Mon 10:00'],
    ['month-end', '2026-02-28T02:00Z Sat 10:00'],
    ['month-end - 5bd', '2026-02-14T02:00Z Sat 10:00'],
    ['due + 2w', '2026-02-27T02:00Z Fri 10:00'],
  ])('a step at %s falls on %s', (at, expected) => {
    expect(planned(at, '10:00', [])).toBe(`${expected} email =F-1/s`);
  });

  it.each<[string, string, string, readonly string[], string]>([
    ['the day word workdays opens a make-up Saturday', 'due + 1d', '10:00', [WORKDAYS], '2026-02-14T02:00Z Sat 10:00'],
    ['but not into its evening', 'due + 1d', '20:00', [WORKDAYS], '2026-02-24T01:00Z Tue 09:00'],
    ['and closes the holiday', 'due + 2d', '10:00', [WORKDAYS], '2026-02-24T01:00Z Tue 09:00'],
    ['weekdays know no holiday', 'due + 2d', '10:00', [WEEKDAYS], '2026-02-16T01:00Z Mon 09:00'],
    ['nor a make-up Saturday', 'due + 1d', '10:00', [WEEKDAYS], '2026-02-16T01:00Z Mon 09:00'],
    ['every day is every day', 'due + 2d', '10:00', [ALL_DAYS], '2026-02-15T02:00Z Sun 10:00'],
  ])('in windows, %s', (_title, at, sendAt, lines, expected) => {
    const moved = expected.endsWith('10:00') ? '' : ' window';
    expect(planned(at, sendAt, lines)).toBe(`${expected} email =F-1/s${moved}`);
  });

  it.each<[string, string, string, readonly string[], string, string]>([
    [
      'weekday windows leave Monday’s opening to the holiday',
      'due + 1d',
      '10:00',
      [WEEKDAYS],
      '2026-02-24T01:00Z Tue 09:00',
      'window,closed-day',
    ],
    [
      'windows of every day are open on a make-up Saturday',
      'due + 1d',
      '10:00',
      [ALL_DAYS],
      '2026-02-14T02:00Z Sat 10:00',
      '',
    ],
    [
      'and open after the holiday at their start',
      'due + 2d',
      '10:00',
      [ALL_DAYS],
      '2026-02-24T01:00Z Tue 09:00',
      'closed-day',
    ],
    [
      'a late evening before the holiday runs into it',
      'due + 1d',
      '20:00',
      [ALL_DAYS],
      '2026-02-24T01:00Z Tue 09:00',
      'window,closed-day',
    ],
    ['workdays are open days anyway', 'due + 2d', '20:00', [WORKDAYS], '2026-02-24T01:00Z Tue 09:00', 'window'],
    [
      'without windows the step’s own time counts',
      'due + 2d',
      '20:00',
      [],
      '2026-02-24T12:00Z Tue 20:00',
      'closed-day',
    ],
    [
      'without windows the make-up Saturday is free at any time',
      'due + 1d',
      '20:00',
      [],
      '2026-02-14T12:00Z Sat 20:00',
      '',
    ],
    [
      'windows of the other channel are none for this one',
      'due + 2d',
      '20:00',
      ['windows: [{ from: "09:00", to: "18:00", channels: [sms] }]'],
      '2026-02-24T12:00Z Tue 20:00',
      'closed-day',
    ],
  ])('with closedDays: calendar, %s', (_title, at, sendAt, lines, expected, rules) => {
    expect(planned(at, sendAt, ['closedDays: calendar', ...lines])).toBe(`${expected} email =F-1/s ${rules}`.trim());
  });
});
