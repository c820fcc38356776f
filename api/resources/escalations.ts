import { randomUUID } from 'node:crypto';
import { acknowledgeEscalation, cancelEscalation, resolveEscalation } from '../../facts/write/escalations';
import { checkLadder, requestEscalation } from '../../facts/write/request-escalation';
import type { FactContext } from '../../facts/write/transaction';
import type { Prisma } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import { customerParams } from '../contract/customers';
import {
  acknowledgeEscalationBody,
  cancelEscalationBody,
  escalationOut,
  escalationParams,
  escalationsPageOut,
  listCustomerEscalationsQuery,
  listEscalationsQuery,
  resolveEscalationBody,
  startEscalationBody,
} from '../contract/escalations';
import type { z } from 'zod';
import type { Answer, Db } from '../http/call';
import { customerFilter, factContext, notFound, resolveCustomer, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { presentEscalations, WITH_CUSTOMER } from './present-escalation';

const TAG = 'Escalations';
const ORDERS = bothWays({ createdAt: 'instant' });

/** The escalation as it stands in the request's own transaction. */
async function answerEscalation(db: Db, id: string): Promise<Answer> {
  const row = await db.escalation.findUnique({ where: { id }, include: WITH_CUSTOMER });
  if (row === null) throw notFound(`There is no escalation "${id}"`, `没有升级 "${id}"`);
  return { body: (await presentEscalations(db, [row]))[0] };
}

async function listEscalations(
  db: Db,
  scope: Prisma.EscalationWhereInput,
  query: z.output<typeof listCustomerEscalationsQuery>,
): Promise<Answer> {
  const { status, cause, ladder } = query;
  const where: Prisma.EscalationWhereInput = {
    ...scope,
    ...(status === undefined ? {} : { status: { in: status } }),
    ...(cause === undefined ? {} : { cause: { in: cause } }),
    ...(ladder === undefined ? {} : { ladder }),
  };
  const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
    db.escalation.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_CUSTOMER }),
  );
  return { body: { ...page, items: await presentEscalations(db, page.items) } };
}

type Command<Body extends z.ZodObject> = {
  readonly word: 'acknowledge' | 'resolve' | 'cancel';
  readonly summary: string;
  readonly body: Body;
  readonly write: (
    db: Db,
    input: z.output<Body> & { readonly escalationId: string },
    ctx: FactContext,
  ) => Promise<unknown>;
};

/** What people answer to an escalation. */
function command<Body extends z.ZodObject>({ word, summary, body, write }: Command<Body>): Route {
  return defineRoute({
    method: 'post',
    path: `/v1/escalations/{id}/${word}`,
    name: `${word}Escalation`,
    tag: TAG,
    summary,
    access: 'operate',
    params: escalationParams,
    body,
    success: { status: 200, schema: escalationOut, description: 'The escalation.' },
    handle: async (call) => {
      await write(call.db, { escalationId: call.params.id, ...call.body }, factContext(call));
      return answerEscalation(call.db, call.params.id);
    },
  });
}

export const escalationRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/escalations',
    name: 'startEscalation',
    tag: TAG,
    summary: 'Put a matter before people, level by level of a ladder',
    access: 'operate',
    params: customerParams,
    body: startEscalationBody,
    success: { status: 201, schema: escalationOut, description: 'The escalation.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { subject, requestKey, ...body } = call.body;
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      await checkLadder(call.db, body.ladder);
      const { outcome, row } = await requestEscalation(
        call.db,
        {
          ...body,
          customerId,
          cause: 'api',
          subject: typeof subject === 'string' ? { en: subject, zh: subject } : subject,
          requestedBy: call.actor,
          requestKey: `api:${requestKey ?? randomUUID()}`,
        },
        factContext(call),
      );
      const answer = await answerEscalation(call.db, row.id);
      return { ...answer, status: statusOfWritten(outcome), location: `/v1/escalations/${row.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/escalations',
    name: 'listEscalationsOfCustomer',
    tag: TAG,
    summary: 'List the escalations about a customer',
    access: 'read',
    params: customerParams,
    query: listCustomerEscalationsQuery,
    success: { status: 200, schema: escalationsPageOut, description: 'A page of escalations.' },
    handle: async ({ db, params, query }) => {
      const { id } = await resolveCustomer(db, params.id);
      return listEscalations(db, { customerId: id }, query);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/escalations',
    name: 'listEscalations',
    tag: TAG,
    summary: 'List escalations',
    access: 'read',
    query: listEscalationsQuery,
    success: { status: 200, schema: escalationsPageOut, description: 'A page of escalations.' },
    handle: async ({ db, query }) => listEscalations(db, await customerFilter(db, query.customer), query),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/escalations/{id}',
    name: 'getEscalation',
    tag: TAG,
    summary: 'Read an escalation: who was told when, and what it waits for',
    access: 'read',
    params: escalationParams,
    success: { status: 200, schema: escalationOut, description: 'The escalation.' },
    handle: ({ db, params }) => answerEscalation(db, params.id),
  }),
  command({
    word: 'acknowledge',
    summary: 'Take an escalation on: the climb stops, and the time to resolve it begins',
    body: acknowledgeEscalationBody,
    write: acknowledgeEscalation,
  }),
  command({
    word: 'resolve',
    summary: 'End an escalation with its outcome',
    body: resolveEscalationBody,
    write: resolveEscalation,
  }),
  command({
    word: 'cancel',
    summary: 'End an escalation that is not needed any more',
    body: cancelEscalationBody,
    write: cancelEscalation,
  }),
];
