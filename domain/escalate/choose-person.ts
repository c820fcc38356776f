import { assertNever } from '../assert-never';
import { absenceAt, type Absence } from '../staff/absence';
import type { Calendar, Instant } from '../types';
import { LEAD_ROLE, targetName, type LadderTarget } from './ladder';

/** What a ladder needs to know of a member of staff. */
export type LadderStaff = {
  readonly id: string;
  readonly role: string;
  readonly team: string | null;
  readonly managerId: string | null;
  readonly active: boolean;
  readonly zone: string;
  readonly calendar: Calendar;
  readonly absences: readonly Absence[];
};

/** Why somebody, or a whole target, was not told. */
export type PassedOver = {
  /** As it is written in the ladder. */
  readonly target: string;
  /** `null` where the target means nobody. */
  readonly staffId: string | null;
  readonly because: 'nobody' | 'inactive' | 'absent' | 'told-before';
};

export type ChosenPerson = { readonly person: LadderStaff | null; readonly passedOver: readonly PassedOver[] };

/** Those among whom a ladder chooses. */
export type LadderPeople = {
  readonly staff: readonly LadderStaff[];
  /** Of the customer. */
  readonly ownerId: string | null;
  /** Told by a lower level: nobody is told twice. */
  readonly told: ReadonlySet<string>;
};

/**
 * The first person that a level means and who can be told at `at`: active, not absent, and not told before. Of several
 * with one role it is the one with the lowest ID, so that the same facts always give the same person.
 */
export function choosePerson(notify: readonly LadderTarget[], people: LadderPeople, at: Instant): ChosenPerson {
  const passedOver: PassedOver[] = [];
  for (const target of notify) {
    const name = targetName(target);
    const meant = meantBy(target, people);
    if (meant.length === 0) passedOver.push({ target: name, staffId: null, because: 'nobody' });
    for (const person of meant) {
      const because = whyNot(person, people.told, at);
      if (because === null) return { person, passedOver };
      passedOver.push({ target: name, staffId: person.id, because });
    }
  }
  return { person: null, passedOver };
}

function meantBy(target: LadderTarget, { staff, ownerId }: LadderPeople): readonly LadderStaff[] {
  const owner = staff.find(({ id }) => id === ownerId);
  const sorted = staff.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  if (typeof target !== 'string') return sorted.filter(({ role }) => role === target.role);
  switch (target) {
    case 'owner':
      return owner === undefined ? [] : [owner];
    case 'owner-manager':
      return owner?.managerId == null ? [] : sorted.filter(({ id }) => id === owner.managerId);
    case 'team-lead':
      return owner?.team == null ? [] : sorted.filter(({ role, team }) => role === LEAD_ROLE && team === owner.team);
    default:
      return assertNever(target);
  }
}

function whyNot(person: LadderStaff, told: ReadonlySet<string>, at: Instant): PassedOver['because'] | null {
  if (!person.active) return 'inactive';
  if (absenceAt(person, at) !== null) return 'absent';
  return told.has(person.id) ? 'told-before' : null;
}
