import type { z } from 'zod';
import type { Prisma } from '../../prisma/generated/client';
import { customerParams } from '../contract/customers';
import {
  listCustomerMessagesQuery,
  listMessagesQuery,
  messageDetailOut,
  messageParams,
  messagesPageOut,
  type messageOut,
} from '../contract/messages';
import type { Answer, Db } from '../http/call';
import {
  CUSTOMER_BRIEF,
  customerBrief,
  customerFilter,
  iso,
  isoOrNull,
  local,
  notFound,
  resolveCustomer,
} from '../http/handler-tools';
import { readPage, type Orders } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Messages';

const ORDERS: Orders = {
  '-at': { column: 'at', type: 'instant', direction: 'desc' },
  at: { column: 'at', type: 'instant', direction: 'asc' },
};

const WITH_CUSTOMER = { customer: CUSTOMER_BRIEF } as const;
type MessageRow = Prisma.MessageGetPayload<{ include: typeof WITH_CUSTOMER }>;

function presentMessage(row: MessageRow): z.input<typeof messageOut> {
  const { id, touchId, channel, purpose, address, cc, template, templateVersion, language, state, attempts } = row;
  const { providerId, errorCode, errorText, subject, segments } = row;
  return {
    ...{ id, touchId, channel, purpose, address, cc, template, templateVersion, language, state, attempts },
    ...{ providerId, errorCode, errorText, subject, segments },
    customer: customerBrief(row.customer),
    at: iso(row.at),
    local: local(row.at, row.customer.zone),
    handedOverAt: isoOrNull(row.handedOverAt),
    sentAt: isoOrNull(row.sentAt),
    deliveredAt: isoOrNull(row.deliveredAt),
  };
}

async function listMessages(
  db: Db,
  customer: { readonly customerId?: string },
  query: z.output<typeof listCustomerMessagesQuery>,
): Promise<Answer> {
  const { channel, state, template, from, before } = query;
  const where: Prisma.MessageWhereInput = {
    ...customer,
    ...(channel === undefined ? {} : { channel }),
    ...(state === undefined ? {} : { state: { in: state } }),
    ...(template === undefined ? {} : { template }),
    at: {
      ...(from === undefined ? {} : { gte: new Date(from) }),
      ...(before === undefined ? {} : { lt: new Date(before) }),
    },
  };
  const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
    db.message.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_CUSTOMER }),
  );
  return { body: { ...page, items: page.items.map(presentMessage) } };
}

export const messageRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/messages',
    name: 'listMessages',
    tag: TAG,
    summary: 'List messages with their delivery states',
    description: '`from` is included, `before` is not.',
    access: 'read',
    query: listMessagesQuery,
    success: { status: 200, schema: messagesPageOut, description: 'A page of messages.' },
    handle: async ({ db, query }) => listMessages(db, await customerFilter(db, query.customer), query),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/messages',
    name: 'listMessagesOfCustomer',
    tag: TAG,
    summary: 'List the messages of a customer',
    access: 'read',
    params: customerParams,
    query: listCustomerMessagesQuery,
    success: { status: 200, schema: messagesPageOut, description: 'A page of messages.' },
    handle: async ({ db, params, query }) =>
      listMessages(db, { customerId: (await resolveCustomer(db, params.id)).id }, query),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/messages/{id}',
    name: 'getMessage',
    tag: TAG,
    summary: 'Read a message as it was sent, with its events',
    access: 'read',
    params: messageParams,
    success: { status: 200, schema: messageDetailOut, description: 'The message.' },
    handle: async ({ db, params }) => {
      const row = await db.message.findUnique({
        where: { id: params.id },
        include: { ...WITH_CUSTOMER, events: { orderBy: { id: 'asc' } } },
      });
      if (row === null) throw notFound(`There is no message "${params.id}"`, `没有消息 "${params.id}"`);
      const { bodyText, bodyHtml } = row;
      const events = row.events.map(({ kind, at, data }) => ({ kind, at: iso(at), data }));
      return { body: { ...presentMessage(row), bodyText, bodyHtml, events } };
    },
  }),
];
