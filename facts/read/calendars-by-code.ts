import type { Calendar } from '../../domain/types';
import type { Db } from './db';
import { calendarOf } from './documents';

/** Gives the calendar of a code; the default of the settings where there is no such calendar, or no code. */
export type CalendarByCode = (code: string | null) => Promise<Calendar>;

/** The calendars as they stand now: of staff by the code that their row names, of customers by their country. */
export async function calendarsByCode(db: Db): Promise<CalendarByCode> {
  const [settings, rows] = await Promise.all([
    db.settings.findUniqueOrThrow({ where: { id: 1 }, select: { defaultCalendar: true } }),
    db.calendar.findMany({ select: { code: true, version: true, updatedAt: true } }),
  ]);
  const calendars = rows.map((row) => ({ ...row, updatedAt: row.updatedAt.getTime() }));
  return (code) => calendarOf(db, { customer: { country: code }, settings, calendars });
}
