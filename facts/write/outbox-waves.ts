import type { OutboxWave } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import { isConcerned, type Audience } from '../read/audience';
import { NOTIFY } from './record';
import { inTransaction, type DbOrTx, type Tx } from './transaction';

/** Customers whose events the change itself writes: it holds the lock of the settings, and every claim waits for it. */
const AT_ONCE = 1_000;
/** Customers of one part of a wave. */
const PART = 100;
/** Events that may wait when a part is put: while workflows cannot be told, a wave waits as well. */
const MOST_WAITING = 1_000;

/**
 * Puts an event on its way to every active customer of the audience: what is decided for them may have changed. The
 * first thousand have it when the transaction commits, and so have customers on test clocks, who wait for nothing but
 * their events. The others get it from the relay, part by part.
 * @param kind names the event
 */
export async function wakeAudience(tx: Tx, kind: string, audience: Audience): Promise<void> {
  await tx.$queryRaw(Prisma.sql`
    WITH first AS (
        SELECT c."id" FROM "Customer" c WHERE ${isConcerned(audience)} AND c."testClockId" IS NULL
        ORDER BY c."id" LIMIT ${AT_ONCE}),
      clocked AS (SELECT c."id" FROM "Customer" c WHERE ${isConcerned(audience)} AND c."testClockId" IS NOT NULL),
      put AS (
        INSERT INTO "Outbox" ("customerId", "kind")
        SELECT "id", ${kind} FROM first UNION ALL SELECT "id", ${kind} FROM clocked),
      wave AS (
        INSERT INTO "OutboxWave" ("kind", "audience", "afterCustomerId")
        SELECT ${kind}, ${audience}, "id" FROM first ORDER BY "id" OFFSET ${AT_ONCE - 1})
    SELECT ${NOTIFY}`);
}

/**
 * Puts the next part of the oldest wave that nobody else is at.
 * @returns how many customers got an event; 0 where there is no wave, or too much waits already
 */
export async function putNextPart(db: DbOrTx): Promise<number> {
  return inTransaction(db, async (tx) => {
    const [wave] = await tx.$queryRaw<OutboxWave[]>(Prisma.sql`
      SELECT * FROM "OutboxWave"
      WHERE (SELECT count(*) FROM (SELECT 1 FROM "Outbox" WHERE "sentAt" IS NULL LIMIT ${MOST_WAITING}) w) < ${MOST_WAITING}
      ORDER BY "id" LIMIT 1 FOR UPDATE SKIP LOCKED`);
    if (wave === undefined) return 0;
    const part = await tx.$queryRaw<{ customerId: string }[]>(Prisma.sql`
      INSERT INTO "Outbox" ("customerId", "kind")
      SELECT c."id", ${wave.kind} FROM "Customer" c
      WHERE c."id" > ${wave.afterCustomerId}::uuid AND ${isConcerned(wave.audience as Audience)} AND c."testClockId" IS NULL
      ORDER BY c."id" LIMIT ${PART} RETURNING "customerId"`);
    const last = part.at(-1);
    if (last === undefined || part.length < PART) await tx.outboxWave.delete({ where: { id: wave.id } });
    else await tx.outboxWave.update({ where: { id: wave.id }, data: { afterCustomerId: last.customerId } });
    return part.length;
  });
}
