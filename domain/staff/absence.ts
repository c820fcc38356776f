import { civilDateAt } from '../calendar/zone';
import type { CivilDate, Instant } from '../types';

/** Civil days of a person's zone, both included, on which nothing is given to them. */
export type Absence = { readonly fromOn: CivilDate; readonly untilOn: CivilDate };

/** The absence that `asOf` falls into, by the person's own calendar day; `null` where there is none. */
export function absenceAt<Away extends Absence>(
  { absences, zone }: { readonly absences: readonly Away[]; readonly zone: string },
  asOf: Instant,
): Away | null {
  const today = civilDateAt(asOf, zone);
  return absences.find(({ fromOn, untilOn }) => fromOn <= today && today <= untilOn) ?? null;
}
