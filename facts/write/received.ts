import { addDays } from '../../domain/calendar/civil-date';
import { civilDateAt, startOfDay } from '../../domain/calendar/zone';
import { DomainError } from '../../domain/errors';
import type { CivilDate, Instant } from '../../domain/types';

/** When something happened: on a day of the customer's zone, or at an instant. */
export type When = { readonly on: CivilDate } | { readonly at: Instant };

const DAY_MS = 86_400_000;

/**
 * The instant that a payment or credit note counts from: the start of its day in the customer's zone, but never later
 * than now; an instant means itself.
 * @param pointer of the value, for the error
 * @throws DomainError `date-too-far-ahead` where it is more than one day ahead
 */
export function effectiveAt(when: When, zone: string, now: Instant, pointer: string): Instant {
  if ('at' in when) {
    if (when.at > now + DAY_MS) throw tooFarAhead(pointer, new Date(when.at).toISOString());
    return when.at;
  }
  if (when.on > addDays(civilDateAt(now, zone), 1)) throw tooFarAhead(pointer, when.on);
  return Math.min(startOfDay(when.on, zone), now);
}

function tooFarAhead(pointer: string, given: string): DomainError {
  const detail = {
    en: `Given ${given}, more than one day ahead; expected what has happened`,
    zh: `给定 ${given}，超前一天以上；应为已发生的日期`,
  };
  return new DomainError('date-too-far-ahead', detail, [{ pointer, detail }]);
}
