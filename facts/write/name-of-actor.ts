import type { Tx } from './transaction';

const STAFF = 'staff:';

/** The name of a member of staff who acts as `staff:ID`, for the timeline; `null` for every other actor. */
export async function nameOfActor(tx: Tx, actor: string): Promise<string | null> {
  if (!actor.startsWith(STAFF)) return null;
  // Compared as text: an actor comes from outside, and need not be an ID.
  const rows = await tx.$queryRaw<{ readonly name: string }[]>`
    SELECT "name" FROM "Staff" WHERE "id"::text = ${actor.slice(STAFF.length)}`;
  return rows[0]?.name ?? null;
}
