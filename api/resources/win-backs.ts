import type { z } from 'zod';
import { markLost } from '../../facts/write/mark-lost';
import { stopWinBack } from '../../facts/write/stop-win-back';
import type { Prisma } from '../../prisma/generated/client';
import { customerOut, customerParams } from '../contract/customers';
import {
  listCustomerWinBacksQuery,
  listWinBacksQuery,
  markLostBody,
  stopWinBackBody,
  winBackOut,
  winBackParams,
  winBacksPageOut,
} from '../contract/win-backs';
import type { Db } from '../http/call';
import { customerFilter, factContext, resolveCustomer } from '../http/handler-tools';
import { bothWays, readPage, type Page } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { presentCustomer } from './present-customer';
import { findWinBack, presentWinBacks, WITH_EPISODE } from './present-win-back';

const TAG = 'Win-backs';
const ORDERS = bothWays({ createdAt: 'instant' });

type Filters = Omit<z.output<typeof listWinBacksQuery>, 'customer'>;

async function listWinBacks(
  db: Db,
  customer: { readonly customerId?: string },
  query: Filters,
): Promise<Page<z.input<typeof winBackOut>>> {
  const { status, outcome, reason, potential, holdOut } = query;
  const ofEpisode = {
    ...(status === undefined ? {} : { status: { in: status } }),
    ...(outcome === undefined ? {} : { outcome: { in: outcome } }),
  };
  const where: Prisma.WinBackWhereInput = {
    ...customer,
    ...(Object.keys(ofEpisode).length === 0 ? {} : { episode: ofEpisode }),
    ...(reason === undefined ? {} : { reason: { in: reason } }),
    ...(potential === undefined ? {} : { potential: { in: potential } }),
    ...(holdOut === undefined ? {} : { holdOut }),
  };
  const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
    db.winBack.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_EPISODE }),
  );
  return { ...page, items: await presentWinBacks(db, page.items) };
}

export const winBackRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/mark-lost',
    name: 'markCustomerLost',
    tag: TAG,
    summary: 'Say that a customer is lost, and why: win-back begins',
    description: 'The same reason again has no second effect. A customer comes back by an order.',
    access: 'operate',
    versioned: 'optional',
    params: customerParams,
    body: markLostBody,
    success: { status: 200, schema: customerOut, description: 'The customer.' },
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const input = { customerId, version: call.ifVersion, ...call.body };
      const { row } = await markLost(call.db, input, factContext(call));
      return { body: presentCustomer(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/win-backs',
    name: 'listCustomerWinBacks',
    tag: TAG,
    summary: 'List the attempts to win a customer back',
    access: 'read',
    params: customerParams,
    query: listCustomerWinBacksQuery,
    success: { status: 200, schema: winBacksPageOut, description: 'A page of win-backs.' },
    handle: async ({ db, params, query }) => {
      const { id: customerId } = await resolveCustomer(db, params.id);
      return { body: await listWinBacks(db, { customerId }, query) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/win-backs',
    name: 'listWinBacks',
    tag: TAG,
    summary: 'List win-backs',
    access: 'read',
    query: listWinBacksQuery,
    success: { status: 200, schema: winBacksPageOut, description: 'A page of win-backs.' },
    handle: async ({ db, query: { customer, ...query } }) => ({
      body: await listWinBacks(db, await customerFilter(db, customer), query),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/win-backs/{id}',
    name: 'getWinBack',
    tag: TAG,
    summary: 'Read a win-back',
    access: 'read',
    params: winBackParams,
    success: { status: 200, schema: winBackOut, description: 'The win-back.' },
    handle: async ({ db, params }) => ({ body: await findWinBack(db, params.id) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/win-backs/{id}/stop',
    name: 'stopWinBack',
    tag: TAG,
    summary: 'Stop a win-back by hand; the customer stays as it is',
    access: 'operate',
    params: winBackParams,
    body: stopWinBackBody,
    success: { status: 200, schema: winBackOut, description: 'The win-back, which is about to close.' },
    handle: async (call) => {
      await stopWinBack(call.db, { winBackId: call.params.id, reason: call.body.reason }, factContext(call));
      return { body: await findWinBack(call.db, call.params.id) };
    },
  }),
];
