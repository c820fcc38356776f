import type { z } from 'zod';
import { holdsOfCustomer } from '../../facts/read/holds-of-customer';
import { readInvoice } from '../../facts/write/invoice-ref';
import { liftHold } from '../../facts/write/lift-hold';
import { readHold } from '../../facts/write/hold-row';
import { changeHold, placeHold, type HoldScope } from '../../facts/write/place-hold';
import type { When } from '../../facts/write/received';
import type { Hold, Prisma } from '../../prisma/generated/client';
import { customerParams } from '../contract/customers';
import {
  changeHoldBody,
  holdOut,
  holdParams,
  holdsPageOut,
  listCustomerHoldsQuery,
  listHoldsQuery,
  placeHoldBody,
} from '../contract/holds';
import type { Answer, Db } from '../http/call';
import { civilOrNull, factContext, iso, isoOrNull, resolveCustomer } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { invoiceRef } from './invoices';

const TAG = 'Holds';
const ORDERS = bothWays({ createdAt: 'instant' });

function presentHold(row: Hold): z.input<typeof holdOut> {
  const { id, customerId, invoiceId, groupId, reason, note, placedBy, version } = row;
  return {
    id,
    scope: customerId !== null ? 'customer' : invoiceId !== null ? 'invoice' : 'group',
    customerId,
    invoiceId,
    groupId,
    reason,
    note,
    fromAt: iso(row.fromAt),
    untilOn: civilOrNull(row.untilOn),
    untilAt: isoOrNull(row.untilAt),
    endedAt: isoOrNull(row.endedAt),
    endReason: row.endReason === 'lifted' || row.endReason === 'expired' ? row.endReason : null,
    placedBy,
    version,
    createdAt: iso(row.createdAt),
  };
}

function answerHold(row: Hold): Answer {
  return { body: presentHold(row), version: row.version };
}

async function listHolds(
  db: Db,
  where: Prisma.HoldWhereInput,
  query: z.output<typeof listCustomerHoldsQuery>,
): Promise<Answer> {
  const standing = query.active === undefined ? {} : { endedAt: query.active ? null : { not: null } };
  const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
    db.hold.findMany({ where: { AND: [where, standing, after] }, orderBy, take }),
  );
  return { body: { ...page, items: page.items.map(presentHold) } };
}

async function scopeOf(db: Db, body: z.output<typeof placeHoldBody>): Promise<HoldScope> {
  if (body.customer !== undefined) return { customerId: (await resolveCustomer(db, body.customer)).id };
  if (body.invoice !== undefined) return { invoice: invoiceRef(body.invoice) };
  return { groupId: body.groupId ?? '' };
}

function whenOf(untilOn: string | undefined, untilAt: string | undefined): When | null {
  if (untilOn !== undefined) return { on: untilOn };
  return untilAt === undefined ? null : { at: Date.parse(untilAt) };
}

export const holdRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/holds',
    name: 'listHolds',
    tag: TAG,
    summary: 'List holds',
    access: 'read',
    query: listHoldsQuery,
    success: { status: 200, schema: holdsPageOut, description: 'A page of holds.' },
    handle: async ({ db, query }) => {
      const { customer, invoice, groupId, reason } = query;
      const where = {
        ...(customer === undefined ? {} : { customerId: (await resolveCustomer(db, customer)).id }),
        ...(invoice === undefined ? {} : { invoiceId: (await readInvoice(db, invoiceRef(invoice))).id }),
        ...(groupId === undefined ? {} : { groupId }),
        ...(reason === undefined ? {} : { reason }),
      };
      return listHolds(db, where, query);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/holds',
    name: 'listHoldsOfCustomer',
    tag: TAG,
    summary: 'List the holds that concern a customer: its own, those of its invoices and of its group',
    access: 'read',
    params: customerParams,
    query: listCustomerHoldsQuery,
    success: { status: 200, schema: holdsPageOut, description: 'A page of holds.' },
    handle: async ({ db, params, query }) => {
      const { id } = await resolveCustomer(db, params.id);
      return listHolds(db, { id: { in: [...(await holdsOfCustomer(db, id))] } }, query);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/holds',
    name: 'placeHold',
    tag: TAG,
    summary: 'Stop touches for an invoice, a customer or a group',
    access: 'operate',
    body: placeHoldBody,
    success: { status: 201, schema: holdOut, description: 'The hold.' },
    handle: async (call) => {
      const { reason, note, untilOn, untilAt } = call.body;
      const input = { scope: await scopeOf(call.db, call.body), reason, note, until: whenOf(untilOn, untilAt) };
      const { row } = await placeHold(call.db, input, factContext(call));
      return { ...answerHold(row), location: `/v1/holds/${row.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/holds/{id}',
    name: 'getHold',
    tag: TAG,
    summary: 'Read a hold',
    access: 'read',
    params: holdParams,
    success: { status: 200, schema: holdOut, description: 'The hold.' },
    handle: async ({ db, params }) => answerHold(await readHold(db, params.id)),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/holds/{id}',
    name: 'changeHold',
    tag: TAG,
    summary: 'Change the end, reason or note of a hold',
    access: 'operate',
    params: holdParams,
    body: changeHoldBody,
    success: { status: 200, schema: holdOut, description: 'The hold.' },
    handle: async (call) => {
      const { reason, note, untilOn, untilAt } = call.body;
      const keepsEnd = untilOn === undefined && untilAt === undefined;
      const changes = {
        ...(reason === undefined ? {} : { reason }),
        ...(note === undefined ? {} : { note }),
        ...(keepsEnd ? {} : { until: whenOf(untilOn ?? undefined, untilAt) }),
      };
      const input = { holdId: call.params.id, version: call.ifVersion, changes };
      const { row } = await changeHold(call.db, input, factContext(call));
      return answerHold(row);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/holds/{id}/lift',
    name: 'liftHold',
    tag: TAG,
    summary: 'Lift a hold',
    access: 'operate',
    versioned: 'optional',
    params: holdParams,
    success: { status: 200, schema: holdOut, description: 'The hold.' },
    handle: async (call) => {
      const { row } = await liftHold(call.db, { holdId: call.params.id, version: call.ifVersion }, factContext(call));
      return answerHold(row);
    },
  }),
];
