import type { z } from 'zod';
import { DomainError } from '../../domain/errors';
import { createTestClock, openAdvance, stageFacts } from '../../facts/write/test-clocks';
import type { ClockAdvance, TestClock } from '../../prisma/generated/client';
import { clockAdvanceWorkflowId } from '../../workflows/ids';
import { UNCHANGED } from '../contract/answers';
import { isUuid } from '../contract/fields';
import {
  advanceBody,
  advanceOut,
  advanceParams,
  createTestClockBody,
  listTestClocksQuery,
  stagedOut,
  stageFactsBody,
  testClockOut,
  testClockParams,
  testClocksPageOut,
} from '../contract/test-clocks';
import type { Db } from '../http/call';
import { askEngine } from '../http/engine';
import { factContext, iso, isoOrNull, notFound, statusOfWritten } from '../http/handler-tools';
import { readPage, type Orders } from '../http/keyset';
import { defineRoute, MEGABYTE, type Route } from '../http/route';

const TAG = 'Test clocks';

const ORDERS: Orders = {
  '-createdAt': { column: 'createdAt', type: 'instant', direction: 'desc' },
  createdAt: { column: 'createdAt', type: 'instant', direction: 'asc' },
  name: { column: 'name', type: 'text', direction: 'asc' },
  '-name': { column: 'name', type: 'text', direction: 'desc' },
};

async function presentClock(db: Db, row: TestClock): Promise<z.input<typeof testClockOut>> {
  const { id, name } = row;
  const [customers, factsWaiting, factsRefused] = await Promise.all([
    db.customer.count({ where: { testClockId: id } }),
    db.stagedFact.count({ where: { clockId: id, appliedAt: null } }),
    db.stagedFact.count({ where: { clockId: id, error: { not: null } } }),
  ]);
  const times = { startAt: iso(row.startAt), nowAt: iso(row.nowAt), createdAt: iso(row.createdAt) };
  return { id, name, ...times, customers, factsWaiting, factsRefused };
}

function presentAdvance(row: ClockAdvance): z.input<typeof advanceOut> {
  const { id, clockId, customersDone, customersTotal, error } = row;
  return {
    id,
    clockId,
    to: iso(row.targetAt),
    status: row.status as z.input<typeof advanceOut>['status'],
    customersDone,
    customersTotal,
    error,
    createdAt: iso(row.createdAt),
    finishedAt: isoOrNull(row.finishedAt),
    workflowId: clockAdvanceWorkflowId(id),
  };
}

/** Our IDs of the customers that the facts name; one that is not there stays as it was given, to be told so. */
async function resolveAll(db: Db, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const externalIds = refs.filter((ref) => !isUuid(ref)).map((ref) => ref.slice('ext:'.length));
  const rows = await db.customer.findMany({
    where: { externalId: { in: [...new Set(externalIds)] } },
    select: { id: true, externalId: true },
  });
  return new Map(rows.map(({ id, externalId }) => [`ext:${externalId}`, id]));
}

/** @throws DomainError `not-found` */
export async function findClock(db: Db, id: string): Promise<TestClock> {
  const row = await db.testClock.findUnique({ where: { id } });
  if (row === null) throw notFound(`There is no test clock "${id}"`, `没有测试时钟 "${id}"`);
  return row;
}

export const testClockRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/test-clocks',
    name: 'listTestClocks',
    tag: TAG,
    summary: 'List test clocks',
    access: 'read',
    query: listTestClocksQuery,
    success: { status: 200, schema: testClocksPageOut, description: 'A page of test clocks.' },
    handle: async ({ db, query }) => {
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.testClock.findMany({ where: after, orderBy, take }),
      );
      return { body: { ...page, items: await Promise.all(page.items.map((row) => presentClock(db, row))) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/test-clocks',
    name: 'createTestClock',
    tag: TAG,
    summary: 'Create a test clock',
    description: 'Sandbox customers are created on it by `testClockId`; nothing of theirs reaches a real provider.',
    access: 'operate',
    body: createTestClockBody,
    success: { status: 201, schema: testClockOut, description: 'The test clock.' },
    also: [UNCHANGED],
    handle: async ({ db, body }) => {
      const { outcome, row } = await createTestClock(db, { name: body.name, startAt: Date.parse(body.startAt) });
      const location = `/v1/test-clocks/${row.id}`;
      return { status: statusOfWritten(outcome), body: await presentClock(db, row), location };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/test-clocks/{id}',
    name: 'getTestClock',
    tag: TAG,
    summary: 'Read a test clock and its now',
    access: 'read',
    params: testClockParams,
    success: { status: 200, schema: testClockOut, description: 'The test clock.' },
    handle: async ({ db, params }) => ({ body: await presentClock(db, await findClock(db, params.id)) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/test-clocks/{id}/facts',
    name: 'stageFacts',
    tag: TAG,
    summary: 'Stage facts that arrive when the clock passes them',
    description: 'Up to 10,000 at once, all or none. Facts of one instant arrive in the order given.',
    access: 'operate',
    params: testClockParams,
    body: stageFactsBody,
    bodyLimitBytes: 16 * MEGABYTE,
    success: { status: 201, schema: stagedOut, description: 'How many were staged.' },
    handle: async ({ db, params, body }) => {
      const idOf = await resolveAll(
        db,
        body.facts.map(({ customer }) => customer),
      );
      const facts = body.facts.map(({ customer, at, kind, payload }) => ({
        customerId: idOf.get(customer) ?? customer,
        at: Date.parse(at),
        kind,
        payload,
      }));
      return { body: { staged: await stageFacts(db, { clockId: params.id, facts }) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/test-clocks/{id}/advances',
    name: 'advanceTestClock',
    tag: TAG,
    summary: 'Move a test clock forward',
    description:
      'Answers 202 at once; read the advance for its progress. Customers move side by side, each through its staged facts and planned touches in their right order.',
    access: 'operate',
    effect: 'outside',
    params: testClockParams,
    body: advanceBody,
    success: { status: 202, schema: advanceOut, description: 'The advance, under way.' },
    handle: async (call) => {
      const { deps, params, body } = call;
      const targetAt = Date.parse(body.to);
      const advance = await openAdvance(deps.prisma, { clockId: params.id, targetAt }, factContext(call));
      try {
        await askEngine(deps.temporal, (client) =>
          client.workflow.start('clockAdvance', {
            workflowId: clockAdvanceWorkflowId(advance.id),
            taskQueue: deps.config.lifecycleQueue,
            args: [{ advanceId: advance.id, targetAt }],
            staticSummary: `Test clock to ${body.to}`,
          }),
        );
      } catch (error) {
        // Whether it has started is not known; without its row it would have nothing to do.
        if (error instanceof DomainError) await deps.prisma.clockAdvance.delete({ where: { id: advance.id } });
        throw error;
      }
      return { body: presentAdvance(advance), location: `/v1/test-clocks/${params.id}/advances/${advance.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/test-clocks/{id}/advances/{advanceId}',
    name: 'getAdvance',
    tag: TAG,
    summary: 'Read the progress of an advance',
    access: 'read',
    params: advanceParams,
    success: { status: 200, schema: advanceOut, description: 'The advance.' },
    handle: async ({ db, params }) => {
      const row = await db.clockAdvance.findFirst({ where: { id: params.advanceId, clockId: params.id } });
      if (row === null)
        throw notFound(
          `There is no advance "${params.advanceId}" of this clock`,
          `此时钟没有推进 "${params.advanceId}"`,
        );
      return { body: presentAdvance(row) };
    },
  }),
];
