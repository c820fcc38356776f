import { episodeWorkflowId, type WorkflowName } from '../../domain/episode/episode-kind';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

/** What PostgreSQL knows of a workflow. */
export type WorkflowRow = WorkflowName & {
  readonly workflowId: string;
  readonly hasCustomer: boolean;
  /** Of its episode; `null` where it has no row. */
  readonly status: 'requested' | 'running' | 'closed' | null;
  /** Since something was last recorded of the customer, or told to its workflows. */
  readonly quietMs: number;
};

/** Compared as text, customers would be read all together for each page of workflows. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Looks up the episodes of workflows, in one statement. */
export async function readWorkflowRows(db: Db, names: readonly WorkflowName[]): Promise<readonly WorkflowRow[]> {
  const given = names.map((name) => ({
    ...name,
    workflowId: episodeWorkflowId(name.customerId, name.kind, name.number),
    id: UUID.test(name.customerId) ? name.customerId : null,
  }));
  return db.$queryRaw<WorkflowRow[]>(Prisma.sql`
    SELECT w."workflowId", w."customerId", w."kind", w."number", c."id" IS NOT NULL AS "hasCustomer", e."status",
      COALESCE(extract(epoch from now() - greatest(c."updatedAt", last."createdAt", last."sentAt")) * 1000, 0)
        ::double precision AS "quietMs"
    FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      AS w("workflowId" text, "customerId" text, "kind" text, "number" int, "id" uuid)
    LEFT JOIN "Customer" c ON c."id" = w."id"
    LEFT JOIN "Episode" e ON e."customerId" = c."id" AND e."kind"::text = w."kind" AND e."number" = w."number"
    LEFT JOIN LATERAL (
      SELECT o."createdAt", o."sentAt" FROM "Outbox" o WHERE o."customerId" = c."id" ORDER BY o."id" DESC LIMIT 1
    ) AS last ON true`);
}
