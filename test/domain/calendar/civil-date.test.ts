import fc from 'fast-check';
import {
  addDays,
  civilDateOfDay,
  dayNumber,
  daysBetween,
  isCivilDate,
  lastDayOfMonth,
  WEEKDAYS,
  weekdayOf,
} from '../../../domain/calendar/civil-date';

const civilDates = fc.integer({ min: dayNumber('1900-01-01'), max: dayNumber('2200-12-31') }).map(civilDateOfDay);

describe('civil dates', () => {
  it.each(['1900-01-01', '2024-02-29', '2000-02-29', '2200-12-31', '2023-12-31'])('takes %s as a date', (text) => {
    expect(isCivilDate(text)).toBe(true);
  });

  it.each([
    '',
    '2023-02-29',
    '1900-02-29',
    '2024-02-30',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-00-00',
    '2024-1-1',
    '24-01-01',
    '2024/01/01',
    ' 2024-01-01',
    '2024-01-01\n',
    '2024-01-01T00:00',
    '+002024-01-01',
    '２０２４-01-01',
  ])('refuses %j', (text) => {
    expect(isCivilDate(text)).toBe(false);
    expect(() => addDays(text, 1)).toThrow(`"${text}" is not a date; expected YYYY-MM-DD`);
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-28', 2, '2024-03-01'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-01-01', -1, '2023-12-31'],
    ['1970-01-01', -1, '1969-12-31'],
    ['2024-03-08', 0, '2024-03-08'],
    ['2000-01-01', 36_525, '2100-01-01'],
  ])('counts from %s %d days to %s', (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
    expect(daysBetween(from, to)).toBe(days);
  });

  it('takes dates of the years 1900 to 2200 only, and still counts beyond them', () => {
    expect(isCivilDate('1899-12-31')).toBe(false);
    expect(isCivilDate('2201-01-01')).toBe(false);
    expect(addDays('2200-12-31', 30)).toBe('2201-01-30');
    expect(addDays('2201-01-30', -30)).toBe('2200-12-31');
    expect(addDays('1900-01-01', -1)).toBe('1899-12-31');
    expect(isCivilDate('2201-01-30')).toBe(false);
  });

  it('refuses to leave the years 1000 to 9999 and to count parts of days', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow('outside the years 1000 to 9999');
    expect(() => addDays('1000-01-01', -1)).toThrow('outside the years 1000 to 9999');
    expect(() => addDays('2024-01-01', 0.5)).toThrow('not whole');
    expect(() => addDays('2024-01-01', Number.NaN)).toThrow('not whole');
  });

  it.each([
    ['1900-01-01', 'mon'],
    ['1969-12-31', 'wed'],
    ['1970-01-01', 'thu'],
    ['2000-02-29', 'tue'],
    ['2024-03-08', 'fri'],
    ['2024-03-09', 'sat'],
    ['2024-03-10', 'sun'],
  ])('knows that %s was a %s', (on, weekday) => {
    expect(weekdayOf(on)).toBe(weekday);
  });

  it.each([
    ['2024-02-01', '2024-02-29'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-14', '2023-02-28'],
    ['1900-02-14', '1900-02-28'],
    ['2024-04-30', '2024-04-30'],
    ['2024-12-05', '2024-12-31'],
  ])('finds the last day of the month of %s', (on, last) => {
    expect(lastDayOfMonth(on)).toBe(last);
  });

  it('moves back exactly as far as it moved forward', () => {
    fc.assert(
      fc.property(civilDates, civilDates, (from, to) => {
        const days = daysBetween(from, to);
        expect(addDays(from, days)).toBe(to);
        expect(addDays(to, -days)).toBe(from);
        expect(Math.sign(days)).toBe(from < to ? 1 : from > to ? -1 : 0);
      }),
    );
  });

  it('has the same day of the week again after seven days, and the next one after one', () => {
    const before2200 = civilDates.filter((on) => on < '2200-12-01');
    fc.assert(
      fc.property(before2200, (on) => {
        expect(weekdayOf(addDays(on, 7))).toBe(weekdayOf(on));
        expect(weekdayOf(addDays(on, 1))).toBe(WEEKDAYS[(WEEKDAYS.indexOf(weekdayOf(on)) + 1) % 7]);
      }),
    );
  });

  it('ends every month with the day before the first of the next', () => {
    const before2200 = civilDates.filter((on) => on < '2200-12-01');
    fc.assert(
      fc.property(before2200, (on) => {
        const last = lastDayOfMonth(on);
        expect(last.slice(0, 7)).toBe(on.slice(0, 7));
        expect(addDays(last, 1).slice(8)).toBe('01');
      }),
    );
  });
});
