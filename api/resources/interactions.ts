import type { z } from 'zod';
import { recordInteraction } from '../../facts/write/interactions';
import type { Interaction } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import { customerParams } from '../contract/customers';
import {
  interactionOut,
  interactionsPageOut,
  listInteractionsQuery,
  recordInteractionBody,
} from '../contract/interactions';
import { factContext, iso, resolveCustomer, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Interactions';
const ORDERS = bothWays({ at: 'instant' });

function presentInteraction(row: Interaction): z.input<typeof interactionOut> {
  const { id, customerId, externalId, channel, staffId, note } = row;
  // A constraint of the table lists the words.
  const kind = row.kind as z.input<typeof interactionOut>['kind'];
  return { id, customerId, externalId, kind, channel, staffId, note, at: iso(row.at), createdAt: iso(row.createdAt) };
}

export const interactionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/interactions',
    name: 'listInteractions',
    tag: TAG,
    summary: 'List what has passed between a customer and us',
    access: 'read',
    params: customerParams,
    query: listInteractionsQuery,
    success: { status: 200, schema: interactionsPageOut, description: 'A page of interactions.' },
    handle: async ({ db, params, query }) => {
      const { id: customerId } = await resolveCustomer(db, params.id);
      const kind = query.kind === undefined ? {} : { kind: { in: query.kind } };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.interaction.findMany({ where: { AND: [{ customerId, ...kind }, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentInteraction) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/interactions',
    name: 'recordInteraction',
    tag: TAG,
    summary: 'Record a reply, a complaint, a first contact, a promise or a dispute',
    description: 'A first contact by whom the customer is offered to accepts it; a complaint starts an escalation.',
    access: 'facts',
    params: customerParams,
    body: recordInteractionBody,
    success: { status: 201, schema: interactionOut, description: 'The interaction.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const { at, ...body } = call.body;
      const input = { customerId, ...body, at: at === null ? null : Date.parse(at) };
      const { outcome, row } = await recordInteraction(call.db, input, factContext(call));
      return { status: statusOfWritten(outcome), body: presentInteraction(row) };
    },
  }),
];
