import { addContactPoint, changeContactPoint, setConsent } from '../../facts/write/contact-points';
import { readContactPoint } from '../../facts/write/contact-row';
import { optIn, optOut } from '../../facts/write/opt-out';
import { UNCHANGED } from '../contract/answers';
import {
  changeContactPointBody,
  consentBody,
  consentParams,
  contactPointOut,
  contactPointParams,
  contactPointsOut,
  newContactPointBody,
  optOutBody,
} from '../contract/contact-points';
import { customerParams } from '../contract/customers';
import type { Answer, CallBase } from '../http/call';
import { factContext, resolveCustomer, statusOfWritten } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';
import { presentContactPoint } from './present-customer';

const TAG = 'Contact points';
const success = { status: 200, schema: contactPointOut, description: 'The contact point.' } as const;

async function answerContactPoint({ db }: CallBase, id: string): Promise<Answer> {
  const row = await readContactPoint(db, id);
  return { body: presentContactPoint(row), version: row.version };
}

export const contactPointRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/contact-points',
    name: 'listContactPoints',
    tag: TAG,
    summary: 'List the contact points of a customer',
    access: 'read',
    params: customerParams,
    success: { status: 200, schema: contactPointsOut, description: 'All of them.' },
    handle: async ({ db, params }) => {
      const { id } = await resolveCustomer(db, params.id);
      const rows = await db.contactPoint.findMany({
        where: { customerId: id },
        include: { consents: true },
        orderBy: { id: 'asc' },
      });
      return { body: { items: rows.map(presentContactPoint) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/contact-points',
    name: 'addContactPoint',
    tag: TAG,
    summary: 'Add an email address or phone number',
    access: 'facts',
    params: customerParams,
    body: newContactPointBody,
    success: { ...success, status: 201 },
    also: [UNCHANGED],
    handle: async (call) => {
      const { id } = await resolveCustomer(call.db, call.params.id);
      const { outcome, row } = await addContactPoint(call.db, { customerId: id, ...call.body }, factContext(call));
      return { status: statusOfWritten(outcome), body: presentContactPoint(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/contact-points/{id}',
    name: 'getContactPoint',
    tag: TAG,
    summary: 'Read a contact point',
    access: 'read',
    params: contactPointParams,
    success,
    handle: async (call) => answerContactPoint(call, call.params.id),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/contact-points/{id}',
    name: 'changeContactPoint',
    tag: TAG,
    summary: 'Change an address or its role, or put a bounced one back in use',
    access: 'facts',
    params: contactPointParams,
    body: changeContactPointBody,
    success,
    handle: async (call) => {
      const { address, role, state } = call.body;
      const changes = {
        ...(address === undefined ? {} : { address }),
        ...(role === undefined ? {} : { role }),
        ...(state === undefined ? {} : { state }),
      };
      const input = { contactPointId: call.params.id, version: call.ifVersion, changes };
      const { row } = await changeContactPoint(call.db, input, factContext(call));
      return { body: presentContactPoint(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/contact-points/{id}/consents/{purpose}',
    name: 'setConsent',
    tag: TAG,
    summary: 'Record what the customer has said about one purpose',
    access: 'facts',
    versioned: 'no',
    params: consentParams,
    body: consentBody,
    success,
    handle: async (call) => {
      const { id, purpose } = call.params;
      const { row } = await setConsent(call.db, { contactPointId: id, purpose, ...call.body }, factContext(call));
      return { body: presentContactPoint(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/contact-points/{id}/opt-out',
    name: 'optOut',
    tag: TAG,
    summary: 'Opt an address out, for one purpose or as a whole',
    description: 'It counts for every customer that has the address: the address opts out, not the customer.',
    access: 'facts',
    params: contactPointParams,
    body: optOutBody,
    success,
    handle: async (call) => {
      const { channel, address } = await readContactPoint(call.db, call.params.id);
      const { purpose, reason } = call.body;
      await optOut(call.db, { channel, address, customerId: null, purpose, code: reason }, factContext(call));
      return answerContactPoint(call, call.params.id);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/contact-points/{id}/opt-in',
    name: 'optIn',
    tag: TAG,
    summary: 'Take back the opt-out of an address',
    access: 'facts',
    params: contactPointParams,
    success,
    handle: async (call) => {
      const { channel, address } = await readContactPoint(call.db, call.params.id);
      await optIn(call.db, { channel, address, customerId: null }, factContext(call));
      return answerContactPoint(call, call.params.id);
    },
  }),
];
