import type { Calendar, CivilDate, Instant } from '../../../domain/types';

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;
export const DAY_MS = 1440 * MINUTE_MS;

/** Wall clocks by `Intl` and search: slow, and nothing of the production's arithmetic in it. */
const readers = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** How far the wall clock is ahead of UTC; no zone of the tests changes within a half-hour of UTC. */
function offsetAt(at: Instant, zone: string): number {
  const block = Math.floor(at / HALF_HOUR_MS) * HALF_HOUR_MS;
  const key = `${zone} ${block}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const reader = readers.get(zone) ?? createReader(zone);
  const parts = new Map(reader.formatToParts(block).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? NaN;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  offsets.set(key, wall - block);
  return wall - block;
}

function createReader(zone: string): Intl.DateTimeFormat {
  const reader = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  readers.set(zone, reader);
  return reader;
}

export function dateAt(at: Instant, zone: string): CivilDate {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10);
}

/** The first instant that shows this time; where none does, as if the clock had not jumped. */
export function at(on: CivilDate, minutes: number, zone: string): Instant {
  const wall = Date.parse(`${on}T00:00Z`) + minutes * MINUTE_MS;
  const before = wall - offsetAt(wall - DAY_MS, zone);
  const after = wall - offsetAt(wall + DAY_MS, zone);
  if (before + offsetAt(before, zone) === wall) return before;
  return after + offsetAt(after, zone) === wall ? after : before;
}

export function nextDate(on: CivilDate, days = 1): CivilDate {
  return new Date(Date.parse(`${on}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function weekday(on: CivilDate): string {
  return ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(`${on}T00:00Z`).getUTCDay()] ?? '';
}

export function isOpen(calendar: Calendar, on: CivilDate): boolean {
  const special = calendar.days.get(on);
  return special === undefined ? !['sat', 'sun'].includes(weekday(on)) : special === 'work';
}
