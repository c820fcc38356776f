import type { Stage } from '../../prisma/generated/enums';
import type { Prisma } from '../../prisma/generated/client';
import { changeCustomer, createCustomer, setEngagement } from '../../facts/write/customers';
import { UNCHANGED } from '../contract/answers';
import {
  changeCustomerBody,
  createCustomerBody,
  customerDetailOut,
  customerOut,
  customerParams,
  customersPageOut,
  listCustomersQuery,
  reasonBody,
} from '../contract/customers';
import { factContext, resolveCustomer, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { balancesOf, presentContactPoint, presentCustomer } from './present-customer';

const TAG = 'Customers';

const ORDERS = bothWays({ createdAt: 'instant', name: 'text', externalId: 'text' });

const ENGAGEMENTS = [
  { word: 'activate', to: 'active', summary: 'Activate a customer: touches begin' },
  { word: 'pause', to: 'paused', summary: 'Pause a customer: no touches until it is activated' },
] as const;

/** A stage as the database writes it. */
function storedStage(stage: string): Stage {
  return stage === 'won-back' ? 'won_back' : (stage as Stage);
}

export const customerRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/customers',
    name: 'listCustomers',
    tag: TAG,
    summary: 'List customers',
    access: 'read',
    query: listCustomersQuery,
    success: { status: 200, schema: customersPageOut, description: 'A page of customers.' },
    handle: async ({ db, query }) => {
      const { externalId, search, segment, country, engagement, stage, ownerId, groupId, importId, testClockId } =
        query;
      const where: Prisma.CustomerWhereInput = {
        ...(externalId === undefined ? {} : { externalId }),
        ...(search === undefined ? {} : { name: { contains: search, mode: 'insensitive' } }),
        ...(segment === undefined ? {} : { segment }),
        ...(country === undefined ? {} : { country }),
        ...(engagement === undefined ? {} : { engagement: { in: engagement } }),
        ...(stage === undefined ? {} : { stage: { in: stage.map(storedStage) } }),
        ...(ownerId === undefined ? {} : { ownerId }),
        ...(query.queue === undefined ? {} : { ownerId: null, queue: query.queue }),
        ...(groupId === undefined ? {} : { groupId }),
        ...(importId === undefined ? {} : { importId }),
        ...(query.sandbox === undefined ? {} : { testClockId: query.sandbox ? { not: null } : null }),
        ...(testClockId === undefined ? {} : { testClockId }),
      };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.customer.findMany({ where: { AND: [where, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentCustomer) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers',
    name: 'createCustomer',
    tag: TAG,
    summary: 'Create a customer',
    description: 'The same customer again (by `externalId`) has no second effect and answers 200.',
    access: 'facts',
    body: createCustomerBody,
    success: { status: 201, schema: customerOut, description: 'The customer.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { outcome, row } = await createCustomer(call.db, call.body, factContext(call));
      return {
        status: statusOfWritten(outcome),
        body: presentCustomer(row),
        version: row.version,
        location: `/v1/customers/${row.id}`,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}',
    name: 'getCustomer',
    tag: TAG,
    summary: 'Read a customer with contact points and balances',
    access: 'read',
    params: customerParams,
    success: { status: 200, schema: customerDetailOut, description: 'The customer.' },
    handle: async ({ db, params, now }) => {
      const { id } = await resolveCustomer(db, params.id);
      const { contactPoints, ...row } = await db.customer.findUniqueOrThrow({
        where: { id },
        include: { contactPoints: { include: { consents: true }, orderBy: { id: 'asc' } } },
      });
      const body = {
        ...presentCustomer(row),
        contactPoints: contactPoints.map(presentContactPoint),
        balances: await balancesOf(db, row, now),
      };
      return { body, version: row.version };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/customers/{id}',
    name: 'changeCustomer',
    tag: TAG,
    summary: 'Change a customer',
    description: 'Fields left out stay; `attributes` are replaced as a whole.',
    access: 'facts',
    params: customerParams,
    body: changeCustomerBody,
    success: { status: 200, schema: customerOut, description: 'The customer.' },
    handle: async (call) => {
      const { id } = await resolveCustomer(call.db, call.params.id);
      const input = { customerId: id, version: call.ifVersion, changes: call.body };
      const { row } = await changeCustomer(call.db, input, factContext(call));
      return { body: presentCustomer(row), version: row.version };
    },
  }),
  ...ENGAGEMENTS.map(({ word, to, summary }) =>
    defineRoute({
      method: 'post',
      path: `/v1/customers/{id}/${word}`,
      name: `${word}Customer`,
      tag: TAG,
      summary,
      access: 'operate',
      versioned: 'optional',
      params: customerParams,
      body: reasonBody,
      success: { status: 200, schema: customerOut, description: 'The customer.' },
      handle: async (call) => {
        const { id } = await resolveCustomer(call.db, call.params.id);
        const input = { customerId: id, version: call.ifVersion, engagement: to, reason: call.body.reason };
        const { row } = await setEngagement(call.db, input, factContext(call));
        return { body: presentCustomer(row), version: row.version };
      },
    }),
  ),
];
