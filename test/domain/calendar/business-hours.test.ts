import fc from 'fast-check';
import { EVERY_WEEKDAY, isOpenDay } from '../../../domain/calendar/business-calendar';
import { addBusinessMinutes } from '../../../domain/calendar/business-hours';
import { civilDateAt, minuteOfDayAt } from '../../../domain/calendar/zone';
import type { Calendar } from '../../../domain/types';

const china: Calendar = {
  code: 'cn',
  weekend: ['sat', 'sun'],
  days: new Map([
    ...['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'].map(
      (on) => [on, 'off'] as const,
    ),
    ['2026-10-10', 'work'],
  ]),
};
const nineToSix = [{ from: 540, to: 1080 }];

describe('business hours', () => {
  it.each([
    ['Friday 16:00 into a make-up Saturday', 'Asia/Shanghai', '2026-10-09T08:00:00Z', 240, '2026-10-10T03:00:00Z'],
    ['17:00 before a week of holidays', 'Asia/Shanghai', '2026-09-30T09:00:00Z', 240, '2026-10-08T04:00:00Z'],
    ['used up exactly at closing', 'Asia/Shanghai', '2026-10-08T06:00:00Z', 240, '2026-10-08T10:00:00Z'],
    ['before opening', 'Asia/Shanghai', '2026-10-07T23:00:00Z', 30, '2026-10-08T01:30:00Z'],
    ['after closing', 'Asia/Shanghai', '2026-10-08T10:00:00Z', 30, '2026-10-09T01:30:00Z'],
    ['no minutes while open', 'Asia/Shanghai', '2026-10-08T06:00:00Z', 0, '2026-10-08T06:00:00Z'],
    ['no minutes while closed', 'Asia/Shanghai', '2026-10-04T06:00:00Z', 0, '2026-10-08T01:00:00Z'],
  ])('counts opening time in China: %s', (_case, zone, start, minutes, end) => {
    const result = addBusinessMinutes(Date.parse(start), minutes, nineToSix, china, zone);
    expect(new Date(result)).toEqual(new Date(end));
  });

  it.each([
    ['New York springs forward', 'America/New_York', '2024-03-08T21:00:00Z', '2024-03-11T15:00:00Z'],
    ['New York falls back', 'America/New_York', '2024-11-01T20:00:00Z', '2024-11-04T16:00:00Z'],
    ['London springs forward', 'Europe/London', '2024-03-29T16:00:00Z', '2024-04-01T10:00:00Z'],
  ])('keeps to the wall clock over the weekend on which %s', (_case, zone, start, end) => {
    const result = addBusinessMinutes(Date.parse(start), 240, nineToSix, EVERY_WEEKDAY, zone);
    expect(new Date(result)).toEqual(new Date(end));
  });

  it('counts the hours that really pass where the clock changes within the opening hours', () => {
    const always: Calendar = { code: 'always', weekend: [], days: new Map() };
    const night = [{ from: 0, to: 1440 }];
    const midnight = Date.parse('2024-03-10T05:00:00Z');
    expect(addBusinessMinutes(midnight, 180, night, always, 'America/New_York')).toBe(midnight + 180 * 60_000);
    expect(addBusinessMinutes(midnight, 24 * 60, night, always, 'America/New_York')).toBe(midnight + 86_400_000);
    const insideTheGap = [{ from: 120, to: 180 }];
    const end = addBusinessMinutes(midnight, 30, insideTheGap, always, 'America/New_York');
    expect(new Date(end)).toEqual(new Date('2024-03-11T06:30:00Z'));
  });

  it('skips the lunch break between two entries', () => {
    const hours = [
      { from: 540, to: 720 },
      { from: 780, to: 1080 },
    ];
    const start = Date.parse('2024-03-08T11:30:00Z');
    expect(new Date(addBusinessMinutes(start, 60, hours, EVERY_WEEKDAY, 'UTC'))).toEqual(
      new Date('2024-03-08T13:30:00Z'),
    );
  });

  it.each([
    ['none', [], 'Opening hours are empty'],
    ['that end before they start', [{ from: 600, to: 540 }], 'Opening hours 600–540'],
    ['of no length', [{ from: 540, to: 540 }], 'Opening hours 540–540'],
    ['that overlap', [{ from: 540, to: 720 }, { from: 700, to: 800 }], 'Opening hours 700–800'], // prettier-ignore
  ])('refuses opening hours %s', (_case, hours, message) => {
    expect(() => addBusinessMinutes(0, 10, hours, EVERY_WEEKDAY, 'UTC')).toThrow(message);
  });

  it('refuses negative minutes', () => {
    expect(() => addBusinessMinutes(0, -1, nineToSix, EVERY_WEEKDAY, 'UTC')).toThrow('expected 0 or more');
  });

  it('ends inside the hours of an open day, and later for more minutes, whether counted at once or in two goes', () => {
    const starts = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 1) });
    const minutes = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(starts, minutes, minutes, (start, first, second) => {
        const add = (from: number, amount: number): number =>
          addBusinessMinutes(from, amount, nineToSix, china, 'Asia/Shanghai');
        const end = add(start, first);
        expect(isOpenDay(china, civilDateAt(end, 'Asia/Shanghai'))).toBe(true);
        expect(minuteOfDayAt(end, 'Asia/Shanghai')).toBeGreaterThanOrEqual(540);
        expect(minuteOfDayAt(end, 'Asia/Shanghai')).toBeLessThanOrEqual(1080);
        expect(end).toBeGreaterThanOrEqual(start + first * 60_000);
        expect(add(end, second)).toBe(add(start, first + second));
      }),
    );
  });
});
