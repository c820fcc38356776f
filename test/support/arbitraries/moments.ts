import fc from 'fast-check';
import { addDays, civilDateOfDay, dayNumber } from '../../../domain/calendar/civil-date';
import type { CivilDate, Instant } from '../../../domain/types';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A zone and a day in it near to which its clock jumps, comes twice or runs as always. */
export type Moment = { readonly zone: string; readonly on: CivilDate };

export const arbitraryMoment: fc.Arbitrary<Moment> = fc.constantFrom(
  { zone: 'America/New_York', on: '2024-03-09' },
  { zone: 'America/New_York', on: '2024-11-02' },
  { zone: 'Europe/Berlin', on: '2024-03-30' },
  // Half an hour of summer time, ending at 02:00.
  { zone: 'Australia/Lord_Howe', on: '2024-04-06' },
  // Midnight itself is jumped over.
  { zone: 'America/Sao_Paulo', on: '2018-11-03' },
  { zone: 'Asia/Shanghai', on: '2024-02-09' },
);

/** A civil date at most `spread` days from `on`. */
export function arbitraryDateNear(on: CivilDate, spread: number): fc.Arbitrary<CivilDate> {
  return fc.integer({ min: -spread, max: spread }).map((days) => addDays(on, days));
}

/** A whole minute at most `spread` days from noon of `on` in UTC; often a round hour. */
export function arbitraryInstantNear(on: CivilDate, spread: number): fc.Arbitrary<Instant> {
  const noon = dayNumber(on) * DAY_MS + DAY_MS / 2;
  return fc.oneof(
    fc.integer({ min: -spread * 1440, max: spread * 1440 }).map((minutes) => noon + minutes * MINUTE_MS),
    fc.integer({ min: -spread * 24, max: spread * 24 }).map((hours) => noon + hours * 60 * MINUTE_MS),
  );
}

/** All days at most `spread` from `on`. */
export function daysNear(on: CivilDate, spread: number): readonly CivilDate[] {
  return Array.from({ length: 2 * spread + 1 }, (_, index) => civilDateOfDay(dayNumber(on) - spread + index));
}
