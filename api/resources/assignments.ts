import type { z } from 'zod';
import type { OwnerChoice } from '../../domain/assign/choose-owner';
import { acceptAssignment, declineAssignment } from '../../facts/write/assign-answer';
import { assignByHand } from '../../facts/write/assign-by-hand';
import type { AssignmentRow } from '../../facts/write/assign-row';
import {
  acceptBody,
  assignBody,
  assignmentOut,
  assignmentParams,
  assignmentsPageOut,
  declineBody,
  listAssignmentsQuery,
} from '../contract/assignments';
import { factContext, iso, isoOrNull, resolveCustomer } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Assignments';
const ORDERS = bothWays({ offeredAt: 'instant' });

function presentAssignment(row: AssignmentRow): z.input<typeof assignmentOut> {
  const { id, customerId, number, staff, queue, entry, load, endedBy } = row;
  const { reason = null, entries = [] } = row.explanation as unknown as Partial<OwnerChoice>;
  return {
    ...{ id, customerId, number, queue, entry, load, endedBy, reason },
    staff: staff && { id: staff.id, name: staff.name },
    // A constraint of the table lists the words.
    status: row.status as z.input<typeof assignmentOut>['status'],
    offeredAt: iso(row.offeredAt),
    dueAt: isoOrNull(row.dueAt),
    endedAt: isoOrNull(row.endedAt),
    entries: entries.map(({ candidates, ...verdict }) => ({
      ...verdict,
      candidates: candidates.map(({ staffId, name, ...candidate }) => ({ ...candidate, staff: { id: staffId, name } })),
    })),
  };
}

export const assignmentRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/assignments',
    name: 'listAssignments',
    tag: TAG,
    summary: 'List who was offered a customer, what became of it, and how each choice was made',
    access: 'read',
    params: assignmentParams,
    query: listAssignmentsQuery,
    success: { status: 200, schema: assignmentsPageOut, description: 'A page of assignments.' },
    handle: async ({ db, params, query }) => {
      const { id: customerId } = await resolveCustomer(db, params.id);
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.assignment.findMany({ where: { AND: [{ customerId }, after] }, orderBy, take, include: { staff: true } }),
      );
      return { body: { ...page, items: page.items.map(presentAssignment) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/assignment/accept',
    name: 'acceptAssignment',
    tag: TAG,
    summary: 'Accept the customer that is offered to somebody, or take it out of its queue',
    description: 'Accepting again has no second effect.',
    access: 'operate',
    params: assignmentParams,
    body: acceptBody,
    success: { status: 200, schema: assignmentOut, description: 'The assignment.' },
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const { row } = await acceptAssignment(call.db, { customerId, ...call.body }, factContext(call));
      return { body: presentAssignment(row) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/assignment/decline',
    name: 'declineAssignment',
    tag: TAG,
    summary: 'Decline the customer that is offered to somebody; the next is asked at once',
    access: 'operate',
    params: assignmentParams,
    body: declineBody,
    success: { status: 200, schema: assignmentOut, description: 'The assignment.' },
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const { row } = await declineAssignment(call.db, { customerId, ...call.body }, factContext(call));
      return { body: presentAssignment(row) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/assignment',
    name: 'assignCustomer',
    tag: TAG,
    summary: 'Name the owner of a customer by hand',
    description: 'Caps and leave do not count. An offer that stands is taken back.',
    access: 'operate',
    params: assignmentParams,
    body: assignBody,
    success: { status: 200, schema: assignmentOut, description: 'The assignment.' },
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const { row } = await assignByHand(call.db, { customerId, ...call.body }, factContext(call));
      return { body: presentAssignment(row) };
    },
  }),
];
