import type { z } from 'zod';
import { notAccepted } from '../../domain/errors';
import { parseCalendar } from '../../domain/calendar/parse-calendar';
import type { CalendarFile } from '../../domain/calendar/parse-calendar';
import { faultError } from '../../facts/write/fault-error';
import { saveCalendar } from '../../facts/write/save-calendar';
import { CREATED } from '../contract/answers';
import {
  calendarBody,
  calendarOut,
  calendarParams,
  calendarsPageOut,
  type calendarBriefOut,
} from '../contract/calendars';
import { civilOrNull, notFound, statusOfWritten } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';
import { presentCalendar } from './present-calendar';

const TAG = 'Calendars';

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
    success: { status: 200, schema: calendarsPageOut, description: 'All calendars, by code.' },
    handle: async ({ db }) => {
      const rows = await db.calendar.findMany({
        orderBy: { code: 'asc' },
        include: { days: { orderBy: { on: 'desc' }, take: 1 }, _count: { select: { days: true } } },
      });
      const items: z.input<typeof calendarBriefOut>[] = rows.map(
        ({ code, titleEn, titleZh, version, days, _count }) => ({
          code,
          title: { en: titleEn, zh: titleZh },
          days: _count.days,
          lastDayOn: civilOrNull(days[0]?.on ?? null),
          version,
        }),
      );
      return { body: { items, next: null } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/calendars/{code}',
    name: 'getCalendar',
    tag: TAG,
    summary: 'Read a calendar with its days',
    access: 'read',
    params: calendarParams,
    success: { status: 200, schema: calendarOut, description: 'The calendar.' },
    handle: async ({ db, params }) => {
      const row = await db.calendar.findUnique({
        where: { code: params.code },
        include: { days: { orderBy: { on: 'asc' } } },
      });
      if (row === null) throw notFound(`There is no calendar "${params.code}"`, `没有日历 "${params.code}"`);
      return { body: presentCalendar(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/calendars/{code}',
    name: 'saveCalendar',
    tag: TAG,
    summary: 'Save a calendar as a whole',
    description:
      'Takes the place of the one with this code (`If-None-Match: *` for a new one) and wakes the customers concerned.',
    access: 'operate',
    params: calendarParams,
    body: calendarBody,
    bodyTypes: ['application/json', 'text/yaml'],
    success: { status: 200, schema: calendarOut, description: 'The calendar.' },
    also: [CREATED],
    handle: async ({ db, params, body, ifVersion, actor, now }) => {
      const { calendar, title, source, names } = readCalendarFile(params.code, body);
      const days = [...calendar.days].map(([on, kind]) => ({ on, kind, name: names.get(on) ?? null }));
      const { weekend } = calendar;
      const input = { code: params.code, version: ifVersion, title, weekend, source, days };
      const { outcome, row } = await saveCalendar(db, input, { actor, now });
      return {
        status: row.version === 1 ? statusOfWritten(outcome) : 200,
        body: presentCalendar(row),
        version: row.version,
      };
    },
  }),
];
