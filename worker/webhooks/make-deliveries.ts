import { Prisma, type PrismaClient } from '../../prisma/generated/client';

/** Entries of the timeline that one endpoint is taken through in one step. */
const SLICE = 1_000;
/** An endpoint that takes nothing keeps its place in the timeline instead of a row for every event. */
const MOST_WAITING = 1_000;
const MOST_ENDPOINTS = 50;

/**
 * Makes a delivery of each settled timeline entry that an active endpoint asks for, and moves the endpoint's cursor
 * behind it in the same statement: none is made twice and none is left out. An entry that comes by again, because the
 * cursor was set back, is put on its way again. Several deliverers share the endpoints.
 * @returns whether there is more to go through
 */
export async function makeDeliveries(db: PrismaClient, settledUpTo: bigint): Promise<boolean> {
  const reached = await db.$queryRaw<{ cursor: bigint }[]>(Prisma.sql`
    WITH due AS (
      SELECT w."id", w."cursor", w."kinds" FROM "WebhookEndpoint" w
      WHERE w."active" AND w."cursor" < ${settledUpTo}
        AND (
          SELECT count(*) FROM (
            SELECT FROM "WebhookDelivery" d WHERE d."endpointId" = w."id" AND d."status" = 'waiting' LIMIT ${MOST_WAITING}
          ) waiting) < ${MOST_WAITING}
      ORDER BY w."cursor" LIMIT ${MOST_ENDPOINTS} FOR UPDATE SKIP LOCKED),
    slice AS (
      SELECT due."id" AS "endpointId", due."kinds", e."id", e."kind"
      FROM due CROSS JOIN LATERAL (
        SELECT t."id", t."kind" FROM "TimelineEvent" t
        WHERE t."id" > due."cursor" AND t."id" <= ${settledUpTo} ORDER BY t."id" LIMIT ${SLICE}) e),
    made AS (
      INSERT INTO "WebhookDelivery" ("id", "endpointId", "eventId")
      SELECT gen_random_uuid(), s."endpointId", s."id" FROM slice s
      WHERE cardinality(s."kinds") = 0 OR s."kind" = ANY(s."kinds")
        OR split_part(s."kind", '.', 1) || '.*' = ANY(s."kinds")
      ORDER BY s."id"
      ON CONFLICT ("endpointId", "eventId") DO UPDATE
        SET "status" = 'waiting', "attempts" = 0, "notBeforeAt" = now(), "queuedAt" = now(), "deliveredAt" = NULL)
    UPDATE "WebhookEndpoint" w
    -- A slice that is not full has reached the end of what is settled.
    SET "cursor" = CASE WHEN taken."count" < ${SLICE} THEN ${settledUpTo} ELSE taken."last" END
    FROM due LEFT JOIN LATERAL (
      SELECT count(*) AS "count", max(s."id") AS "last" FROM slice s WHERE s."endpointId" = due."id") taken ON true
    WHERE w."id" = due."id"
    RETURNING w."cursor"`);
  return reached.length === MOST_ENDPOINTS || reached.some(({ cursor }) => cursor < settledUpTo);
}
