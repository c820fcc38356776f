import { DomainError } from '../../domain/errors';
import { Prisma, type PrismaClient, type WebhookDelivery, type WebhookEndpoint } from '../../prisma/generated/client';
import { inTransaction, type DbOrTx, type Tx, type Written } from './transaction';
import { lockWebhookEndpoint } from './webhook-endpoints';

/**
 * Puts an event on its way that only tries the endpoint.
 * @throws DomainError `not-found`, `state-conflict` where the endpoint is paused
 */
export async function sendTestEvent(db: DbOrTx, endpointId: string): Promise<WebhookDelivery> {
  return inTransaction(db, async (tx) => {
    await lockActive(tx, endpointId);
    return tx.webhookDelivery.create({ data: { endpointId } });
  });
}

/**
 * Delivers one event again, with the same event ID.
 * @returns `unchanged` where it waits for its next attempt already; that attempt then comes at once
 * @throws DomainError `not-found`, `state-conflict` where the endpoint is paused
 */
export async function replayDelivery(
  db: DbOrTx,
  input: { readonly endpointId: string; readonly deliveryId: string },
): Promise<Written<WebhookDelivery>> {
  return inTransaction(db, async (tx) => {
    await lockActive(tx, input.endpointId);
    const before = await tx.webhookDelivery.findFirst({
      where: { id: input.deliveryId, endpointId: input.endpointId },
    });
    if (before === null)
      throw new DomainError('not-found', {
        en: `The endpoint has no delivery "${input.deliveryId}"`,
        zh: `该端点没有投递 "${input.deliveryId}"`,
      });
    const isWaiting = before.status === 'waiting';
    await tx.$executeRaw`
      UPDATE "WebhookDelivery" SET "notBeforeAt" = now(), "status" = 'waiting', "deliveredAt" = NULL,
        "attempts" = CASE WHEN "status" = 'waiting' THEN "attempts" ELSE 0 END,
        "queuedAt" = CASE WHEN "status" = 'waiting' THEN "queuedAt" ELSE now() END
      WHERE "id" = ${before.id}::uuid`;
    const row = await tx.webhookDelivery.findUniqueOrThrow({ where: { id: before.id } });
    return { outcome: isWaiting ? 'unchanged' : 'recorded', row };
  });
}

/**
 * Delivers again everything that was recorded since an instant and that the endpoint asks for, also from before it was
 * registered: its place in the timeline is set back. Events keep their IDs; what is recorded meanwhile comes after.
 * @returns how many entries of the timeline it goes through again
 * @throws DomainError `not-found`, `state-conflict` where the endpoint is paused
 */
export async function replaySince(
  db: DbOrTx,
  input: { readonly endpointId: string; readonly since: Date },
): Promise<{ readonly entries: number }> {
  return inTransaction(db, async (tx) => {
    const endpoint = await lockActive(tx, input.endpointId);
    const [found] = await tx.$queryRaw<{ first: bigint | null }[]>(Prisma.sql`
      SELECT min("id") AS "first" FROM "TimelineEvent" WHERE "recordedAt" >= ${input.since}`);
    const first = found?.first ?? null;
    if (first === null || first > endpoint.cursor) return { entries: 0 };
    const { _count: counted } = await tx.timelineEvent.aggregate({
      where: { id: { gte: first, lte: endpoint.cursor } },
      _count: { id: true },
    });
    await tx.webhookEndpoint.update({ where: { id: endpoint.id }, data: { cursor: first - 1n } });
    return { entries: counted.id };
  });
}

/** How long a delivered or failed delivery stays listed; its event stays in the timeline. */
const LISTED_MS = 30 * 86_400_000;

/** Deletes deliveries that ended more than 30 days ago, a batch at a time. */
export async function forgetOldDeliveries(db: PrismaClient, now: number): Promise<number> {
  return db.$executeRaw(Prisma.sql`
    DELETE FROM "WebhookDelivery" WHERE "id" IN (
      SELECT "id" FROM "WebhookDelivery" WHERE "status" <> 'waiting' AND "notBeforeAt" < ${new Date(now - LISTED_MS)}
      LIMIT 10000)`);
}

/** A rest ends here: whoever tests or replays wants to see what comes of it now. */
async function lockActive(tx: Tx, endpointId: string): Promise<WebhookEndpoint> {
  const endpoint = await lockWebhookEndpoint(tx, endpointId);
  if (!endpoint.active)
    throw new DomainError('state-conflict', {
      en: 'The endpoint is paused; resume it first, which delivers everything since',
      zh: '端点已暂停；请先恢复，期间的事件会全部投递',
    });
  if (endpoint.restUntilAt !== null)
    await tx.webhookEndpoint.update({ where: { id: endpointId }, data: { restUntilAt: null, failures: 0 } });
  return endpoint;
}
