import type { LadderStaff } from '../../domain/escalate/choose-person';
import { LEAD_ROLE, type Ladder } from '../../domain/escalate/ladder';
import { fromColumn } from '../write/civil-column';
import type { Db } from './db';
import { calendarsByCode } from './calendars-by-code';

/** Everybody whom the levels of a ladder can mean for a customer of this owner. */
export async function escalationPeople(
  db: Db,
  { levels }: Ladder,
  ownerId: string | null,
): Promise<readonly LadderStaff[]> {
  const roles = levels.flatMap(({ notify }) => notify.flatMap((to) => (typeof to === 'string' ? [] : [to.role])));
  const ofOwner = ownerId === null ? [] : [{ id: ownerId }, { reports: { some: { id: ownerId } } }];
  const rows = await db.staff.findMany({
    where: { OR: [...ofOwner, { role: { in: [LEAD_ROLE, ...roles] } }] },
    include: { absences: true },
    orderBy: { id: 'asc' },
  });
  const calendarOf = await calendarsByCode(db);
  return Promise.all(
    rows.map(async ({ id, role, team, managerId, active, zone, calendar, absences }) => ({
      ...{ id, role, team, managerId, active, zone },
      calendar: await calendarOf(calendar),
      absences: absences.map(({ fromOn, untilOn }) => ({ fromOn: fromColumn(fromOn), untilOn: fromColumn(untilOn) })),
    })),
  );
}
