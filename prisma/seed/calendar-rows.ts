import { parse } from 'csv-parse/sync';
import Holidays from 'date-holidays';
import { Document, isMap, isSeq } from 'yaml';
import { addDays, isCivilDate, weekdayOf } from '../../domain/calendar/civil-date';
import type { CivilDate, LocalizedText } from '../../domain/types';

/** One line under `days` of a calendar file. */
export type CalendarRow = { readonly on: CivilDate; readonly kind: 'off' | 'work'; readonly name: string | null };

type Country = {
  readonly title: LocalizedText;
  readonly country: string;
  readonly state?: string;
  readonly language: string;
  /** Names that the library gives and that are not the usual ones. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Holidays that move to Friday or Monday where they fall on a weekend, and for which the library does not know it. */
  readonly observed: readonly string[];
};

const COUNTRIES: Readonly<Record<string, Country>> = {
  us: {
    title: { en: 'United States, federal holidays', zh: '美国联邦假日' },
    country: 'US',
    language: 'en-US',
    renamed: {},
    // 5 U.S.C. 6103(b)
    observed: ['Veterans Day'],
  },
  gb: {
    title: { en: 'United Kingdom, England and Wales', zh: '英国（英格兰和威尔士）' },
    country: 'GB',
    state: 'ENG',
    language: 'en',
    renamed: {},
    observed: [],
  },
  de: {
    title: { en: 'Germany, holidays of all states', zh: '德国（各州共同假日）' },
    country: 'DE',
    language: 'en',
    renamed: { 'National Holiday': 'Day of German Unity', 'Boxing Day': 'Second Day of Christmas' },
    observed: [],
  },
};

/** Where the rows of {@link publicHolidays} come from; the licence asks for it to be named. */
export const HOLIDAYS_SOURCE = 'date-holidays 3.37.0, https://github.com/commenthol/date-holidays, CC BY 3.0';

/**
 * Public holidays of a country as rows of a calendar, in order of date. A day with two holidays is one row.
 * @param code `us`, `gb` or `de`
 * @throws Error for another code
 */
export function publicHolidays(code: string, fromYear: number, toYear: number): readonly CalendarRow[] {
  const { country, state, language, renamed, observed } = countryOf(code);
  const holidays = state === undefined ? new Holidays(country) : new Holidays(country, state);
  const rows = new Map<CivilDate, string>();
  for (let year = fromYear; year <= toYear; year += 1) {
    for (const holiday of holidays.getHolidays(year, language)) {
      if (holiday.type !== 'public') continue;
      const on = holiday.date.slice(0, 10);
      const name = renamed[holiday.name] ?? holiday.name;
      rows.set(on, name);
      const instead = observed.includes(name) ? nearestWeekday(on) : on;
      if (instead !== on) rows.set(instead, `${name} (substitute day)`);
    }
  }
  return [...rows].map(([on, name]): CalendarRow => ({ on, kind: 'off', name })).toSorted(byDate);
}

/**
 * Rows of a CSV with the columns `date`, `kind` (`off` or `work`) and `name`, further ones ignored: the way to bring in
 * what a government announces year by year, such as China's make-up workdays.
 * @throws Error that names the line of the first row that is wrong
 */
export function rowsOfCsv(csv: string): readonly CalendarRow[] {
  const records = parse<Record<string, string>>(csv, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  return records
    .map(({ date = '', kind, name = '' }, index): CalendarRow => {
      if (!isCivilDate(date)) throw new Error(`Row ${index + 1} has the date "${date}"; expected YYYY-MM-DD`);
      if (kind !== 'off' && kind !== 'work') {
        throw new Error(`Row ${index + 1} has the kind "${kind ?? ''}"; expected "off" or "work"`);
      }
      return { on: date, kind, name: name === '' ? null : name };
    })
    .toSorted(byDate);
}

/** A calendar file in YAML, one line a day. */
export function calendarYaml(code: string, title: LocalizedText, source: string, rows: readonly CalendarRow[]): string {
  const document = new Document({
    calendar: code,
    title,
    weekend: ['sat', 'sun'],
    source,
    days: rows.map(withoutBlankName),
  });
  const days = document.get('days');
  for (const node of [document.get('title'), ...(isSeq(days) ? days.items : [])]) if (isMap(node)) node.flow = true;
  return document.toString({ lineWidth: 0, singleQuote: true });
}

/**
 * The title of a country's calendar.
 * @param code `us`, `gb` or `de`
 * @throws Error for another code
 */
export function countryTitle(code: string): LocalizedText {
  return countryOf(code).title;
}

function withoutBlankName({ on, kind, name }: CalendarRow): Partial<CalendarRow> {
  return name === null ? { on, kind } : { on, kind, name };
}

function countryOf(code: string): Country {
  const country = COUNTRIES[code];
  if (country !== undefined) return country;
  throw new Error(`No holidays for "${code}"; expected ${Object.keys(COUNTRIES).join(', ')}, or a CSV of its days`);
}

function nearestWeekday(on: CivilDate): CivilDate {
  switch (weekdayOf(on)) {
    case 'sat':
      return addDays(on, -1);
    case 'sun':
      return addDays(on, 1);
    default:
      return on;
  }
}

function byDate(left: CalendarRow, right: CalendarRow): number {
  return left.on < right.on ? -1 : left.on > right.on ? 1 : 0;
}
