import type { z } from 'zod';
import { notAccepted } from '../../domain/errors';
import { changeInvoice } from '../../facts/write/change-invoice';
import { readInvoice, type InvoiceRef, type InvoiceRow } from '../../facts/write/invoice-ref';
import { issueInvoice, type NewDueItem } from '../../facts/write/issue-invoice';
import { voidInvoice } from '../../facts/write/void-invoice';
import type { Prisma } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import { customerParams } from '../contract/customers';
import { isUuid } from '../contract/fields';
import {
  changeInvoiceBody,
  createInvoiceBody,
  invoiceOut,
  invoiceParams,
  invoicesPageOut,
  listCustomerInvoicesQuery,
  listInvoicesQuery,
  voidInvoiceBody,
} from '../contract/invoices';
import type { Answer, Db } from '../http/call';
import {
  amountOf,
  civil,
  CUSTOMER_BRIEF,
  customerBrief,
  customerFilter,
  factContext,
  iso,
  minorOf,
  resolveCustomer,
  statusOfWritten,
  type CustomerBriefRow,
} from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Invoices';
const ORDERS = bothWays({ createdAt: 'instant', issuedOn: 'instant', number: 'text' });
const WITH_ITEMS = {
  dueItems: { orderBy: [{ dueOn: 'asc' }, { instalment: 'asc' }] },
  customer: CUSTOMER_BRIEF,
} as const satisfies Prisma.InvoiceInclude;

/** The invoice that an ID, or `no:` with its number, means. */
export function invoiceRef(text: string): InvoiceRef {
  return isUuid(text) ? { id: text } : { number: text.slice('no:'.length) };
}

function presentInvoice(row: InvoiceRow & { readonly customer: CustomerBriefRow }): z.input<typeof invoiceOut> {
  const { id, number, currency, status, paymentUrl, importId, version } = row;
  const isVoid = status === 'void';
  const items = row.dueItems.map((item) => ({
    id: item.id,
    instalment: item.instalment,
    dueOn: civil(item.dueOn),
    amount: amountOf(item.amountMinor, currency),
    balance: amountOf(isVoid ? 0n : item.amountMinor - item.settledMinor, currency),
  }));
  const settledMinor = row.dueItems.reduce((sum, item) => sum + item.settledMinor, 0n);
  return {
    id,
    customer: customerBrief(row.customer),
    number,
    issuedOn: civil(row.issuedOn),
    currency,
    amount: amountOf(row.amountMinor, currency),
    balance: amountOf(isVoid ? 0n : row.amountMinor - settledMinor, currency),
    status,
    items,
    paymentUrl,
    attributes: row.attributes as Record<string, unknown>,
    importId,
    version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}

async function answerInvoice(db: Db, row: InvoiceRow): Promise<Answer> {
  const customer = await db.customer.findUniqueOrThrow({ where: { id: row.customerId }, ...CUSTOMER_BRIEF });
  return { body: presentInvoice({ ...row, customer }), version: row.version };
}

async function listInvoices(
  db: Db,
  customer: { readonly customerId?: string },
  query: z.output<typeof listCustomerInvoicesQuery>,
): Promise<Answer> {
  const { number, status, currency, dueFrom, dueTo, unpaidOnly } = query;
  const dueOn = {
    ...(dueFrom === undefined ? {} : { gte: new Date(dueFrom) }),
    ...(dueTo === undefined ? {} : { lte: new Date(dueTo) }),
  };
  const where: Prisma.InvoiceWhereInput = {
    ...customer,
    ...(number === undefined ? {} : { number }),
    ...(status === undefined ? {} : { status: { in: status } }),
    ...(currency === undefined ? {} : { currency }),
    ...(Object.keys(dueOn).length === 0 ? {} : { dueItems: { some: { dueOn } } }),
    ...(unpaidOnly === true ? { AND: { status: 'open' } } : {}),
  };
  const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
    db.invoice.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_ITEMS }),
  );
  return { body: { ...page, items: page.items.map(presentInvoice) } };
}

type GivenItems = readonly { readonly dueOn: string; readonly amount: string }[];

function dueItems(items: GivenItems, currency: string): readonly NewDueItem[] {
  return items.map(({ dueOn, amount }, index) => ({
    instalment: items.length === 1 ? null : index + 1,
    dueOn,
    amountMinor: minorOf(amount, currency, `/items/${index}/amount`),
  }));
}

export const invoiceRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/invoices',
    name: 'listInvoices',
    tag: TAG,
    summary: 'List invoices',
    access: 'read',
    query: listInvoicesQuery,
    success: { status: 200, schema: invoicesPageOut, description: 'A page of invoices.' },
    handle: async ({ db, query }) => listInvoices(db, await customerFilter(db, query.customer), query),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/invoices',
    name: 'listInvoicesOfCustomer',
    tag: TAG,
    summary: 'List the invoices of a customer',
    access: 'read',
    params: customerParams,
    query: listCustomerInvoicesQuery,
    success: { status: 200, schema: invoicesPageOut, description: 'A page of invoices.' },
    handle: async ({ db, params, query }) =>
      listInvoices(db, { customerId: (await resolveCustomer(db, params.id)).id }, query),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/invoices',
    name: 'issueInvoice',
    tag: TAG,
    summary: 'Record an invoice that was issued, whole or in instalments',
    description: 'The same invoice again (by `number`) has no second effect and answers 200.',
    access: 'facts',
    body: createInvoiceBody,
    success: { status: 201, schema: invoiceOut, description: 'The invoice.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { customer, number, issuedOn, currency, dueOn, amount, items, paymentUrl, attributes } = call.body;
      const { id } = await resolveCustomer(call.db, customer);
      const input = {
        customerId: id,
        number,
        issuedOn,
        currency,
        items:
          items === undefined
            ? [{ instalment: null, dueOn: dueOn ?? '', amountMinor: minorOf(amount ?? '', currency, '/amount') }]
            : dueItems(items, currency),
        paymentUrl,
        attributes,
      };
      const { outcome, row } = await issueInvoice(call.db, input, factContext(call));
      return {
        ...(await answerInvoice(call.db, row)),
        status: statusOfWritten(outcome),
        location: `/v1/invoices/${row.id}`,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/invoices/{id}',
    name: 'getInvoice',
    tag: TAG,
    summary: 'Read an invoice with its due items',
    access: 'read',
    params: invoiceParams,
    success: { status: 200, schema: invoiceOut, description: 'The invoice.' },
    handle: async ({ db, params }) => answerInvoice(db, await readInvoice(db, invoiceRef(params.id))),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/invoices/{id}',
    name: 'changeInvoice',
    tag: TAG,
    summary: 'Change due dates, amounts, payment link or attributes',
    description:
      '`dueOn` and `amount` are for an invoice with one due item; for instalments give all `items` as they shall be.',
    access: 'facts',
    params: invoiceParams,
    body: changeInvoiceBody,
    success: { status: 200, schema: invoiceOut, description: 'The invoice.' },
    handle: async (call) => {
      const ref = invoiceRef(call.params.id);
      const { currency } = await readInvoice(call.db, ref);
      const { dueOn, amount, items, paymentUrl, attributes } = call.body;
      const changes = {
        ...(items === undefined ? {} : { items: dueItems(items, currency) }),
        ...(dueOn === undefined ? {} : { dueOn }),
        ...(amount === undefined ? {} : { amountMinor: minorOf(amount, currency, '/amount') }),
        ...(paymentUrl === undefined ? {} : { paymentUrl }),
        ...(attributes === undefined ? {} : { attributes }),
      };
      if (Object.keys(changes).length === 0)
        throw notAccepted('', { en: 'No change is given', zh: '没有给出任何修改' });
      const { row } = await changeInvoice(
        call.db,
        { invoice: ref, version: call.ifVersion, changes },
        factContext(call),
      );
      return answerInvoice(call.db, row);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/invoices/{id}/void',
    name: 'voidInvoice',
    tag: TAG,
    summary: 'Void an invoice: nothing is owed on it any more',
    access: 'facts',
    versioned: 'optional',
    params: invoiceParams,
    body: voidInvoiceBody,
    success: { status: 200, schema: invoiceOut, description: 'The invoice.' },
    handle: async (call) => {
      const input = { invoice: invoiceRef(call.params.id), version: call.ifVersion, reason: call.body.reason };
      const { row } = await voidInvoice(call.db, input, factContext(call));
      return answerInvoice(call.db, row);
    },
  }),
];
