import { Temporal } from 'temporal-polyfill';
import type { CivilDate, Instant } from '../types';
import { addDays, civilDateOfDay, dayNumber } from './civil-date';
import { formatTimeOfDay, isMinuteOfDay, MINUTES_PER_DAY } from './time-of-day';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A wall time at least this far from every change of its zone's clock has exactly one instant. The widest change known
 * is a whole day (Apia dropped 2011-12-30), and no zone is or was more than 15 h 14 min away from UTC.
 */
const CLEAR_OF_CHANGES_MS = 26 * HOUR_MS;

/** The span `[from, to)` in which a zone's clock is `offset` ahead of UTC, all in milliseconds. */
type OffsetSpan = { readonly from: Instant; readonly to: Instant; readonly offset: number };

/**
 * What is known of a zone so far. A conversion by the library takes about 10 µs, arithmetic on a known span 0.1 µs or
 * less (measured, Node 20), and a simulation makes millions of conversions within the same few years.
 */
type ZoneClock = { readonly zone: string; readonly spans: OffsetSpan[]; latest: OffsetSpan };

const clocks = new Map<string, ZoneClock>();

/**
 * Whether `name` is a time zone of the IANA database, written as it is there.
 * Offsets such as `+08:00` are none: they know nothing of daylight saving time.
 * @example isZone('Asia/Shanghai') // true
 */
export function isZone(name: string): boolean {
  if (clocks.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    // The library also takes `asia/shanghai`; one spelling per zone keeps filters and counts by zone right.
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId === name;
  } catch {
    return false;
  }
}

/**
 * The date on the wall in `zone` at `instant`.
 * @throws RangeError for a name that is no zone, or a date outside the years 1000 to 9999.
 * @example civilDateAt(Date.UTC(2024, 2, 8, 17), 'Asia/Shanghai') // '2024-03-09'
 */
export function civilDateAt(instant: Instant, zone: string): CivilDate {
  return civilDateOfDay(Math.floor(wallMsAt(instant, zone) / DAY_MS));
}

/**
 * Whole minutes that the wall clock in `zone` shows at `instant`, 0 to 1439; seconds are dropped.
 * @throws RangeError for a name that is no zone.
 * @example minuteOfDayAt(Date.UTC(2024, 2, 8, 15, 0, 59), 'America/New_York') // 600
 */
export function minuteOfDayAt(instant: Instant, zone: string): number {
  const wallMs = wallMsAt(instant, zone);
  return Math.floor((wallMs - Math.floor(wallMs / DAY_MS) * DAY_MS) / MINUTE_MS);
}

/**
 * The instant at which the wall clock in `zone` shows `minutes` on `on`. A time that the clock jumps over moves forward
 * by the length of the jump (02:30 becomes 03:30); of a time that comes twice it is the first.
 * @param minutes whole minutes after midnight, 0 to 1440; 1440 is the start of the next day
 * @throws RangeError for a name that is no zone, no date or no time of day.
 * @example instantOf('2024-03-10', 150, 'America/New_York') // 2024-03-10T07:30:00Z, which is 03:30 there
 */
export function instantOf(on: CivilDate, minutes: number, zone: string): Instant {
  if (!isMinuteOfDay(minutes))
    throw new RangeError(`${minutes} is not a time of day; expected whole minutes from 0 to 1440`);
  if (minutes === MINUTES_PER_DAY) return startOfDay(addDays(on, 1), zone);
  const clear = clearInstantOf(dayNumber(on) * DAY_MS + minutes * MINUTE_MS, zone);
  if (clear !== null) return clear;
  const wall = Temporal.PlainDate.from(on).toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/**
 * The first instant of the day `on` in `zone`: midnight, or where the clock jumps over midnight the end of that jump.
 * A day that a zone left out starts with the day after it.
 * @throws RangeError for a name that is no zone or no date.
 * @example startOfDay('2018-11-04', 'America/Sao_Paulo') // 2018-11-04T03:00:00Z, which is 01:00 there
 */
export function startOfDay(on: CivilDate, zone: string): Instant {
  return (
    clearInstantOf(dayNumber(on) * DAY_MS, zone) ??
    Temporal.PlainDate.from(on).toZonedDateTime(zone).startOfDay().epochMilliseconds
  );
}

/**
 * An instant for people to read: date, time and zone.
 * @throws RangeError for a name that is no zone.
 * @example formatInstant(Date.UTC(2024, 2, 8, 15), 'America/New_York') // '2024-03-08 10:00 America/New_York'
 */
export function formatInstant(instant: Instant, zone: string): string {
  return `${civilDateAt(instant, zone)} ${formatTimeOfDay(minuteOfDayAt(instant, zone))} ${zone}`;
}

/** The wall clock's reading, as milliseconds from 1970-01-01 00:00 on that same clock. */
function wallMsAt(instant: Instant, zone: string): number {
  return instant + spanAt(clockOf(zone), instant).offset;
}

/** The instant of a wall clock's reading, or `null` so near to a change of the clock that there may be none or two. */
function clearInstantOf(wallMs: number, zone: string): Instant | null {
  // Taken as if it were UTC the reading is at most 15 h 14 min off, which is enough to find the span.
  const span = spanAt(clockOf(zone), wallMs);
  const instant = wallMs - span.offset;
  return instant >= span.from + CLEAR_OF_CHANGES_MS && instant < span.to - CLEAR_OF_CHANGES_MS ? instant : null;
}

function clockOf(zone: string): ZoneClock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  if (!isZone(zone)) throw new RangeError(`"${zone}" is not a time zone; expected a name such as "Asia/Shanghai"`);
  const first = readSpan(zone, 0);
  const clock: ZoneClock = { zone, spans: [first], latest: first };
  clocks.set(zone, clock);
  return clock;
}

function spanAt(clock: ZoneClock, instant: Instant): OffsetSpan {
  // Neighbouring questions mostly fall into the same half-year.
  if (contains(clock.latest, instant)) return clock.latest;
  const known = clock.spans.find((span) => contains(span, instant));
  const span = known ?? readSpan(clock.zone, instant);
  if (known === undefined) clock.spans.push(span);
  clock.latest = span;
  return span;
}

function contains(span: OffsetSpan, instant: Instant): boolean {
  return instant >= span.from && instant < span.to;
}

function readSpan(zone: string, instant: Instant): OffsetSpan {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(zone);
  // `previous` looks strictly before its argument, and a change at `at` itself belongs to the span that it opens.
  const opened = at.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return {
    from: opened?.epochMilliseconds ?? -Infinity,
    to: at.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    offset: at.offsetNanoseconds / 1e6,
  };
}
