import { Prisma } from '../../prisma/generated/client';
import type { DbOrTx } from './transaction';

const DAYS_KEPT = 30;
/** Of one round: a transaction of milliseconds, and 1.4 million a day, which is more than is written. */
const AT_ONCE = 1_000;

/**
 * Deletes what the workflows were told a month ago, the oldest first. When a customer was last told anything is told by
 * its last event, and for longer than that nobody asks.
 * @param now by the machine's clock, as the relay's stamps are
 * @returns how many
 */
export async function forgetSentEvents(db: DbOrTx, now: number): Promise<number> {
  const before = new Date(now - DAYS_KEPT * 86_400_000);
  return db.$executeRaw(Prisma.sql`
    DELETE FROM "Outbox" WHERE "id" IN (
      SELECT "id" FROM (SELECT "id", "sentAt" FROM "Outbox" ORDER BY "id" LIMIT ${AT_ONCE}) AS oldest
      WHERE "sentAt" < ${before})`);
}
