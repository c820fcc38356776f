import type { z } from 'zod';
import { recordOrder } from '../../facts/write/orders';
import type { Order } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import { customerParams } from '../contract/customers';
import { listOrdersQuery, orderOut, ordersPageOut, recordOrderBody } from '../contract/orders';
import { amountOf, factContext, iso, minorOf, resolveCustomer, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Orders';
const ORDERS = bothWays({ placedAt: 'instant' });

function presentOrder(row: Order): z.input<typeof orderOut> {
  const { id, customerId, externalId, currency, amountMinor } = row;
  const amount = amountOf(amountMinor, currency);
  return { id, customerId, externalId, currency, amount, placedAt: iso(row.placedAt), createdAt: iso(row.createdAt) };
}

export const orderRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/orders',
    name: 'listOrders',
    tag: TAG,
    summary: 'List the orders of a customer',
    access: 'read',
    params: customerParams,
    query: listOrdersQuery,
    success: { status: 200, schema: ordersPageOut, description: 'A page of orders.' },
    handle: async ({ db, params, query }) => {
      const { id: customerId } = await resolveCustomer(db, params.id);
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.order.findMany({ where: { AND: [{ customerId }, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentOrder) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/orders',
    name: 'recordOrder',
    tag: TAG,
    summary: 'Record an order',
    description: 'It counts as a purchase, ends dormancy and wins a lost customer back.',
    access: 'facts',
    params: customerParams,
    body: recordOrderBody,
    success: { status: 201, schema: orderOut, description: 'The order.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const { externalId, placedAt, currency, amount } = call.body;
      const input = {
        ...{ customerId, externalId, currency },
        placedAt: placedAt === null ? null : Date.parse(placedAt),
        amountMinor: minorOf(amount, currency, '/amount'),
      };
      const { outcome, row } = await recordOrder(call.db, input, factContext(call));
      return { status: statusOfWritten(outcome), body: presentOrder(row) };
    },
  }),
];
