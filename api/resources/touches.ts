import type { z } from 'zod';
import { explainMove } from '../../domain/decide/explain';
import type { TouchReason } from '../../domain/types';
import type { Prisma } from '../../prisma/generated/client';
import { listTouchesQuery, touchesPageOut, type touchOut } from '../contract/touches';
import type { Db } from '../http/call';
import { CUSTOMER_BRIEF, customerBrief, customerFilter, iso, isoOrNull, local } from '../http/handler-tools';
import { readPage, type Orders } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const ORDERS: Orders = {
  at: { column: 'at', type: 'instant', direction: 'asc' },
  '-at': { column: 'at', type: 'instant', direction: 'desc' },
};

const WITH_NAMES = { customer: CUSTOMER_BRIEF, items: true } as const;
type TouchRow = Prisma.TouchGetPayload<{ include: typeof WITH_NAMES }>;

type Names = {
  readonly items: ReadonlyMap<string, { readonly invoice: string; readonly instalment: number | null }>;
  readonly documents: ReadonlyMap<string, { readonly id: string; readonly name: string; readonly version: number }>;
};

/** Invoice numbers and documents of a whole page, in two reads. */
async function readNames(db: Db, touches: readonly TouchRow[]): Promise<Names> {
  const itemIds = touches.flatMap(({ items, leadSubjectId }) => [
    ...items.map(({ subjectId }) => subjectId),
    ...(leadSubjectId === null ? [] : [leadSubjectId]),
  ]);
  const versionIds = touches.flatMap(({ playbookVersionId, policyVersionId }) =>
    [playbookVersionId, policyVersionId].filter((id) => id !== null),
  );
  const [items, versions] = await Promise.all([
    db.dueItem.findMany({
      where: { id: { in: [...new Set(itemIds)] } },
      select: { id: true, instalment: true, invoice: { select: { number: true } } },
    }),
    db.documentVersion.findMany({
      where: { id: { in: [...new Set(versionIds)] } },
      select: { id: true, number: true, document: { select: { id: true, name: true } } },
    }),
  ]);
  return {
    items: new Map(items.map(({ id, instalment, invoice }) => [id, { invoice: invoice.number, instalment }])),
    documents: new Map(
      versions.map(({ id, number, document }) => [id, { id: document.id, name: document.name, version: number }]),
    ),
  };
}

function presentTouch(row: TouchRow, names: Names): z.input<typeof touchOut> {
  const { id, customer, episode, action, status, at, reason, workflowId, runId } = row;
  const { moves } = reason as unknown as TouchReason;
  const pairs = row.items
    .map(({ subjectId, stepId, outcome }) => {
      const { invoice = '', instalment = null } = names.items.get(subjectId) ?? {};
      return { invoice, instalment, step: stepId, outcome };
    })
    .sort(byInvoiceThenStep);
  // A task to mend contact points has a lead that it does not cover.
  const lead = names.items.get(row.leadSubjectId ?? '');
  return {
    id,
    customer: customerBrief(customer),
    episode,
    action,
    status,
    at: iso(at),
    local: local(at, customer.zone),
    actedAt: isoOrNull(row.actedAt),
    lead: lead === undefined || row.leadStepId === null ? null : { ...lead, step: row.leadStepId },
    covers: pairs.flatMap(({ invoice, instalment, step, outcome }) =>
      outcome === 'superseded' ? [] : [{ invoice, instalment, step, outcome }],
    ),
    superseded: pairs.flatMap(({ invoice, instalment, step, outcome }) =>
      outcome === 'superseded' ? [{ invoice, instalment, step }] : [],
    ),
    movedBy: moves.map(({ rule }) => rule),
    because: moves.map((move) => explainMove(move, customer.zone)),
    playbook: names.documents.get(row.playbookVersionId ?? '') ?? null,
    policy: names.documents.get(row.policyVersionId ?? '') ?? null,
    workflowId,
    runId,
  };
}

type ListedPair = { readonly invoice: string; readonly instalment: number | null; readonly step: string };

function byInvoiceThenStep(a: ListedPair, b: ListedPair): number {
  if (a.invoice !== b.invoice) return a.invoice < b.invoice ? -1 : 1;
  return (a.instalment ?? 0) - (b.instalment ?? 0) || (a.step < b.step ? -1 : 1);
}

export const touchRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/touches',
    name: 'listTouches',
    tag: 'Touches',
    summary: 'List touches: what was done to whom, and what it covered',
    description: '`from` is included, `before` is not.',
    access: 'read',
    query: listTouchesQuery,
    success: { status: 200, schema: touchesPageOut, description: 'A page of touches.' },
    handle: async ({ db, query }) => {
      const { testClockId, action, status, from, before } = query;
      const span = {
        ...(from === undefined ? {} : { gte: new Date(from) }),
        ...(before === undefined ? {} : { lt: new Date(before) }),
      };
      const where: Prisma.TouchWhereInput = {
        ...(await customerFilter(db, query.customer)),
        ...(testClockId === undefined ? {} : { customer: { testClockId } }),
        ...(action === undefined ? {} : { action }),
        ...(status === undefined ? {} : { status: { in: status } }),
        at: span,
      };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.touch.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_NAMES }),
      );
      const names = await readNames(db, page.items);
      return { body: { ...page, items: page.items.map((row) => presentTouch(row, names)) } };
    },
  }),
];
