import { addBusinessMinutes } from '../calendar/business-hours';
import type { Calendar, Instant } from '../types';
import { choosePerson, type LadderPeople, type LadderStaff, type PassedOver } from './choose-person';
import type { Ladder } from './ladder';

/** One level that a climb has passed: somebody was told, or a queue, or nobody. */
export type ClimbedLevel = {
  /** 1 = the lowest. */
  readonly level: number;
  readonly id: string;
  readonly told: 'person' | 'queue' | 'nobody';
  readonly staffId: string | null;
  readonly at: Instant;
  readonly passedOver: readonly PassedOver[];
};

/** What a climb does next: the levels that it passes, of which the last is told unless all are at an end. */
export type NextRung = {
  readonly kind: 'tell' | 'exhaust';
  readonly passed: readonly ClimbedLevel[];
  readonly person: LadderStaff | null;
};

export type WorkingDay = { readonly zone: string; readonly calendar: Calendar };

/**
 * The next level above `level` that has somebody to tell at `at`. Where no level of the whole climb has had anybody, the
 * last one goes to the queue, so that nothing is escalated to nobody.
 */
export function climbOn(
  ladder: Ladder,
  climb: readonly ClimbedLevel[],
  people: Omit<LadderPeople, 'told'>,
  at: Instant,
): NextRung {
  const told = new Set(climb.flatMap(({ staffId }) => (staffId === null ? [] : [staffId])));
  const passed: ClimbedLevel[] = [];
  const reached = climb.at(-1)?.level ?? 0;
  for (const [index, { id, notify }] of ladder.levels.entries()) {
    if (index < reached) continue;
    const { person, passedOver } = choosePerson(notify, { ...people, told }, at);
    const here = { level: index + 1, id, staffId: person?.id ?? null, at, passedOver };
    passed.push({ ...here, told: person === null ? 'nobody' : 'person' });
    if (person !== null) return { kind: 'tell', passed, person };
  }
  const last = passed.pop();
  if (last === undefined) return { kind: 'exhaust', passed, person: null };
  if (climb.some((rung) => rung.told !== 'nobody')) return { kind: 'exhaust', passed: [...passed, last], person: null };
  return { kind: 'tell', passed: [...passed, { ...last, told: 'queue' }], person: null };
}

/** When `minutes` of the ladder's business hours have passed for somebody since `at`. */
export function businessEnd(ladder: Ladder, minutes: number, { zone, calendar }: WorkingDay, at: Instant): Instant {
  return addBusinessMinutes(at, minutes, [ladder.businessHours], calendar, zone);
}
