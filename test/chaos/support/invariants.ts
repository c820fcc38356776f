import { Prisma, type PrismaClient } from '../../../prisma/generated/client';
import type { ChaosWorld } from './chaos-world';

/** Each finds rows that must not be there, as one text a row. */
const INVARIANTS: Readonly<Record<string, Prisma.Sql>> = {
  'a due item is settled by what was allocated to it': Prisma.sql`
    SELECT d.id::text AS "row" FROM "DueItem" d LEFT JOIN "Allocation" a ON a."dueItemId" = d.id
    GROUP BY d.id HAVING d."settledMinor" <> coalesce(sum(a."amountMinor"), 0) OR d."settledMinor" > d."amountMinor"`,
  'a payment gives no more than it is': Prisma.sql`
    SELECT p.id::text AS "row" FROM "Payment" p LEFT JOIN "Allocation" a ON a."paymentId" = p.id
    GROUP BY p.id HAVING p."allocatedMinor" <> coalesce(sum(a."amountMinor"), 0) OR p."allocatedMinor" > p."amountMinor"`,
  'an invoice is paid when all of it is settled': Prisma.sql`
    SELECT i.number AS "row" FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i.id WHERE i.status <> 'void'
    GROUP BY i.id HAVING (i.status = 'paid') <> (sum(d."settledMinor") = i."amountMinor")`,
  'a touch has one message of each channel that may have gone out': Prisma.sql`
    SELECT t.id::text AS "row" FROM "Touch" t JOIN "Message" m ON m."touchId" = t.id
    WHERE m.state NOT IN ('released', 'refused') GROUP BY t.id, m.channel HAVING count(*) > 1`,
  'a touch that was done by a message has one that was sent': Prisma.sql`
    SELECT t.id::text AS "row" FROM "Touch" t WHERE t.status = 'done' AND t.action IN ('email', 'sms') AND NOT EXISTS (
      SELECT 1 FROM "Message" m WHERE m."touchId" = t.id AND m.state IN ('sent', 'delivered', 'failed'))`,
  'a pair belongs to a touch that was done, or may have been': Prisma.sql`
    SELECT p."stepId" AS "row" FROM "TouchItem" p JOIN "Touch" t ON t.id = p."touchId"
    WHERE t.status NOT IN ('done', 'unknown')`,
  'a message reaches a customer twice at most': Prisma.sql`
    SELECT m.id::text AS "row" FROM "Message" m WHERE m.attempts > 2`,
  'what nobody knows is told on the timeline': Prisma.sql`
    SELECT m.id::text AS "row" FROM "Message" m WHERE m.state = 'unknown' AND NOT EXISTS (
      SELECT 1 FROM "TimelineEvent" e WHERE e."messageId" = m.id AND e.kind = 'message.unknown')`,
  'a touch is told once on the timeline': Prisma.sql`
    SELECT t.id::text AS "row" FROM "Touch" t
    LEFT JOIN "TimelineEvent" e ON e."touchId" = t.id AND e.kind = 'touch.done'
    WHERE t.status = 'done' GROUP BY t.id HAVING count(e.id) <> 1`,
  'a customer has an owner or a queue': Prisma.sql`
    SELECT c."externalId" AS "row" FROM "Customer" c WHERE c."ownerId" IS NULL AND c."queue" IS NULL`,
};

/** @returns what does not hold, one line each */
export async function brokenInvariants(db: PrismaClient): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [name, sql] of Object.entries(INVARIANTS)) {
    const rows = await db.$queryRaw<{ readonly row: string }[]>(sql);
    broken.push(...rows.map(({ row }) => `${name}: not so for ${row}`));
  }
  return broken;
}

/** @throws Error with what is still to be done: facts to tell, facts to plan for, touches that are due or under way */
export async function atRest({ engine }: ChaosWorld): Promise<void> {
  const now = new Date(engine.now);
  const [left] = await engine.db.$queryRaw<{ untold: number; unplanned: number; due: number; underWay: number }[]>`
    SELECT (SELECT count(*)::int FROM "Outbox" WHERE "sentAt" IS NULL) AS "untold",
           (SELECT count(*)::int FROM "Customer" c WHERE NOT EXISTS (
             SELECT 1 FROM "Episode" e WHERE e."customerId" = c.id AND e.kind = 'collections'
               AND (e.status = 'closed' OR e."plannedFacts" = c."factsVersion"))) AS "unplanned",
           (SELECT count(*)::int FROM "Episode" WHERE status = 'running' AND "nextAt" <= ${now}) AS "due",
           (SELECT count(*)::int FROM "Touch" WHERE status = 'claimed') AS "underWay"`;
  if (left === undefined || Object.values(left).some((count) => count > 0))
    throw new Error(`Not at rest: ${JSON.stringify(left)}`);
}
