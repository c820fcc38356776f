import { Prisma, type PrismaClient } from '../../prisma/generated/client';

/** One deliverer's right to work for an endpoint. The instant is the token: whoever takes the lease over sets a later one. */
export type EndpointLease = { readonly endpointId: string; readonly untilAt: Date };

/** Three times an attempt, so that none outlasts it; a killed deliverer's endpoints wait this long. */
const LEASE = Prisma.sql`now() + interval '30 seconds'`;

/** Takes up to `most` endpoints that have something due and that nobody works for. */
export async function leaseEndpoints(db: PrismaClient, most: number): Promise<readonly EndpointLease[]> {
  return db.$queryRaw<EndpointLease[]>(Prisma.sql`
    UPDATE "WebhookEndpoint" SET "leasedUntilAt" = ${LEASE}
    WHERE "id" IN (
      SELECT w."id" FROM "WebhookEndpoint" w
      WHERE w."active" AND (w."leasedUntilAt" IS NULL OR w."leasedUntilAt" <= now())
        AND (w."restUntilAt" IS NULL OR w."restUntilAt" <= now())
        AND EXISTS (
          SELECT FROM "WebhookDelivery" d
          WHERE d."endpointId" = w."id" AND d."status" = 'waiting' AND d."notBeforeAt" <= now())
      ORDER BY w."leasedUntilAt" NULLS FIRST LIMIT ${most} FOR UPDATE SKIP LOCKED)
    RETURNING "id" AS "endpointId", "leasedUntilAt" AS "untilAt"`);
}

/** Renews a lease in a statement that does something else as well. No row: it is not held any more, or not to be. */
export function renewal({ endpointId, untilAt }: EndpointLease): Prisma.Sql {
  return Prisma.sql`
    UPDATE "WebhookEndpoint" SET "leasedUntilAt" = ${LEASE}
    WHERE "id" = ${endpointId}::uuid AND "leasedUntilAt" = ${untilAt} AND "active"
      AND ("restUntilAt" IS NULL OR "restUntilAt" <= now())
    RETURNING *`;
}

export async function releaseEndpoint(db: PrismaClient, { endpointId, untilAt }: EndpointLease): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE "WebhookEndpoint" SET "leasedUntilAt" = NULL WHERE "id" = ${endpointId}::uuid AND "leasedUntilAt" = ${untilAt}`);
}
