import type { z } from 'zod';
import { explainDecision, explainMove } from '../../domain/decide/explain';
import type { Decision, LocalizedText, PairRef } from '../../domain/types';
import { storedPlan } from '../../facts/read/stored-plan';
import { readInvoice } from '../../facts/write/invoice-ref';
import type { Prisma, TimelineEvent } from '../../prisma/generated/client';
import { customerParams } from '../contract/customers';
import { planOut, timelinePageOut, timelineQuery, type timelineEntryOut } from '../contract/plan';
import type { Db } from '../http/call';
import { customerBrief, iso, isoOrNull, local, resolveCustomer } from '../http/handler-tools';
import { readPage, type Orders } from '../http/keyset';
import { kindFilter, periodFilter } from '../http/list-filters';
import { defineRoute, type Route } from '../http/route';
import { timelineSentence } from '../sentences/timeline-sentence';
import { invoiceRef } from './invoices';

const TAG = 'Plan and timeline';
const ORDERS: Orders = {
  '-id': { column: 'id', type: 'bigint', direction: 'desc', id: 'bigint' },
  id: { column: 'id', type: 'bigint', direction: 'asc', id: 'bigint' },
};

const NOT_PLANNED: LocalizedText = {
  en: 'nothing has been planned for this customer yet',
  zh: '尚未为该客户制定计划',
};

function presentNext(decision: Decision, zone: string): z.input<typeof planOut>['next'] {
  if (decision.status !== 'planned') return null;
  const { at, action, lead, covers, superseded, reason } = decision;
  const named = ({ invoice, step }: PairRef) => ({ invoice, step });
  return {
    at: iso(new Date(at)),
    local: local(new Date(at), zone),
    action,
    lead: lead === null ? null : named(lead),
    covers: covers.map((pair) => ({ ...named(pair), outcome: pair.outcome })),
    superseded: superseded.map(named),
    nominalAt: iso(new Date(reason.nominalAt)),
    moves: reason.moves.map((move) => ({
      rule: move.rule,
      from: iso(new Date(move.from)),
      to: iso(new Date(move.to)),
      because: explainMove(move, zone),
    })),
  };
}

function presentEntry(row: TimelineEvent, zone: string): z.input<typeof timelineEntryOut> {
  const { kind, actor, data, invoiceId, touchId, messageId, workflowId, runId } = row;
  return {
    id: String(row.id),
    at: iso(row.at),
    local: local(row.at, zone),
    recordedAt: iso(row.recordedAt),
    kind,
    text: timelineSentence(kind, data, zone),
    ...{ actor, data, invoiceId, touchId, messageId, workflowId, runId },
  };
}

async function hasOpenInvoice(db: Db, customerId: string): Promise<boolean> {
  return (await db.invoice.count({ where: { customerId, status: 'open' } })) > 0;
}

export const planRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/plan',
    name: 'getPlan',
    tag: TAG,
    summary: 'The next planned touch, and why then',
    access: 'read',
    params: customerParams,
    success: { status: 200, schema: planOut, description: 'The plan.' },
    handle: async ({ db, params }) => {
      const customer = await resolveCustomer(db, params.id);
      const { zone } = customer;
      const { engagement, factsVersion, episodes } = await db.customer.findUniqueOrThrow({
        where: { id: customer.id },
        select: {
          engagement: true,
          factsVersion: true,
          episodes: { where: { kind: { in: ['collections', 'lifecycle'] } } },
        },
      });
      const isOpen = await hasOpenInvoice(db, customer.id);
      const episode = episodes.find(({ kind }) => kind === 'collections') ?? null;
      const lifecycle = episodes.find(({ kind }) => kind === 'lifecycle') ?? null;
      const plan = storedPlan(episode?.plan);
      // Collections does not begin for a paused customer; one that had begun has planned for the pause.
      const isPaused = engagement === 'paused' && episode?.status !== 'running';
      const paused: Decision | null = isPaused ? { status: 'idle', reason: 'paused' } : null;
      // An episode that has ended plans no more, whatever comes in that is no invoice.
      const hasEnded = lifecycle !== null && !isOpen && episode?.status !== 'running';
      const ended: Decision | null = hasEnded ? { status: 'closed' } : null;
      const decision = ended ?? paused ?? plan?.decision ?? null;
      const version = (ref: { readonly name: string; readonly number: number } | null | undefined) =>
        ref ? { name: ref.name, version: ref.number } : null;
      const body: z.input<typeof planOut> = {
        customer: customerBrief(customer),
        zone,
        status: decision?.status ?? 'none',
        next: decision === null ? null : presentNext(decision, zone),
        idle: decision?.status === 'idle' ? decision.reason : null,
        because: decision === null ? [NOT_PLANNED] : [...explainDecision(decision, zone)],
        stopped: plan?.stopped ?? null,
        playbook: version(plan?.playbook),
        policy: version(plan?.policy),
        calendar: plan?.calendar ?? null,
        plannedAt: isoOrNull(episode?.plannedAt ?? null),
        asOf: isoOrNull(episode?.plannedAsOfAt ?? null),
        upToDate:
          (hasEnded ? lifecycle : episode)?.plannedFacts === factsVersion ||
          (episode === null && decision !== null) ||
          (!hasEnded && isPaused),
        workflowId: episode?.workflowId ?? null,
        runId: episode?.runId ?? null,
      };
      return { body };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/timeline',
    name: 'getTimeline',
    tag: TAG,
    summary: 'Everything that happened, or deliberately did not happen, to a customer',
    access: 'read',
    params: customerParams,
    query: timelineQuery,
    success: { status: 200, schema: timelinePageOut, description: 'A page of the timeline.' },
    handle: async ({ db, params, query }) => {
      const { id, zone } = await resolveCustomer(db, params.id);
      const { kind, invoice, touchId, from, before } = query;
      const where: Prisma.TimelineEventWhereInput = {
        customerId: id,
        ...kindFilter(kind),
        ...(invoice === undefined ? {} : { invoiceId: (await readInvoice(db, invoiceRef(invoice))).id }),
        ...(touchId === undefined ? {} : { touchId }),
        at: periodFilter(from, before),
      };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.timelineEvent.findMany({ where: { AND: [where, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map((row) => presentEntry(row, zone)) } };
    },
  }),
];
