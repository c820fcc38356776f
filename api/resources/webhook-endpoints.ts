import type { z } from 'zod';
import { notAccepted } from '../../domain/errors';
import { kindFault } from '../../domain/webhook/event-kinds';
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  setWebhookEndpointActive,
} from '../../facts/write/webhook-endpoints';
import type { WebhookEndpoint } from '../../prisma/generated/client';
import {
  changeWebhookEndpointBody,
  createWebhookEndpointBody,
  listWebhookEndpointsQuery,
  rotateWebhookSecretBody,
  webhookEndpointOut,
  webhookEndpointParams,
  webhookEndpointSecretOut,
  webhookEndpointsPageOut,
} from '../contract/webhook-endpoints';
import type { Answer, Db } from '../http/call';
import { iso, isoOrNull, notFound } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { TIMELINE_KINDS } from '../sentences/timeline-sentence';

export const WEBHOOKS_TAG = 'Webhook endpoints';

const ORDERS = bothWays({ createdAt: 'instant' });
const HOUR_MS = 3_600_000;

function presentEndpoint(row: WebhookEndpoint): z.input<typeof webhookEndpointOut> {
  const { id, url, kinds, note, active, failures, createdBy, version } = row;
  return {
    ...{ id, url, kinds, note, active, failures, createdBy, version },
    pausedBecause: row.pausedBecause === null ? null : row.pausedBecause === 'gone' ? 'gone' : 'request',
    restUntilAt: isoOrNull(row.restUntilAt),
    oldSecretUntilAt: isoOrNull(row.oldSecretUntilAt),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}

/** The secret is in the answer, and not in what is kept for the Idempotency-Key. */
function withSecret(row: WebhookEndpoint): Pick<Answer, 'body' | 'keep' | 'version'> {
  const shown = presentEndpoint(row);
  return { body: { ...shown, secret: row.secret }, keep: { ...shown, secret: null }, version: row.version };
}

function checkKinds(kinds: readonly string[]): void {
  for (const [index, kind] of kinds.entries()) {
    const fault = kindFault(kind, TIMELINE_KINDS);
    if (fault !== null) throw notAccepted(`/kinds/${index}`, fault);
  }
}

/** @throws DomainError `not-found` */
export async function readEndpoint(db: Db, id: string): Promise<WebhookEndpoint> {
  const row = await db.webhookEndpoint.findUnique({ where: { id } });
  if (row === null) throw notFound(`There is no webhook endpoint "${id}"`, `没有 webhook 端点 "${id}"`);
  return row;
}

const STATES = [
  { word: 'pause', active: false, summary: 'Pause a webhook endpoint: its events are kept' },
  { word: 'resume', active: true, summary: 'Resume a webhook endpoint: it gets everything since the pause' },
] as const;

export const webhookEndpointRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/webhook-endpoints',
    name: 'listWebhookEndpoints',
    tag: WEBHOOKS_TAG,
    summary: 'List webhook endpoints',
    access: 'admin',
    query: listWebhookEndpointsQuery,
    success: { status: 200, schema: webhookEndpointsPageOut, description: 'A page of endpoints.' },
    handle: async ({ db, query }) => {
      const where = query.active === undefined ? {} : { active: query.active };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.webhookEndpoint.findMany({ where: { AND: [where, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentEndpoint) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints',
    name: 'createWebhookEndpoint',
    tag: WEBHOOKS_TAG,
    summary: 'Register a webhook endpoint',
    description: 'It gets events from now on. The secret is in this answer and nowhere else.',
    access: 'admin',
    body: createWebhookEndpointBody,
    success: { status: 201, schema: webhookEndpointSecretOut, description: 'The endpoint with its secret.' },
    handle: async ({ db, body, deps, actor, now }) => {
      checkKinds(body.kinds);
      const row = await createWebhookEndpoint(db, { ...body, allowHttp: deps.config.webhookAllowHttp }, { actor, now });
      return { ...withSecret(row), location: `/v1/webhook-endpoints/${row.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhook-endpoints/{id}',
    name: 'getWebhookEndpoint',
    tag: WEBHOOKS_TAG,
    summary: 'Read a webhook endpoint',
    access: 'admin',
    params: webhookEndpointParams,
    success: { status: 200, schema: webhookEndpointOut, description: 'The endpoint.' },
    handle: async ({ db, params }) => {
      const row = await readEndpoint(db, params.id);
      return { body: presentEndpoint(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/webhook-endpoints/{id}',
    name: 'changeWebhookEndpoint',
    tag: WEBHOOKS_TAG,
    summary: 'Change a webhook endpoint',
    description: 'Deliveries that wait go to the new address. Fields left out stay; `kinds` are replaced as a whole.',
    access: 'admin',
    params: webhookEndpointParams,
    body: changeWebhookEndpointBody,
    success: { status: 200, schema: webhookEndpointOut, description: 'The endpoint.' },
    handle: async ({ db, params, body, deps, ifVersion, actor, now }) => {
      const { url, kinds, note } = body;
      checkKinds(kinds ?? []);
      const changes = {
        ...(url === undefined ? {} : { url }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(note === undefined ? {} : { note }),
      };
      const allowHttp = deps.config.webhookAllowHttp;
      const input = { endpointId: params.id, version: ifVersion, changes, allowHttp };
      const { row } = await changeWebhookEndpoint(db, input, { actor, now });
      return { body: presentEndpoint(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/webhook-endpoints/{id}',
    name: 'deleteWebhookEndpoint',
    tag: WEBHOOKS_TAG,
    summary: 'Delete a webhook endpoint with its deliveries',
    access: 'admin',
    params: webhookEndpointParams,
    success: { status: 204, description: 'There is no such endpoint any more.' },
    handle: async ({ db, params, actor, now }) => {
      await deleteWebhookEndpoint(db, params.id, { actor, now });
      return {};
    },
  }),
  ...STATES.map(({ word, active, summary }) =>
    defineRoute({
      method: 'post',
      path: `/v1/webhook-endpoints/{id}/${word}`,
      name: `${word}WebhookEndpoint`,
      tag: WEBHOOKS_TAG,
      summary,
      access: 'admin',
      versioned: 'optional',
      params: webhookEndpointParams,
      success: { status: 200, schema: webhookEndpointOut, description: 'The endpoint.' },
      handle: async ({ db, params, ifVersion, actor, now }) => {
        const input = { endpointId: params.id, version: ifVersion, active };
        const { row } = await setWebhookEndpointActive(db, input, { actor, now });
        return { body: presentEndpoint(row), version: row.version };
      },
    }),
  ),
  defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/rotate-secret',
    name: 'rotateWebhookSecret',
    tag: WEBHOOKS_TAG,
    summary: 'Give a webhook endpoint a new secret',
    description:
      'Until the overlap is over, deliveries carry a signature of the old secret as well. The new one is in this answer and nowhere else.',
    access: 'admin',
    versioned: 'optional',
    params: webhookEndpointParams,
    body: rotateWebhookSecretBody,
    success: { status: 200, schema: webhookEndpointSecretOut, description: 'The endpoint with its new secret.' },
    handle: async ({ db, params, body, ifVersion, actor, now }) => {
      const overlapMs = body.overlapHours * HOUR_MS;
      const input = { endpointId: params.id, version: ifVersion, overlapMs };
      return withSecret(await rotateWebhookSecret(db, input, { actor, now }));
    },
  }),
];
