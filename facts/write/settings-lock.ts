import type { Settings } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
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
