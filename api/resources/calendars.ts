import type { z } from 'zod';
import { notAccepted } from '../../domain/errors';
import { parseCalendar } from '../../domain/calendar/parse-calendar';
import type { CalendarFile } from '../../domain/calendar/parse-calendar';
import { faultError } from '../../facts/write/fault-error';
import { saveCalendar, type CalendarRow } from '../../facts/write/save-calendar';
import {
  calendarBody,
  calendarOut,
  calendarParams,
  calendarsPageOut,
  listCalendarsQuery,
  type calendarBriefOut,
} from '../contract/calendars';
import { civil, civilOrNull, iso, notFound, statusOfWritten } from '../http/handler-tools';
import { readPage, type Orders } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Calendars';

const ORDERS: Orders = {
  code: { column: 'id', type: 'text', direction: 'asc' },
  '-code': { column: 'id', type: 'text', direction: 'desc' },
};

function presentCalendar(row: CalendarRow): z.input<typeof calendarOut> {
  const { code, titleEn, titleZh, weekend, source, version } = row;
  const days = row.days.map(({ on, kind, name }) => ({ on: civil(on), kind: kind === 'work' ? 'work' : 'off', name }) as const);
  return { code, title: { en: titleEn, zh: titleZh }, weekend, source, days, version, updatedAt: iso(row.updatedAt) };
}

function readCalendarFile(code: string, body: unknown): CalendarFile {
  const { file, faults } = parseCalendar(body);
  if (file === null) throw faultError('validation-failed', faults);
  if (file.calendar.code === code) return file;
  throw notAccepted('/calendar', {
    en: `Given "${file.calendar.code}"; expected "${code}", as in the address`,
    zh: `给定 "${file.calendar.code}"；应与地址中的 "${code}" 相同`,
  });
}

export const calendarRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/calendars',
    name: 'listCalendars',
    tag: TAG,
    summary: 'List business calendars',
    access: 'read',
    query: listCalendarsQuery,
    success: { status: 200, schema: calendarsPageOut, description: 'A page of calendars.' },
    handle: async ({ db, query }) => {
      // There are few, and their key is the code: paged in memory, under the name that pages go by.
      const all = await db.calendar.findMany({
        orderBy: { code: query.sort === 'code' ? 'asc' : 'desc' },
        include: { days: { orderBy: { on: 'desc' }, take: 1 }, _count: { select: { days: true } } },
      });
      const items: z.input<typeof calendarBriefOut>[] = all.map(({ code, titleEn, titleZh, version, days, _count }) => ({
        code,
        title: { en: titleEn, zh: titleZh },
        days: _count.days,
        lastDayOn: civilOrNull(days[0]?.on ?? null),
        version,
      }));
      const page = await readPage(ORDERS, query, () => Promise.resolve(items.map((item) => ({ ...item, id: item.code }))));
      return { body: { items: page.items.map(({ id: _id, ...item }) => item), next: null } };
    },
  }),
];
