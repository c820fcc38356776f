import { EVERY_WEEKDAY } from '../../../domain/calendar/business-calendar';
import { parseTimeOfDay } from '../../../domain/calendar/time-of-day';
import { earliestAllowed, inWindow } from '../../../domain/policy/contact-policy';
import type { Calendar, Channel, SentMessage } from '../../../domain/types';
import { instant, policy, sent } from '../../support/collections-case';

// In winter the wall clock of London is UTC. 2024-01-08 is a Monday.
const zone = 'Europe/London';

type Asked = {
  readonly policy: readonly string[];
  readonly at: string;
  readonly channel?: Channel;
  readonly sendAt?: string;
  readonly messages?: readonly SentMessage[];
  readonly calendar?: Calendar;
};

/** The instant that the policy leaves, and the rules that moved it there. */
function allowed({ policy: lines, at, channel = 'email', sendAt = '10:00', messages = [], calendar }: Asked): string {
  const context = { policy: policy(...lines), calendar: calendar ?? EVERY_WEEKDAY, zone, messages };
  const found = earliestAllowed(context, channel, parseTimeOfDay(sendAt) ?? 0, instant(at));
  if (found === null) return 'never';
  const rules = found.moves.map(({ rule }) => rule).join();
  return `${new Date(found.at).toISOString().slice(0, 16)} ${rules}`.trim();
}

const WEEK = '{ days: [mon, tue, wed, thu, fri], from: "09:00", to: "18:00" }';

describe('windows of a contact policy', () => {
  it.each([
    ['the minute before it opens', '2024-01-08T08:59Z', '2024-01-08T09:00 window'],
    ['the minute at which it opens', '2024-01-08T09:00Z', '2024-01-08T09:00'],
    ['its last minute', '2024-01-08T17:59Z', '2024-01-08T17:59'],
    ['its end, which is outside', '2024-01-08T18:00Z', '2024-01-09T09:00 window'],
    ['a Friday evening', '2024-01-12T19:00Z', '2024-01-15T09:00 window'],
    ['a Sunday', '2024-01-14T10:00Z', '2024-01-15T09:00 window'],
  ])('on weekdays from 09:00 to 18:00: %s', (_title, at, expected) => {
    expect(allowed({ policy: [`windows: [${WEEK}]`], at })).toBe(expected);
  });

  const NIGHT = 'windows: [{ from: "22:00", to: "24:00" }, { from: "00:00", to: "06:00" }]';
  it.each([
    ['2024-01-08T23:59Z', '2024-01-08T23:59'],
    ['2024-01-09T00:00Z', '2024-01-09T00:00'],
    ['2024-01-09T05:59Z', '2024-01-09T05:59'],
    ['2024-01-09T06:00Z', '2024-01-09T22:00 window'],
  ])('that make a night of two leave %s at %s', (at, expected) => {
    expect(allowed({ policy: [NIGHT], at })).toBe(expected);
  });

  it.each([
    ['in the first', '2024-01-08T09:30Z', '2024-01-08T09:30'],
    ['where they meet', '2024-01-08T10:00Z', '2024-01-08T10:00'],
    ['between two', '2024-01-08T12:00Z', '2024-01-08T14:00 window'],
    ['after all', '2024-01-08T15:00Z', '2024-01-09T09:00 window'],
  ])('add up: %s', (_title, at, expected) => {
    const windows =
      'windows: [{ from: "14:00", to: "15:00" }, { from: "10:00", to: "12:00" }, { from: "09:00", to: "10:00" }]';
    expect(allowed({ policy: [windows], at })).toBe(expected);
  });

  it.each<[Channel, string]>([
    ['sms', '2024-01-09T09:00 window'],
    ['email', '2024-01-08T19:00'],
  ])('that name only SMS leave a message by %s of 19:00 at %s', (channel, expected) => {
    const windows = 'windows: [{ from: "09:00", to: "18:00", channels: [sms] }]';
    expect(allowed({ policy: [windows], at: '2024-01-08T19:00Z', channel })).toBe(expected);
  });

  it('that never open within a year leave nothing', () => {
    const sundays = ['windows: [{ days: [sun], from: "09:00", to: "18:00" }]', 'closedDays: calendar'];
    expect(allowed({ policy: sundays, at: '2024-01-08T10:00Z' })).toBe('never');
  });
});

describe('closed days of a contact policy', () => {
  const HOLIDAY: Calendar = { ...EVERY_WEEKDAY, days: new Map([['2024-01-15', 'off']]) };

  it.each([
    ['a Saturday', '2024-01-13T07:00Z', '2024-01-16T10:30 closed-day'],
    ['the last minute of a holiday', '2024-01-15T23:59Z', '2024-01-16T10:30 closed-day'],
    ['the first minute of an open day', '2024-01-16T00:00Z', '2024-01-16T00:00'],
    ['the last minute of an open day', '2024-01-12T23:59Z', '2024-01-12T23:59'],
  ])('without windows move %s to the time of the step on the next open day', (_title, at, expected) => {
    expect(allowed({ policy: ['closedDays: calendar'], at, sendAt: '10:30', calendar: HOLIDAY })).toBe(expected);
  });

  it.each([
    ['a Saturday', '2024-01-13T10:00Z', '2024-01-16T08:00 closed-day'],
    ['a Friday night', '2024-01-12T21:00Z', '2024-01-16T08:00 window,closed-day'],
  ])('with windows move %s to the opening of the next open day', (_title, at, expected) => {
    const lines = ['closedDays: calendar', 'windows: [{ from: "08:00", to: "20:00" }]'];
    expect(allowed({ policy: lines, at, calendar: HOLIDAY })).toBe(expected);
  });

  it('are none where the policy does not ask for them', () => {
    expect(allowed({ policy: ['closedDays: none'], at: '2024-01-13T10:00Z' })).toBe('2024-01-13T10:00');
  });
});

describe('the minimum gap of a contact policy', () => {
  it.each([
    ['one millisecond before its end', '2024-01-10T09:59:59.999Z', '2024-01-10T10:00 gap'],
    ['at its end', '2024-01-10T10:00Z', '2024-01-10T10:00'],
    ['at the instant of the last message', '2024-01-08T10:00Z', '2024-01-10T10:00 gap'],
  ])('of 2d after a message of Monday 10:00: %s', (_title, at, expected) => {
    const messages = [sent('sms', '2024-01-02T10:00Z'), sent('sms', '2024-01-08T10:00Z')];
    expect(allowed({ policy: ['minimumGap: 2d'], at, messages })).toBe(expected);
  });
});

describe('caps of a contact policy', () => {
  const WEEKLY = 'caps: [{ count: 2, per: 7d }]';
  const two = [sent('email', '2024-01-08T10:00Z'), sent('sms', '2024-01-10T12:00Z')];

  it.each([
    ['while both count', '2024-01-12T10:00Z', '2024-01-15T10:00 cap'],
    ['one millisecond before the first is out', '2024-01-15T09:59:59.999Z', '2024-01-15T10:00 cap'],
    ['when the first is out', '2024-01-15T10:00Z', '2024-01-15T10:00'],
  ])('of two per week: %s', (_title, at, expected) => {
    expect(allowed({ policy: [WEEKLY], at, messages: two })).toBe(expected);
  });

  it('wait until enough are out, where more went than it allows', () => {
    const four = [...two, sent('sms', '2024-01-11T10:00Z'), sent('sms', '2024-01-11T11:00Z')];
    expect(allowed({ policy: [WEEKLY], at: '2024-01-12T10:00Z', messages: four })).toBe('2024-01-18T10:00 cap');
  });

  it.each<[Channel, string]>([
    ['sms', '2024-01-17T12:00 cap'],
    ['email', '2024-01-12T10:00'],
  ])('of one channel count and stop only that: %s', (channel, expected) => {
    const lines = ['caps: [{ count: 1, per: 7d, channels: [sms] }]'];
    expect(allowed({ policy: lines, at: '2024-01-12T10:00Z', messages: two, channel })).toBe(expected);
  });

  it('all hold, whichever is the strictest', () => {
    const lines = ['caps: [{ count: 1, per: 3d }, { count: 2, per: 14d }]'];
    expect(allowed({ policy: lines, at: '2024-01-11T10:00Z', messages: two })).toBe('2024-01-22T10:00 cap');
    expect(allowed({ policy: lines, at: '2024-01-11T10:00Z', messages: two.slice(1) })).toBe('2024-01-13T12:00 cap');
  });
});

describe('the rules of a contact policy together', () => {
  it.each([
    [
      'a gap that ends in the night waits for the window',
      [`windows: [${WEEK}]`, 'minimumGap: 1d'],
      '2024-01-09T10:00Z',
      [sent('sms', '2024-01-08T20:00Z')],
      '2024-01-10T09:00 gap,window',
    ],
    [
      'a cap that ends on a Saturday waits for Monday',
      [`windows: [${WEEK}]`, 'caps: [{ count: 1, per: 7d }]'],
      '2024-01-09T10:00Z',
      [sent('sms', '2024-01-06T10:00Z')],
      '2024-01-15T09:00 cap,window',
    ],
    [
      'a window opens within a gap, whose end is outside the window, where a cap begins',
      [`windows: [${WEEK}]`, 'minimumGap: 2d', 'caps: [{ count: 2, per: 7d }]'],
      '2024-01-09T06:00Z',
      [sent('sms', '2024-01-05T18:30Z'), sent('email', '2024-01-08T17:00Z')],
      '2024-01-15T09:00 window,gap,cap,window',
    ],
    [
      'a gap that ends on a closed day waits for the step’s time',
      ['closedDays: calendar', 'minimumGap: 2d'],
      '2024-01-12T11:00Z',
      [sent('sms', '2024-01-11T12:00Z')],
      '2024-01-15T10:00 gap,closed-day',
    ],
    [
      'a gap that reaches over closed days ends when it ends',
      ['closedDays: calendar', 'minimumGap: 3d'],
      '2024-01-12T11:00Z',
      [sent('sms', '2024-01-12T08:00Z')],
      '2024-01-15T08:00 gap',
    ],
  ])('%s', (_title, lines, at, messages, expected) => {
    expect(allowed({ policy: lines, at, messages })).toBe(expected);
  });

  it('name the values that made them move', () => {
    const context = {
      policy: policy('minimumGap: 1d', `windows: [${WEEK}]`),
      calendar: EVERY_WEEKDAY,
      zone,
      messages: [sent('sms', '2024-01-11T18:00Z')],
    };
    expect(earliestAllowed(context, 'email', 600, instant('2024-01-12T10:00Z'))?.moves).toEqual([
      {
        rule: 'gap',
        from: instant('2024-01-12T10:00Z'),
        to: instant('2024-01-12T18:00Z'),
        days: 1,
        lastAt: instant('2024-01-11T18:00Z'),
      },
      { rule: 'window', from: instant('2024-01-12T18:00Z'), to: instant('2024-01-15T09:00Z') },
    ]);
  });
});

describe('whether an instant is inside the windows', () => {
  it.each<[string, Channel, boolean]>([
    ['2024-01-08T09:00Z', 'email', true],
    ['2024-01-08T18:00Z', 'email', false],
    ['2024-01-08T18:00Z', 'sms', true],
    ['2024-01-13T10:00Z', 'sms', false],
  ])('at %s by %s: %s', (at, channel, expected) => {
    const rules = policy('closedDays: calendar', 'windows: [{ from: "09:00", to: "18:00", channels: [email] }]');
    expect(inWindow(rules, EVERY_WEEKDAY, channel, zone, instant(at))).toBe(expected);
  });
});
