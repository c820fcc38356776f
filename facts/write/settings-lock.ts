import type { Settings } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import { NOTIFY } from './record';
import type { Tx } from './transaction';

/**
 * Any number. An advisory lock and not the row's own, because PostgreSQL lets those who share a row pass one who waits to
 * write it: with 30 claims at a time a kill switch did not get its turn within 20 s, and so it waits 20 ms.
 */
const SETTINGS_LOCK = 740_001;

/** As a column of a statement: until its transaction ends, the settings and what is published do not change. */
export const SHARE_SETTINGS = Prisma.sql`pg_advisory_xact_lock_shared(${SETTINGS_LOCK})::text`;

/**
 * Locks the settings until the transaction ends. Every claim shares the lock from its first statement, so what is
 * written under it applies to every claim that begins after the commit, and to none that began before.
 */
export async function lockSettings(tx: Tx): Promise<Settings> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETTINGS_LOCK})`;
  const [settings] = await tx.$queryRaw<Settings[]>`SELECT * FROM "Settings" WHERE "id" = 1 FOR UPDATE`;
  if (settings === undefined)
    throw new Error('The settings row is missing; expected the one that the migration inserts');
  return settings;
}

/**
 * Puts an event on its way to every active customer with an open invoice: what is decided for them may have changed.
 * @param kind names the event
 * @returns how many
 */
export function wakeDebtors(tx: Tx, kind: string): Promise<number> {
  return wakeWhere(
    tx,
    kind,
    Prisma.sql`EXISTS (SELECT 1 FROM "Invoice" i WHERE i."customerId" = c."id" AND i."status" = 'open')`,
  );
}

/** The same to every active customer, for what lifecycles look at. */
export function wakeActive(tx: Tx, kind: string): Promise<number> {
  return wakeWhere(tx, kind, Prisma.sql`TRUE`);
}

async function wakeWhere(tx: Tx, kind: string, condition: Prisma.Sql): Promise<number> {
  const rows = await tx.$queryRaw<{ put: number }[]>(Prisma.sql`
    WITH put AS (
      INSERT INTO "Outbox" ("customerId", "kind")
      SELECT c."id", ${kind} FROM "Customer" c
      WHERE c."engagement" = 'active' AND ${condition}
      RETURNING 1)
    SELECT count(*)::int AS put, ${NOTIFY} FROM put`);
  return rows[0]?.put ?? 0;
}
