import { addBusinessDays } from '../../../domain/calendar/business-calendar';
import { parseCalendar } from '../../../domain/calendar/parse-calendar';

const faultsOf = (source: unknown): readonly string[] =>
  parseCalendar(source).faults.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);

describe('calendar files', () => {
  it('reads code, title, weekend, source, days and their names', () => {
    const { file, faults } = parseCalendar(`
calendar: cn
title: { en: China, zh: 中国 }
weekend: [sat, sun]
source: State Council
days:
  - { on: 2026-02-14, kind: work }
  - { on: 2026-02-16, kind: off, name: Spring Festival }
`);
    expect(faults).toEqual([]);
    expect(file).toEqual({
      calendar: {
        code: 'cn',
        weekend: ['sat', 'sun'],
        days: new Map([
          ['2026-02-14', 'work'],
          ['2026-02-16', 'off'],
        ]),
      },
      title: { en: 'China', zh: '中国' },
      source: 'State Council',
      names: new Map([['2026-02-16', 'Spring Festival']]),
    });
    expect(addBusinessDays(file!.calendar, '2026-02-13', 2)).toBe('2026-02-17');
  });

  it('takes Saturday and Sunday for a weekend that is left out, and none for an empty one', () => {
    expect(parseCalendar({ calendar: 'a', title: 'A' }).file?.calendar.weekend).toEqual(['sat', 'sun']);
    expect(parseCalendar({ calendar: 'a', title: 'A', weekend: [] }).file?.calendar.weekend).toEqual([]);
    expect(parseCalendar({ calendar: 'a', title: 'A', weekend: ['fri'] }).file?.calendar.weekend).toEqual(['fri']);
  });

  it.each([
    ['- a list', '1:1  The calendar is a list of 1; expected a map with "calendar", "title", "weekend" and "days"'],
    ['calendar: cn', '1:1  The calendar has no "title"; expected a text, or { en: …, zh: … }'],
    ['{ calendar: "c n", title: T }', '1:13 /calendar The calendar has calendar "c n"; expected a name of at most 80'],
    ['{ calendar: cn, title: T, day: [] }', '1:27 /day The calendar has the unknown field "day"; did you mean "days"?'],
    ['{ calendar: cn, title: T, weekend: [son] }', '1:37 /weekend/0 The calendar has weekend "son"; expected "mon"'],
    ['{ calendar: cn, title: T, source: [a] }', '1:35 /source The calendar has a list of 1 as source; expected a text'],
    [
      '{ calendar: cn, title: T, days: none }',
      '1:33 /days The calendar has days "none"; expected a list, each item a day',
    ],
    [
      '{ calendar: cn, title: T, days: [2026-02-16] }',
      '1:34 /days/0 A day is "2026-02-16"; expected a day such as { on:',
    ],
    ['{ calendar: cn, title: T, days: [{ kind: off }] }', '1:34 /days/0 A day has no "on"; expected a date YYYY-MM-DD'],
    [
      '{ calendar: cn, title: T, days: [{ on: 2026-02-30, kind: off }] }',
      '1:40 /days/0/on The day "2026-02-30" has on "2026-02-30"; expected a date YYYY-MM-DD of the years 1900 to 2200',
    ],
    [
      '{ calendar: cn, title: T, days: [{ on: 2026-02-16, kind: closed }] }',
      '1:58 /days/0/kind The day "2026-02-16" has kind "closed"; expected "off" or "work"',
    ],
    [
      '{ calendar: cn, title: T, days: [{ on: 2026-02-16, kind: off }, { on: 2026-02-16, kind: work }] }',
      '1:65 /days/1 The calendar lists 2026-02-16 twice; expected each day once',
    ],
  ])('refuses %s and says what is wrong where', (source, fault) => {
    expect(parseCalendar(source).file).toBeNull();
    expect(faultsOf(source)).toEqual([expect.stringContaining(fault)]);
  });

  it('finds the same faults in JSON values, by pointer', () => {
    expect(faultsOf({ calendar: 'cn', title: 'T', days: [{ on: '2026-02-16', kind: 1 }] })).toEqual([
      'null:null /days/0/kind The day "2026-02-16" has kind 1 (a number); expected "off" or "work"',
    ]);
  });
});
