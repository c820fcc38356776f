import type { AfterAttempt, WebhookAnswer } from '../../domain/webhook/after-attempt';
import { Prisma, type PrismaClient } from '../../prisma/generated/client';
import type { DueDelivery } from './due-delivery';

export type Attempted = {
  readonly delivery: DueDelivery;
  readonly answer: WebhookAnswer;
  readonly after: AfterAttempt;
  readonly at: Date;
  readonly tookMs: number;
};

/** Attempts that stay listed with a delivery: all of one run, and of a replay after it. */
const KEPT_TRIES = 20;

/** Records what came of an attempt, with the delivery and with the endpoint. */
export async function recordAttempt(db: PrismaClient, attempted: Attempted): Promise<void> {
  const { delivery, answer, after } = attempted;
  const status = answer.kind === 'answered' ? answer.status : null;
  const error = errorOf(attempted);
  const tried = JSON.stringify([{ at: attempted.at.toISOString(), status, error, tookMs: attempted.tookMs }]);
  const waitMs = after.outcome === 'retried' ? after.waitMs : 0;
  const restMs = 'restMs' in after ? after.restMs : 0;
  const delivered = after.outcome === 'delivered';
  const stands = delivered ? 'delivered' : after.outcome === 'failed' ? 'failed' : 'waiting';
  const gone = after.outcome === 'gone';
  // The endpoint first, as commands lock it: two that lock in opposite orders would wait for each other.
  await db.$executeRaw(Prisma.sql`
    WITH endpoint AS (
      UPDATE "WebhookEndpoint" SET
        "failures" = CASE WHEN ${delivered} THEN 0 ELSE "failures" + 1 END,
        "restUntilAt" = CASE WHEN ${restMs > 0} THEN now() + make_interval(secs => ${restMs / 1_000}::double precision) END,
        "active" = "active" AND NOT ${gone},
        "pausedBecause" = CASE WHEN "active" AND ${gone} THEN 'gone' ELSE "pausedBecause" END,
        "version" = "version" + CASE WHEN "active" AND ${gone} THEN 1 ELSE 0 END
      WHERE "id" = ${delivery.lease.endpointId}::uuid RETURNING "id")
    UPDATE "WebhookDelivery" d SET "status" = ${stands}, "attempts" = d."attempts" + 1,
      "lastStatus" = ${status}::integer, "lastError" = ${error},
      "notBeforeAt" = now() + make_interval(secs => ${waitMs / 1_000}::double precision),
      "deliveredAt" = CASE WHEN ${delivered} THEN now() END,
      "tries" = (
        SELECT jsonb_agg(one ORDER BY place) FROM (
          SELECT one, place FROM jsonb_array_elements(d."tries" || ${tried}::jsonb) WITH ORDINALITY AS list(one, place)
          ORDER BY place DESC LIMIT ${KEPT_TRIES}) kept)
    FROM endpoint
    -- What another deliverer has delivered in the meantime stays delivered.
    WHERE d."id" = ${delivery.id}::uuid AND (${delivered} OR d."status" = 'waiting')`);
}

function errorOf({ answer, after }: Attempted): string | null {
  if (after.outcome === 'delivered') return null;
  return answer.kind === 'no-answer' ? answer.code : answer.excerpt === '' ? null : answer.excerpt;
}
