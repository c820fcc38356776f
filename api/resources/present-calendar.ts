import type { z } from 'zod';
import type { CalendarRow } from '../../facts/write/save-calendar';
import type { calendarOut } from '../contract/calendars';
import { civil, iso } from '../http/handler-tools';

export function presentCalendar(row: CalendarRow): z.input<typeof calendarOut> {
  const { code, titleEn, titleZh, weekend, source, version } = row;
  const days = row.days.map(
    ({ on, kind, name }) => ({ on: civil(on), kind: kind === 'work' ? 'work' : 'off', name }) as const,
  );
  return { code, title: { en: titleEn, zh: titleZh }, weekend, source, days, version, updatedAt: iso(row.updatedAt) };
}
