import { z } from 'zod';
import { createApiKey, revokeApiKey } from '../../facts/write/api-keys';
import type { ApiKey } from '../../prisma/generated/client';
import { type apiKeyOut, apiKeysPageOut, createApiKeyBody, listApiKeysQuery, newApiKeyOut } from '../contract/api-keys';
import { idField } from '../contract/fields';
import { makeApiKey } from '../http/authenticate';
import { iso, isoOrNull } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'API keys';

const ORDERS = bothWays({ createdAt: 'instant', name: 'text' });

function presentKey(row: ApiKey): z.input<typeof apiKeyOut> {
  const { id, name, prefix, role } = row;
  return {
    id,
    name,
    prefix,
    role,
    createdAt: iso(row.createdAt),
    lastUsedAt: isoOrNull(row.lastUsedAt),
    revokedAt: isoOrNull(row.revokedAt),
  };
}

export const apiKeyRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/api-keys',
    name: 'listApiKeys',
    tag: TAG,
    summary: 'List API keys',
    access: 'admin',
    query: listApiKeysQuery,
    success: { status: 200, schema: apiKeysPageOut, description: 'A page of keys, without their secrets.' },
    handle: async ({ db, query }) => {
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.apiKey.findMany({ where: after, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentKey) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/api-keys',
    name: 'createApiKey',
    tag: TAG,
    summary: 'Create an API key',
    description: 'The key is in this answer and nowhere else.',
    access: 'admin',
    body: createApiKeyBody,
    success: { status: 201, schema: newApiKeyOut, description: 'The new key.' },
    handle: async ({ db, body, now, actor }) => {
      const { text, prefix, secretHash } = makeApiKey();
      const row = await createApiKey(db, { ...body, prefix, secretHash }, { actor, now });
      const shown = presentKey(row);
      return { body: { ...shown, key: text }, keep: { ...shown, key: null }, location: `/v1/api-keys/${row.id}` };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/api-keys/{id}',
    name: 'revokeApiKey',
    tag: TAG,
    summary: 'Revoke an API key',
    description: 'From the next request on the key is refused. The row stays, because timelines name its prefix.',
    access: 'admin',
    params: z.object({ id: idField }),
    success: { status: 204, description: 'The key is revoked.' },
    handle: async ({ db, params, now, actor }) => {
      await revokeApiKey(db, params.id, { actor, now });
      return {};
    },
  }),
];
