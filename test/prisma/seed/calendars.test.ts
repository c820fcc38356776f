import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOpenDay } from '../../../domain/calendar/business-calendar';
import { addDays } from '../../../domain/calendar/civil-date';
import { parseCalendar, type CalendarFile } from '../../../domain/calendar/parse-calendar';
import {
  calendarYaml,
  countryTitle,
  HOLIDAYS_SOURCE,
  publicHolidays,
  rowsOfCsv,
} from '../../../prisma/seed/calendar-rows';

const folder = join(__dirname, '../../../prisma/seed/calendars');
const textOf = (code: string): string => readFileSync(join(folder, `${code}.yaml`), 'utf8');

function calendarOf(text: string): CalendarFile {
  const { file, faults } = parseCalendar(text);
  if (file === null) throw new Error(faults.map(({ message }) => message).join('\n'));
  return file;
}

const shared = process.env['PERENNIAL_SHARED_DATA'] ?? join(__dirname, '../../../../shared/data');
const notices = join(shared, 'vectors/cn-calendar-2007-2026.csv');

describe('seeded calendars', () => {
  it.each(readdirSync(folder))('%s is read without a fault, under the code that its name says', (name) => {
    const { file, faults } = parseCalendar(readFileSync(join(folder, name), 'utf8'));
    expect(faults).toEqual([]);
    expect(`${file?.calendar.code}.yaml`).toBe(name);
    expect(file?.source).not.toBeNull();
  });

  it.each(['us', 'gb', 'de'])('%s is what the tool writes for 2020 to 2030', (code) => {
    expect(textOf(code)).toBe(
      calendarYaml(code, countryTitle(code), HOLIDAYS_SOURCE, publicHolidays(code, 2020, 2030)),
    );
  });

  it.each([
    ['us', '2023-11-10', false], // Veterans Day, observed on the Friday before
    ['us', '2029-11-12', false], // Veterans Day, observed on the Monday after
    ['us', '2027-12-31', false], // New Year's Day 2028, observed in the year before
    ['us', '2024-07-04', false],
    ['us', '2024-07-05', true],
    ['gb', '2022-06-03', false],
    ['gb', '2020-05-04', true], // the early May holiday moved to the 8th
    ['gb', '2020-05-08', false],
    ['gb', '2026-12-28', false],
    ['de', '2024-10-03', false],
    ['de', '2024-05-09', false],
    ['de', '2024-12-24', true],
    ['cn', '2024-02-18', true],
    ['cn', '2025-01-27', true],
    ['cn', '2026-02-23', false],
    ['cn', '2026-10-10', true],
  ])('%s says of %s that open is %s', (code, on, open) => {
    expect(isOpenDay(calendarOf(textOf(code)).calendar, on)).toBe(open);
  });

  const itWithNotices = existsSync(notices) ? it : it.skip;
  itWithNotices('cn opens and closes every day of 2007 to 2026 as the State Council notices say', () => {
    const collected = new Map(rowsOfCsv(readFileSync(notices, 'utf8')).map(({ on, kind }) => [on, kind]));
    expect(collected.size).toBe(678);
    const { calendar } = calendarOf(textOf('cn'));
    let checked = 0;
    for (let on = '2007-01-01'; on <= '2026-12-31'; on = addDays(on, 1)) {
      const plainWorkday = ![0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay());
      const expected = collected.get(on) ?? (plainWorkday ? 'work' : 'off');
      expect(`${on} ${isOpenDay(calendar, on) ? 'work' : 'off'}`).toBe(`${on} ${expected}`);
      checked += 1;
    }
    expect(checked).toBe(7305);
    expect(calendar.days).toEqual(collected);
  });
});

describe('calendar rows', () => {
  it('reads the days that a government announces from a CSV, in order of date', () => {
    const csv = '\ufeffdate,kind,name,notice\n2026-02-16,off,春节,https://example.org\n\n2026-02-14, work ,,\n';
    expect(rowsOfCsv(csv)).toEqual([
      { on: '2026-02-14', kind: 'work', name: null },
      { on: '2026-02-16', kind: 'off', name: '春节' },
    ]);
    const { calendar, names } = calendarOf(calendarYaml('cn', { en: 'C', zh: 'C' }, 'S', rowsOfCsv(csv)));
    expect([...calendar.days.keys()]).toEqual(['2026-02-14', '2026-02-16']);
    expect([...names]).toEqual([['2026-02-16', '春节']]);
  });

  it.each([
    ['2026-02-30,off,x', 'Row 1 has the date "2026-02-30"; expected YYYY-MM-DD'],
    ['2026-02-16,closed,x', 'Row 1 has the kind "closed"; expected "off" or "work"'],
  ])('refuses the row %s', (row, message) => {
    expect(() => rowsOfCsv(`date,kind,name\n${row}\n`)).toThrow(message);
  });

  it('refuses a country that it has no holidays of', () => {
    expect(() => publicHolidays('cn', 2024, 2024)).toThrow('No holidays for "cn"; expected us, gb, de, or a CSV');
  });

  it('writes names with quotes, colons and braces so that they are read back as they are', () => {
    const name = `Queen's "day": { 1, 2 } # off`;
    const yaml = calendarYaml('x', { en: 'X: a', zh: '甲' }, 'S', [{ on: '2026-02-16', kind: 'off', name }]);
    expect(calendarOf(yaml).names.get('2026-02-16')).toBe(name);
  });
});
