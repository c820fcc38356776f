import type { Instant } from '../types';

/** Lateness within which a touch is decided, recorded and counted at its planned instant, so that seconds never shift a gap or a cap. */
export const ON_TIME_MS = 5 * 60_000;

/**
 * The instant to decide for: the planned one while it is at most five minutes past, else `now`.
 * @param plannedAt the instant of the last plan, or `null` where there is none
 */
export function asOfFor(now: Instant, plannedAt: Instant | null): Instant {
  return plannedAt !== null && plannedAt <= now && now <= plannedAt + ON_TIME_MS ? plannedAt : now;
}
