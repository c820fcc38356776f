import type { Settings } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import { NOTIFY } from './record';
import type { Tx } from './transaction';

/**
 * Locks the settings row until the transaction ends. Every claim holds it shared from its first statement, so what is
 * written under this lock applies to every claim that begins after the commit, and to none that began before.
 */
export async function lockSettings(tx: Tx): Promise<Settings> {
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
export async function wakeDebtors(tx: Tx, kind: string): Promise<number> {
  const rows = await tx.$queryRaw<{ put: number }[]>(Prisma.sql`
    WITH put AS (
      INSERT INTO "Outbox" ("customerId", "kind")
      SELECT c."id", ${kind} FROM "Customer" c
      WHERE c."engagement" = 'active'
        AND EXISTS (SELECT 1 FROM "Invoice" i WHERE i."customerId" = c."id" AND i."status" = 'open')
      RETURNING 1)
    SELECT count(*)::int AS put, ${NOTIFY} FROM put`);
  return rows[0]?.put ?? 0;
}
