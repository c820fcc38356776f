import type { z } from 'zod';
import { allocatePayment, recordPayment, type PaymentRef } from '../../facts/write/record-payment';
import { reversePayment } from '../../facts/write/reverse-payment';
import type { Prisma } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import { isUuid } from '../contract/fields';
import {
  allocatePaymentBody,
  listPaymentsQuery,
  paymentOut,
  paymentParams,
  paymentsPageOut,
  recordPaymentBody,
  reversePaymentBody,
} from '../contract/payments';
import type { Db } from '../http/call';
import {
  amountOf,
  civilOrNull,
  customerBrief,
  customerFilter,
  factContext,
  iso,
  isoOrNull,
  minorOf,
  notFound,
  resolveCustomer,
  statusOfWritten,
} from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { allocationsOf, presentAllocations, WITH_ALLOCATIONS } from './allocations';

const TAG = 'Payments and credit notes';
const ORDERS = bothWays({ createdAt: 'instant', effectiveAt: 'instant' });

type PaymentRow = Prisma.PaymentGetPayload<{ include: typeof WITH_ALLOCATIONS }>;
function presentPayment(row: PaymentRow): z.input<typeof paymentOut> {
  const { id, externalId, currency, amountMinor, allocatedMinor, importId } = row;
  return {
    id,
    customer: customerBrief(row.customer),
    externalId,
    receivedOn: civilOrNull(row.receivedOn),
    effectiveAt: iso(row.effectiveAt),
    currency,
    amount: amountOf(amountMinor, currency),
    unallocated: amountOf(row.reversedAt === null ? amountMinor - allocatedMinor : 0n, currency),
    allocations: presentAllocations(row.allocations, currency),
    reversedAt: isoOrNull(row.reversedAt),
    importId,
    createdAt: iso(row.createdAt),
  };
}

function paymentRef(text: string): PaymentRef {
  return isUuid(text) ? { id: text } : { externalId: text.slice('ext:'.length) };
}

async function shownPayment(db: Db, ref: PaymentRef, given: string): Promise<z.input<typeof paymentOut>> {
  const where = 'id' in ref ? { id: ref.id } : { externalId: ref.externalId };
  const row = await db.payment.findUnique({ where, include: WITH_ALLOCATIONS });
  if (row === null) throw notFound(`There is no payment "${given}"`, `没有付款 "${given}"`);
  return presentPayment(row);
}

export const paymentRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/payments',
    name: 'listPayments',
    tag: TAG,
    summary: 'List payments',
    access: 'read',
    query: listPaymentsQuery,
    success: { status: 200, schema: paymentsPageOut, description: 'A page of payments.' },
    handle: async ({ db, query }) => {
      const where: Prisma.PaymentWhereInput = {
        ...(await customerFilter(db, query.customer)),
        ...(query.externalId === undefined ? {} : { externalId: query.externalId }),
        ...(query.reversed === undefined ? {} : { reversedAt: query.reversed ? { not: null } : null }),
      };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.payment.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_ALLOCATIONS }),
      );
      return { body: { ...page, items: page.items.map(presentPayment) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/payments',
    name: 'recordPayment',
    tag: TAG,
    summary: 'Record a payment',
    description:
      'Without `allocations` it pays what is oldest due first; what is left is kept as a credit of the customer. ' +
      'The same payment again (by `externalId`) has no second effect and answers 200.',
    access: 'facts',
    body: recordPaymentBody,
    success: { status: 201, schema: paymentOut, description: 'The payment.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { customer, externalId, receivedOn, receivedAt, currency, amount, allocations } = call.body;
      const { id: customerId } = await resolveCustomer(call.db, customer);
      const input = {
        customerId,
        externalId,
        received: receivedOn === undefined ? { at: Date.parse(receivedAt ?? '') } : { on: receivedOn },
        currency,
        amountMinor: minorOf(amount, currency, '/amount'),
        allocations: allocationsOf(allocations, currency),
      };
      const { outcome, row } = await recordPayment(call.db, input, factContext(call));
      const body = await shownPayment(call.db, { id: row.id }, row.id);
      return { status: statusOfWritten(outcome), body, location: `/v1/payments/${row.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/payments/{id}',
    name: 'getPayment',
    tag: TAG,
    summary: 'Read a payment with its allocations',
    access: 'read',
    params: paymentParams,
    success: { status: 200, schema: paymentOut, description: 'The payment.' },
    handle: async ({ db, params }) => ({ body: await shownPayment(db, paymentRef(params.id), params.id) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/payments/{id}/allocate',
    name: 'allocatePayment',
    tag: TAG,
    summary: 'Put what is left of a payment against invoices',
    access: 'facts',
    params: paymentParams,
    body: allocatePaymentBody,
    success: { status: 200, schema: paymentOut, description: 'The payment.' },
    handle: async (call) => {
      const payment = paymentRef(call.params.id);
      const { currency } = await shownPayment(call.db, payment, call.params.id);
      const allocations = allocationsOf(call.body.allocations, currency);
      await allocatePayment(call.db, { payment, allocations }, factContext(call));
      return { body: await shownPayment(call.db, payment, call.params.id) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/payments/{id}/reverse',
    name: 'reversePayment',
    tag: TAG,
    summary: 'Take a payment back: what it paid is owed again',
    access: 'facts',
    params: paymentParams,
    body: reversePaymentBody,
    success: { status: 200, schema: paymentOut, description: 'The payment.' },
    handle: async (call) => {
      const payment = paymentRef(call.params.id);
      await reversePayment(call.db, { payment, reason: call.body.reason }, factContext(call));
      return { body: await shownPayment(call.db, payment, call.params.id) };
    },
  }),
];
