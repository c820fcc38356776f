import type { z } from 'zod';
import { TEST_KIND } from '../../domain/webhook/webhook-event';
import { replayDelivery, replaySince, sendTestEvent } from '../../facts/write/webhook-deliveries';
import type { Prisma, WebhookDelivery } from '../../prisma/generated/client';
import {
  listWebhookDeliveriesQuery,
  replayOut,
  replaySinceBody,
  webhookDeliveriesPageOut,
  webhookDeliveryDetailOut,
  webhookDeliveryOut,
  webhookDeliveryParams,
  webhookEndpointParams,
} from '../contract/webhook-endpoints';
import type { Db } from '../http/call';
import { CUSTOMER_BRIEF, customerBrief, iso, isoOrNull, notFound } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { readEndpoint, WEBHOOKS_TAG } from './webhook-endpoints';

const ORDERS = bothWays({ createdAt: 'instant' });

/** Deliveries with the timeline entries that they are of. */
async function presentDeliveries(
  db: Db,
  rows: readonly WebhookDelivery[],
): Promise<z.input<typeof webhookDeliveryOut>[]> {
  const events = await db.timelineEvent.findMany({
    where: { id: { in: rows.flatMap(({ eventId }) => (eventId === null ? [] : [eventId])) } },
    select: { id: true, kind: true, customer: CUSTOMER_BRIEF },
  });
  const byId = new Map(events.map((event) => [event.id, event]));
  return rows.map((row) => {
    const { id, eventId, attempts, lastStatus, lastError } = row;
    const event = eventId === null ? undefined : byId.get(eventId);
    const status = row.status === 'delivered' || row.status === 'failed' ? row.status : 'waiting';
    return {
      ...{ id, status, attempts, lastStatus, lastError },
      eventId: eventId === null ? null : String(eventId),
      kind: event?.kind ?? TEST_KIND,
      customer: event === undefined ? null : customerBrief(event.customer),
      nextAttemptAt: status === 'waiting' ? iso(row.notBeforeAt) : null,
      deliveredAt: isoOrNull(row.deliveredAt),
      createdAt: iso(row.createdAt),
    };
  });
}

async function presentDelivery(db: Db, row: WebhookDelivery): Promise<z.input<typeof webhookDeliveryOut>> {
  const [presented] = await presentDeliveries(db, [row]);
  if (presented === undefined) throw new Error('One delivery is presented as one');
  return presented;
}

export const webhookDeliveryRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/test',
    name: 'testWebhookEndpoint',
    tag: WEBHOOKS_TAG,
    summary: 'Send a test event to a webhook endpoint',
    description:
      'An event of kind `webhook.test` goes the way of all others; read the delivery to see what came of it.',
    access: 'admin',
    params: webhookEndpointParams,
    success: { status: 202, schema: webhookDeliveryOut, description: 'The delivery, on its way.' },
    handle: async ({ db, params }) => {
      const row = await sendTestEvent(db, params.id);
      const location = `/v1/webhook-endpoints/${params.id}/deliveries/${row.id}`;
      return { body: await presentDelivery(db, row), location };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/replay',
    name: 'replayWebhookEvents',
    tag: WEBHOOKS_TAG,
    summary: 'Deliver everything since an instant again',
    description:
      'Events keep their IDs. Events from before the endpoint was registered are delivered too, so a new system can catch up.',
    access: 'admin',
    params: webhookEndpointParams,
    body: replaySinceBody,
    success: { status: 202, schema: replayOut, description: 'How far it goes back.' },
    handle: async ({ db, params, body }) => ({
      body: await replaySince(db, { endpointId: params.id, since: new Date(body.since) }),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhook-endpoints/{id}/deliveries',
    name: 'listWebhookDeliveries',
    tag: WEBHOOKS_TAG,
    summary: 'List the deliveries of a webhook endpoint',
    description: 'Deliveries that have ended stay listed for 30 days.',
    access: 'admin',
    params: webhookEndpointParams,
    query: listWebhookDeliveriesQuery,
    success: { status: 200, schema: webhookDeliveriesPageOut, description: 'A page of deliveries.' },
    handle: async ({ db, params, query }) => {
      const { id: endpointId } = await readEndpoint(db, params.id);
      const { status, eventId, from, before } = query;
      const where: Prisma.WebhookDeliveryWhereInput = {
        endpointId,
        ...(status === undefined ? {} : { status: { in: status } }),
        ...(eventId === undefined ? {} : { eventId: BigInt(eventId) }),
        createdAt: {
          ...(from === undefined ? {} : { gte: new Date(from) }),
          ...(before === undefined ? {} : { lt: new Date(before) }),
        },
      };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.webhookDelivery.findMany({ where: { AND: [where, after] }, orderBy, take }),
      );
      return { body: { ...page, items: await presentDeliveries(db, page.items) } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhook-endpoints/{id}/deliveries/{deliveryId}',
    name: 'getWebhookDelivery',
    tag: WEBHOOKS_TAG,
    summary: 'Read a delivery with its attempts',
    access: 'admin',
    params: webhookDeliveryParams,
    success: { status: 200, schema: webhookDeliveryDetailOut, description: 'The delivery.' },
    handle: async ({ db, params }) => {
      const row = await db.webhookDelivery.findFirst({ where: { id: params.deliveryId, endpointId: params.id } });
      if (row === null)
        throw notFound(`The endpoint has no delivery "${params.deliveryId}"`, `该端点没有投递 "${params.deliveryId}"`);
      return { body: { ...(await presentDelivery(db, row)), tries: row.tries } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/replay',
    name: 'replayWebhookDelivery',
    tag: WEBHOOKS_TAG,
    summary: 'Deliver one event again',
    description: 'With the same event ID. One that waits for its next attempt is tried at once.',
    access: 'admin',
    params: webhookDeliveryParams,
    success: { status: 202, schema: webhookDeliveryOut, description: 'The delivery, on its way.' },
    handle: async ({ db, params }) => {
      const { row } = await replayDelivery(db, { endpointId: params.id, deliveryId: params.deliveryId });
      return { body: await presentDelivery(db, row) };
    },
  }),
];
