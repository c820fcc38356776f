import { parse } from 'csv-parse/sync';
import { notAccepted } from '../../domain/errors';
import type { Weekday } from '../../domain/types';
import { saveCalendar } from '../../facts/write/save-calendar';
import { calendarDaysBody, calendarDaysQuery, calendarOut, calendarParams } from '../contract/calendars';
import { civil, notFound } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';
import { presentCalendar } from './present-calendar';

type Day = { readonly on: string; readonly kind: 'off' | 'work'; readonly name: string | null };

const COLUMNS = ['on', 'kind', 'name'];

/** Rows of `on,kind,name` under a header line, in any order of columns; `name` may be left out. */
function readCsv(text: string): readonly Day[] {
  let rows: readonly Readonly<Record<string, string>>[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw notAccepted('', { en: `The CSV cannot be read: ${why}`, zh: `无法读取 CSV：${why}` });
  }
  return rows.map((row, index) => {
    const unknown = Object.keys(row).find((column) => !COLUMNS.includes(column));
    if (unknown !== undefined)
      throw notAccepted('', {
        en: `There is a column "${unknown}"; expected ${COLUMNS.join(', ')}`,
        zh: `有列 "${unknown}"；应为 ${COLUMNS.join('、')}`,
      });
    const { on = '', kind = '', name = '' } = row;
    if (kind !== 'off' && kind !== 'work')
      throw notAccepted(`/days/${index}/kind`, {
        en: `Given "${kind}" in row ${index + 2}; expected off or work`,
        zh: `第 ${index + 2} 行给定 "${kind}"；应为 off 或 work`,
      });
    return { on, kind, name: name === '' ? null : name };
  });
}

export const calendarDaysRoute: Route = defineRoute({
  method: 'post',
  path: '/v1/calendars/{code}/days',
  name: 'uploadCalendarDays',
  tag: 'Calendars',
  summary: 'Add days to a calendar, such as next year’s holidays',
  description:
    'CSV with the columns `on`, `kind` (off or work) and `name`, or the same as JSON. A day that is there already is ' +
    'replaced; with `replaceYears=true` all days of the years that are given are.',
  access: 'operate',
  versioned: 'optional',
  params: calendarParams,
  query: calendarDaysQuery,
  body: calendarDaysBody,
  bodyTypes: ['text/csv', 'application/json'],
  success: { status: 200, schema: calendarOut, description: 'The calendar with its days.' },
  handle: async ({ db, params, query, body, ifVersion, actor, now }) => {
    const { code } = params;
    const before = await db.calendar.findUnique({ where: { code }, include: { days: { orderBy: { on: 'asc' } } } });
    if (before === null) throw notFound(`There is no calendar "${code}"`, `没有日历 "${code}"`);
    const given = typeof body === 'string' ? readCsv(body) : body.days;
    const years = new Set(given.map(({ on }) => on.slice(0, 4)));
    const dates = new Set(given.map(({ on }) => on));
    const kept = before.days
      .map(({ on, kind, name }): Day => ({ on: civil(on), kind: kind === 'work' ? 'work' : 'off', name }))
      .filter(({ on }) => !dates.has(on) && !(query.replaceYears === true && years.has(on.slice(0, 4))));
    const input = {
      code,
      version: ifVersion,
      title: { en: before.titleEn, zh: before.titleZh },
      weekend: before.weekend as Weekday[],
      source: before.source,
      // What is given stands first, so that faults name its places.
      days: [...given, ...kept],
    };
    const { row } = await saveCalendar(db, input, { actor, now });
    return { body: presentCalendar(row), version: row.version };
  },
});
