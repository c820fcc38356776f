import { Prisma, type PrismaClient } from '../prisma/generated/client';

/** Age of the oldest event that no workflow has been told of, in seconds; 0 = none waits. */
export function oldestEventSeconds(db: PrismaClient): Promise<number> {
  return seconds(
    db,
    Prisma.sql`SELECT extract(epoch from now() - min("createdAt"))::double precision AS seconds FROM "Outbox" WHERE "sentAt" IS NULL`,
  );
}

/** Age of the oldest change of which not all customers that it concerns have an event, in seconds; 0 = none is under way. */
export function oldestWaveSeconds(db: PrismaClient): Promise<number> {
  return seconds(
    db,
    Prisma.sql`SELECT extract(epoch from now() - min("createdAt"))::double precision AS seconds FROM "OutboxWave"`,
  );
}

/**
 * How long the oldest delivery has been on its way that waits for an active endpoint, in seconds; 0 = none waits. A replay and
 * the end of a pause begin anew.
 */
export function oldestDeliverySeconds(db: PrismaClient): Promise<number> {
  return seconds(
    db,
    Prisma.sql`
      SELECT extract(epoch from now() - min(d."queuedAt"))::double precision AS seconds
      FROM "WebhookDelivery" d JOIN "WebhookEndpoint" w ON w."id" = d."endpointId"
      WHERE d."status" = 'waiting' AND w."active"`,
  );
}

/**
 * Seconds since the earliest touch was due that a real customer's episode still plans; 0 = none is overdue. Sandbox
 * customers are left out: their instants are those of their test clocks.
 */
export function oldestOverdueSeconds(db: PrismaClient): Promise<number> {
  return seconds(
    db,
    Prisma.sql`
      SELECT extract(epoch from now() - e."nextAt")::double precision AS seconds
      FROM "Episode" e JOIN "Customer" c ON c."id" = e."customerId"
      WHERE e."status" = 'running' AND e."nextAt" < now() AND c."testClockId" IS NULL
      ORDER BY e."nextAt" LIMIT 1`,
  );
}

async function seconds(db: PrismaClient, sql: Prisma.Sql): Promise<number> {
  const rows = await db.$queryRaw<{ seconds: number | null }[]>(sql);
  return rows[0]?.seconds ?? 0;
}
