import type { Calendar, Instant } from '../types';
import { isOpenDay, nextOpenDay } from './business-calendar';
import { civilDateAt, instantOf } from './zone';

const MINUTE_MS = 60_000;

/** Opening hours of every open day: minutes after local midnight, `to` outside; 1440 ends a day. */
export type OpeningHours = { readonly from: number; readonly to: number };

/**
 * The instant at which `minutes` of opening time have passed since `start`. Time outside the hours or on closed days
 * does not count; time used up exactly at closing ends there, not at the next opening. With `minutes` 0 it is `start`,
 * or the next opening where that is closed.
 * @param minutes elapsed minutes of opening time, not negative
 * @param hours in order and without overlap; a night takes two entries
 * @throws RangeError for negative minutes, empty hours or hours that overlap; Error where no open day follows.
 * @example addBusinessMinutes(Date.UTC(2024, 2, 8, 9, 30), 60, [{ from: 540, to: 600 }], EVERY_WEEKDAY, 'UTC') // Monday 09:30
 */
export function addBusinessMinutes(
  start: Instant,
  minutes: number,
  hours: readonly OpeningHours[],
  calendar: Calendar,
  zone: string,
): Instant {
  if (!(minutes >= 0)) throw new RangeError(`${minutes} minutes of opening time; expected 0 or more`);
  refuseBadHours(hours);

  let leftMs = minutes * MINUTE_MS;
  const today = civilDateAt(start, zone);
  let day = isOpenDay(calendar, today) ? today : nextOpenDay(calendar, today);
  for (;;) {
    for (const { from, to } of hours) {
      const opensAt = Math.max(start, instantOf(day, from, zone));
      const openMs = instantOf(day, to, zone) - opensAt;
      // On the day the clock jumps ahead, opening hours inside the jump have no length.
      if (openMs <= 0) continue;
      if (leftMs <= openMs) return opensAt + leftMs;
      leftMs -= openMs;
    }
    day = nextOpenDay(calendar, day);
  }
}

function refuseBadHours(hours: readonly OpeningHours[]): void {
  if (hours.length === 0) throw new RangeError('Opening hours are empty; expected at least one entry');
  let closedUntil = 0;
  for (const { from, to } of hours) {
    if (from < closedUntil || to <= from) {
      throw new RangeError(`Opening hours ${from}–${to} overlap, are out of order or end before they start`);
    }
    closedUntil = to;
  }
}
