import fc from 'fast-check';
import { addBusinessDays, EVERY_WEEKDAY, isOpenDay, nextOpenDay } from '../../../domain/calendar/business-calendar';
import { addDays, civilDateOfDay, dayNumber, daysBetween } from '../../../domain/calendar/civil-date';
import type { Calendar } from '../../../domain/types';

describe('business calendars', () => {
  const calendar: Calendar = {
    code: 'test',
    weekend: ['sat', 'sun'],
    // Monday the 11th is a holiday, Saturday the 16th makes up for it.
    days: new Map([
      ['2024-03-11', 'off'],
      ['2024-03-16', 'work'],
      ['2024-03-17', 'off'],
    ]),
  };

  it.each([
    ['2024-03-08', true],
    ['2024-03-09', false],
    ['2024-03-10', false],
    ['2024-03-11', false],
    ['2024-03-12', true],
    ['2024-03-16', true],
    ['2024-03-17', false],
  ])('says of %s that open is %s', (on, open) => {
    expect(isOpenDay(calendar, on)).toBe(open);
  });

  it.each([
    ['2024-03-08', 0, '2024-03-08'],
    ['2024-03-09', 0, '2024-03-12'],
    ['2024-03-08', 1, '2024-03-12'],
    ['2024-03-09', 1, '2024-03-12'],
    ['2024-03-08', 5, '2024-03-16'],
    ['2024-03-08', 6, '2024-03-18'],
    ['2024-03-12', -1, '2024-03-08'],
    ['2024-03-10', -1, '2024-03-08'],
    ['2024-03-18', -2, '2024-03-15'],
  ])('counts from %s by %d business days to %s', (on, n, expected) => {
    expect(addBusinessDays(calendar, on, n)).toBe(expected);
  });

  it('finds the next open day strictly after a day that is open itself', () => {
    expect(nextOpenDay(calendar, '2024-03-12')).toBe('2024-03-13');
    expect(nextOpenDay(calendar, '2024-03-15')).toBe('2024-03-16');
    expect(nextOpenDay(calendar, '2024-03-16')).toBe('2024-03-18');
  });

  it('knows weekends other than Saturday and Sunday', () => {
    const gulf: Calendar = { code: 'gulf', weekend: ['fri', 'sat'], days: new Map() };
    expect(nextOpenDay(gulf, '2024-03-07')).toBe('2024-03-10');
    expect(isOpenDay({ ...gulf, weekend: [] }, '2024-03-08')).toBe(true);
  });

  it('refuses to search a calendar without open days for ever', () => {
    const closed: Calendar = {
      code: 'shut',
      weekend: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      days: new Map(),
    };
    const message = (where: string): string => `Calendar "shut" has no open day within 400 days ${where}`;
    expect(() => nextOpenDay(closed, '2024-03-08')).toThrow(message('on or after 2024-03-09'));
    expect(() => addBusinessDays(closed, '2024-03-08', 0)).toThrow(message('on or after 2024-03-08'));
    expect(() => addBusinessDays(closed, '2024-03-08', -1)).toThrow(message('on or before 2024-03-07'));
    const opensLate: Calendar = { ...closed, days: new Map([[addDays('2024-03-08', 399), 'work']]) };
    expect(addBusinessDays(opensLate, '2024-03-08', 0)).toBe(addDays('2024-03-08', 399));
    expect(() => addBusinessDays(opensLate, '2024-03-07', 0)).toThrow(message('on or after 2024-03-07'));
  });

  it('refuses parts of business days', () => {
    expect(() => addBusinessDays(EVERY_WEEKDAY, '2024-03-08', 1.5)).toThrow(
      '1.5 is not a whole number of business days',
    );
  });

  const days = fc.integer({ min: dayNumber('2020-01-01'), max: dayNumber('2030-12-31') }).map(civilDateOfDay);
  const calendars: fc.Arbitrary<Calendar> = fc
    .array(fc.tuple(days, fc.constantFrom('off' as const, 'work' as const)), { maxLength: 200 })
    .map((rows) => ({ code: 'any', weekend: ['sat', 'sun'], days: new Map(rows) }));

  it('counts exactly the open days between start and result', () => {
    fc.assert(
      fc.property(calendars, days, fc.integer({ min: 1, max: 60 }), (any, on, n) => {
        const openBetween = (first: string, last: string): number => {
          let open = 0;
          for (let day = 0; day <= daysBetween(first, last); day += 1)
            if (isOpenDay(any, addDays(first, day))) open += 1;
          return open;
        };
        const later = addBusinessDays(any, on, n);
        expect(isOpenDay(any, later)).toBe(true);
        expect(openBetween(addDays(on, 1), later)).toBe(n);
        const earlier = addBusinessDays(any, on, -n);
        expect(isOpenDay(any, earlier)).toBe(true);
        expect(openBetween(earlier, addDays(on, -1))).toBe(n);
      }),
    );
  });

  it('comes back to an open day after as many business days in the other direction', () => {
    fc.assert(
      fc.property(calendars, days, fc.integer({ min: 1, max: 60 }), (any, on, n) => {
        const open = addBusinessDays(any, on, 0);
        expect(addBusinessDays(any, addBusinessDays(any, open, n), -n)).toBe(open);
        expect(addBusinessDays(any, open, 0)).toBe(open);
      }),
    );
  });
});
