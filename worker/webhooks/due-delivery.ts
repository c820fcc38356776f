import { testEvent, type WebhookEvent } from '../../domain/webhook/webhook-event';
import { Prisma, type PrismaClient } from '../../prisma/generated/client';
import { renewal, type EndpointLease } from './endpoint-lease';

/** What is to be posted next. */
export type DueDelivery = {
  readonly id: string;
  readonly lease: EndpointLease;
  readonly url: string;
  /** One, or two while a rotation lasts; the newest first. */
  readonly secrets: readonly string[];
  readonly event: WebhookEvent;
  /** Of this delivery, before this one. */
  readonly attempts: number;
  /** Of the endpoint in a row. */
  readonly failures: number;
};

type Row = {
  readonly url: string;
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly failures: number;
  readonly leasedUntilAt: Date;
  readonly deliveryId: string | null;
  readonly createdAt: Date;
  readonly attempts: number;
  readonly id: bigint | null;
  readonly at: Date;
  readonly recordedAt: Date;
  readonly kind: string;
  readonly actor: string;
  readonly data: unknown;
  readonly invoiceId: string | null;
  readonly touchId: string | null;
  readonly messageId: string | null;
  readonly workflowId: string | null;
  readonly runId: string | null;
  readonly customerId: string;
  readonly externalId: string;
  readonly sandbox: boolean;
};

/**
 * Renews the lease and reads the oldest delivery that is due; tests come first, since somebody waits for them.
 * @returns the lease without a delivery where nothing is due, `null` where the lease is lost or the endpoint paused
 */
export async function nextDelivery(
  db: PrismaClient,
  lease: EndpointLease,
): Promise<DueDelivery | { readonly id: null; readonly lease: EndpointLease } | null> {
  const [row] = await db.$queryRaw<Row[]>(Prisma.sql`
    WITH held AS (${renewal(lease)})
    SELECT held."url", held."secret", held."failures", held."leasedUntilAt",
      CASE WHEN held."oldSecretUntilAt" > now() THEN held."oldSecret" END AS "oldSecret",
      d."id" AS "deliveryId", d."createdAt", d."attempts",
      t."id", t."at", t."recordedAt", t."kind", t."actor", t."data", t."invoiceId", t."touchId", t."messageId",
      t."workflowId", t."runId", t."customerId", c."externalId", c."testClockId" IS NOT NULL AS "sandbox"
    FROM held
    LEFT JOIN LATERAL (
      SELECT * FROM "WebhookDelivery" w
      WHERE w."endpointId" = held."id" AND w."status" = 'waiting' AND w."notBeforeAt" <= now()
      ORDER BY w."eventId" NULLS FIRST, w."createdAt" LIMIT 1) d ON true
    LEFT JOIN "TimelineEvent" t ON t."id" = d."eventId"
    LEFT JOIN "Customer" c ON c."id" = t."customerId"`);
  if (row === undefined) return null;
  const held: EndpointLease = { endpointId: lease.endpointId, untilAt: row.leasedUntilAt };
  if (row.deliveryId === null) return { id: null, lease: held };
  const { url, secret, oldSecret, attempts, failures } = row;
  return {
    id: row.deliveryId,
    lease: held,
    url,
    secrets: oldSecret === null ? [secret] : [secret, oldSecret],
    event: row.id === null ? testEvent(row.deliveryId, row.createdAt) : eventOf(row, row.id),
    attempts,
    failures,
  };
}

function eventOf(row: Row, id: bigint): WebhookEvent {
  const { kind, sandbox, actor, data, invoiceId, touchId, messageId, workflowId, runId } = row;
  return {
    id: String(id),
    kind,
    at: row.at.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    sandbox,
    customer: { id: row.customerId, externalId: row.externalId },
    ...{ actor, data, invoiceId, touchId, messageId },
    workflow: workflowId === null ? null : { id: workflowId, runId },
  };
}
