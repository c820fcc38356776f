import type { ReconcileLimits, ReconcileState } from '../../domain/reconcile/reconcile-state';
import type { Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import { isConcerned } from './audience';
import type { Db } from './db';
import { ms } from './milliseconds';

export type ReconcileQuery = {
  readonly limits: ReconcileLimits;
  /** The machine's clock. */
  readonly now: Instant;
};

/** Customers of one page, both ends included. */
export type CustomerPage = { readonly fromId: string; readonly untilId: string };

/** The next pages of customers, in the order of their IDs; fewer than asked for are the last. */
export async function readCustomerPages(
  db: Db,
  { afterId, pageSize, pages }: { readonly afterId: string | null; readonly pageSize: number; readonly pages: number },
): Promise<readonly CustomerPage[]> {
  const after = afterId === null ? Prisma.empty : Prisma.sql`WHERE "id" > ${afterId}::uuid`;
  return db.$queryRaw<CustomerPage[]>(Prisma.sql`
    SELECT min("id"::text) AS "fromId", max("id"::text) AS "untilId"
    FROM (
      SELECT "id", (row_number() OVER (ORDER BY "id") - 1) / ${pageSize}::int AS "page"
      FROM (SELECT "id" FROM "Customer" ${after} ORDER BY "id" LIMIT ${pageSize * pages}) AS next) AS numbered
    GROUP BY "page" ORDER BY "page"`);
}

/** The state of the customers of a page; who is closed with all episodes is left out, since nothing is to come. */
export function readPageStates(db: Db, page: CustomerPage, query: ReconcileQuery): Promise<readonly ReconcileState[]> {
  return readStates(
    db,
    Prisma.sql`c."id" BETWEEN ${page.fromId}::uuid AND ${page.untilId}::uuid AND (c."engagement" <> 'closed'
      OR EXISTS (SELECT 1 FROM "Episode" e WHERE e."customerId" = c."id" AND e."status" <> 'closed'))`,
    query,
  );
}

/** @returns `null` where there is no such customer */
export async function readReconcileState(
  db: Db,
  customerId: string,
  query: ReconcileQuery,
): Promise<ReconcileState | null> {
  const [state] = await readStates(db, Prisma.sql`c."id" = ${customerId}::uuid`, query);
  return state ?? null;
}

/** When each audience that is woken together was to hear of something: publications, the default calendar and the like. */
const RULES_CHANGED = Prisma.sql`
  SELECT ${ms('max(r."at") FILTER (WHERE r."isOfAll")')} AS "ofAll", ${ms('max(r."at")')} AS "ofEngaged"
  FROM (
    SELECT greatest(v."publishedAt", v."retiredAt") AS "at", d."kind" NOT IN ('playbook', 'contact_policy') AS "isOfAll"
    FROM "DocumentVersion" v JOIN "Document" d ON d."id" = v."documentId" WHERE d."kind" <> 'ladder'
    UNION ALL SELECT k."updatedAt", false FROM "Calendar" k
    UNION ALL SELECT s."decidedAnewAt", false FROM "Settings" s) AS r`;

async function readStates(
  db: Db,
  which: Prisma.Sql,
  { limits, now }: ReconcileQuery,
): Promise<readonly ReconcileState[]> {
  const rows = await db.$queryRaw<{ state: string }[]>(Prisma.sql`
    SELECT json_build_object(
      'id', c."id", 'engagement', c."engagement", 'isSandbox', c."testClockId" IS NOT NULL,
      'hasKeeper', c."ownerId" IS NOT NULL OR c."queue" IS NOT NULL OR EXISTS (
        SELECT 1 FROM "Episode" e WHERE e."customerId" = c."id" AND e."kind" = 'onboarding' AND e."status" <> 'closed'),
      'hasInactiveOwner', EXISTS (SELECT 1 FROM "Staff" s WHERE s."id" = c."ownerId" AND NOT s."active"),
      'factsVersion', c."factsVersion",
      'rulesChangedAt', CASE
        -- While a wave goes on, who has not heard of a change is still to hear of it.
        WHEN EXISTS (SELECT 1 FROM "OutboxWave") THEN NULL
        WHEN ${isConcerned('engaged')} THEN rules."ofEngaged"
        WHEN ${isConcerned('active')} THEN rules."ofAll" END,
      'hasOpenItems', EXISTS (
        SELECT 1 FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i."id"
        WHERE i."customerId" = c."id" AND i."status" = 'open' AND d."settledMinor" < d."amountMinor"),
      'quietMs', ${ms(`now() - greatest(c."updatedAt", last."createdAt", last."sentAt")`)},
      'unsent', (SELECT json_build_object('count', count(*), 'oldestMs', ${ms('now() - min(o."createdAt")')})
        FROM "Outbox" o WHERE o."customerId" = c."id" AND o."sentAt" IS NULL HAVING count(*) > 0),
      'episodes', COALESCE((SELECT json_agg(json_build_object(
          'id', e."id", 'kind', e."kind", 'number', e."number", 'status', e."status",
          'nextAt', ${ms('e."nextAt"')}, 'plannedAt', ${ms('e."plannedAt"')}, 'plannedFacts', e."plannedFacts", 'workflowId', e."workflowId")
          ORDER BY e."kind", e."number")
        FROM "Episode" e WHERE e."customerId" = c."id" AND e."status" <> 'closed'), '[]'),
      'claims', COALESCE((SELECT json_agg(json_build_object(
          'touchId', t."id", 'kind', t."episode", 'episodeId', t."episodeId",
          'ageMs', ${ms('now() - t."createdAt"')}))
        FROM "Touch" t WHERE t."customerId" = c."id" AND t."status" = 'claimed'), '[]'),
      'stuckMessages', (SELECT count(*) FROM "Message" m
        WHERE m."customerId" = c."id" AND m."state" = 'handed_over'
          AND m."handedOverAt" < ${new Date(now - limits.stuckMs)})
    )::text AS "state"
    FROM "Customer" c
    CROSS JOIN (${RULES_CHANGED}) AS rules
    LEFT JOIN LATERAL (
      SELECT o."createdAt", o."sentAt" FROM "Outbox" o WHERE o."customerId" = c."id" ORDER BY o."id" DESC LIMIT 1
    ) AS last ON true
    WHERE ${which} ORDER BY c."id"`);
  return rows.map(({ state }) => JSON.parse(state) as ReconcileState);
}
