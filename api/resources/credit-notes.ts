import type { z } from 'zod';
import { issueCreditNote } from '../../facts/write/issue-credit-note';
import type { Prisma } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import { isUuid } from '../contract/fields';
import {
  creditNoteOut,
  creditNoteParams,
  creditNotesPageOut,
  issueCreditNoteBody,
  listCreditNotesQuery,
} from '../contract/payments';
import {
  amountOf,
  civil,
  customerBrief,
  customerFilter,
  factContext,
  iso,
  minorOf,
  notFound,
  resolveCustomer,
  statusOfWritten,
} from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { allocationsOf, presentAllocations, WITH_ALLOCATIONS } from './allocations';

const TAG = 'Payments and credit notes';
const ORDERS = bothWays({ createdAt: 'instant', issuedOn: 'instant' });

type CreditNoteRow = Prisma.CreditNoteGetPayload<{ include: typeof WITH_ALLOCATIONS }>;

function presentCreditNote(row: CreditNoteRow): z.input<typeof creditNoteOut> {
  const { id, number, currency, amountMinor, allocatedMinor } = row;
  return {
    id,
    customer: customerBrief(row.customer),
    number,
    issuedOn: civil(row.issuedOn),
    effectiveAt: iso(row.effectiveAt),
    currency,
    amount: amountOf(amountMinor, currency),
    unallocated: amountOf(amountMinor - allocatedMinor, currency),
    allocations: presentAllocations(row.allocations, currency),
    createdAt: iso(row.createdAt),
  };
}

export const creditNoteRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/credit-notes',
    name: 'listCreditNotes',
    tag: TAG,
    summary: 'List credit notes',
    access: 'read',
    query: listCreditNotesQuery,
    success: { status: 200, schema: creditNotesPageOut, description: 'A page of credit notes.' },
    handle: async ({ db, query }) => {
      const where = await customerFilter(db, query.customer);
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.creditNote.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_ALLOCATIONS }),
      );
      return { body: { ...page, items: page.items.map(presentCreditNote) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/credit-notes',
    name: 'issueCreditNote',
    tag: TAG,
    summary: 'Record a credit note',
    description: 'The same credit note again (by `number`) has no second effect and answers 200.',
    access: 'facts',
    body: issueCreditNoteBody,
    success: { status: 201, schema: creditNoteOut, description: 'The credit note.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { customer, number, issuedOn, currency, amount, allocations } = call.body;
      const { id: customerId } = await resolveCustomer(call.db, customer);
      const input = {
        customerId,
        number,
        issuedOn,
        currency,
        amountMinor: minorOf(amount, currency, '/amount'),
        allocations: allocationsOf(allocations, currency),
      };
      const { outcome, row } = await issueCreditNote(call.db, input, factContext(call));
      const shown = await call.db.creditNote.findUniqueOrThrow({ where: { id: row.id }, include: WITH_ALLOCATIONS });
      const location = `/v1/credit-notes/${row.id}`;
      return { status: statusOfWritten(outcome), body: presentCreditNote(shown), location };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/credit-notes/{id}',
    name: 'getCreditNote',
    tag: TAG,
    summary: 'Read a credit note with its allocations',
    access: 'read',
    params: creditNoteParams,
    success: { status: 200, schema: creditNoteOut, description: 'The credit note.' },
    handle: async ({ db, params: { id } }) => {
      const where = isUuid(id) ? { id } : { number: id.slice('no:'.length) };
      const row = await db.creditNote.findUnique({ where, include: WITH_ALLOCATIONS });
      if (row === null) throw notFound(`There is no credit note "${id}"`, `没有贷项 "${id}"`);
      return { body: presentCreditNote(row) };
    },
  }),
];
