import { DEFAULT_BUSINESS_HOURS } from '../authoring/business-time';
import { addBusinessMinutes } from '../calendar/business-hours';
import type { Calendar, Instant } from '../types';

/**
 * When a task is due that nobody has set a time for: after the business hours of one day.
 * @example oneBusinessDayAfter(Date.UTC(2024, 2, 8, 10), EVERY_WEEKDAY, 'UTC') // Monday 11 March, 10:00
 */
export function oneBusinessDayAfter(at: Instant, calendar: Calendar, zone: string): Instant {
  const { from, to } = DEFAULT_BUSINESS_HOURS;
  return addBusinessMinutes(at, to - from, [{ from, to }], calendar, zone);
}
