import type { Calendar, CivilDate } from '../types';
import { addDays, weekdayOf } from './civil-date';

/** More days without an open one than any real calendar has: then the calendar is wrong, and a loop would never end. */
const SEARCH_DAYS = 400;

/** Monday to Friday, without holidays: the calendar of whoever has none. */
export const EVERY_WEEKDAY: Calendar = { code: 'default', weekend: ['sat', 'sun'], days: new Map() };

/**
 * Whether `on` is an open day: neither weekend nor holiday, or a make-up workday.
 * @throws RangeError where `on` is no civil date.
 * @example isOpenDay(EVERY_WEEKDAY, '2024-03-09') // false, a Saturday
 */
export function isOpenDay(calendar: Calendar, on: CivilDate): boolean {
  const listed = calendar.days.get(on);
  if (listed !== undefined) return listed === 'work';
  return !calendar.weekend.includes(weekdayOf(on));
}

/**
 * The first open day strictly after `on`.
 * @throws Error where none follows within 400 days.
 * @example nextOpenDay(EVERY_WEEKDAY, '2024-03-08') // '2024-03-11'
 */
export function nextOpenDay(calendar: Calendar, on: CivilDate): CivilDate {
  return findOpenDay(calendar, addDays(on, 1), 1);
}

/**
 * Counts business days: `n > 0` open days strictly after `on`, `n < 0` strictly before it, and `0` is the first open
 * day on or after `on`. So +1 from a Saturday is Monday, and 0 from a Saturday is Monday too.
 * @param n whole number of open days
 * @throws RangeError where `n` is not whole; Error where there is no open day within 400 days.
 * @example addBusinessDays(EVERY_WEEKDAY, '2024-03-08', 2) // '2024-03-12'
 */
export function addBusinessDays(calendar: Calendar, on: CivilDate, n: number): CivilDate {
  if (!Number.isInteger(n)) throw new RangeError(`${n} is not a whole number of business days`);
  if (n === 0) return findOpenDay(calendar, on, 1);
  const direction = n > 0 ? 1 : -1;
  let day = on;
  for (let left = Math.abs(n); left > 0; left -= 1) day = findOpenDay(calendar, addDays(day, direction), direction);
  return day;
}

function findOpenDay(calendar: Calendar, start: CivilDate, direction: 1 | -1): CivilDate {
  let day = start;
  for (let searched = 0; searched < SEARCH_DAYS; searched += 1) {
    if (isOpenDay(calendar, day)) return day;
    day = addDays(day, direction);
  }
  const where = direction === 1 ? 'on or after' : 'on or before';
  throw new Error(`Calendar "${calendar.code}" has no open day within ${SEARCH_DAYS} days ${where} ${start}`);
}
