import type { ApiRole } from '../../../prisma/generated/enums';
import type { ApiWorld } from './api-world';
import { send, type Received, type Sent } from './caller';
import { ROUTE_TABLE } from './route-table';

const NOBODY = '0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10';
const DAYS = { days: [{ on: '2027-01-01', kind: 'off' }] };
const FACT = { customer: NOBODY, at: '2026-01-02T00:00:00Z', kind: 'customer.pause', payload: {} };

/** Bodies that are right as far as can be seen without the thing that the address names; all others take `{}`. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/customers/{id}/close': { reason: 'Company dissolved' },
  'POST /v1/customers/{id}/contact-points': { channel: 'email', address: 'ana@example.com' },
  'PUT /v1/contact-points/{id}/consents/{purpose}': { granted: true, source: 'phone' },
  'POST /v1/customers/{id}/assignment/accept': { staffId: NOBODY },
  'POST /v1/customers/{id}/assignment/decline': { staffId: NOBODY },
  'POST /v1/customers/{id}/assignment': { staffId: NOBODY },
  'POST /v1/customers/{id}/interactions': { kind: 'reply' },
  'POST /v1/customers/{id}/orders': { externalId: 'O-1', currency: 'USD', amount: '1.00' },
  'POST /v1/credit-reviews/{id}/decision': { staffId: NOBODY, decision: 'declined' },
  'PUT /v1/customers/{id}/credit-terms': { currency: 'USD', limit: '1.00', termsDays: 30, reason: 'New' },
  'POST /v1/customers/{id}/credit-check': { currency: 'USD', amount: '1.00' },
  'POST /v1/customers/{id}/mark-lost': { reason: 'silent' },
  'POST /v1/win-backs/{id}/stop': { reason: 'We talk' },
  'POST /v1/tasks/{id}/claim': { staffId: NOBODY },
  'POST /v1/tasks/{id}/complete': { outcome: 'promised' },
  'POST /v1/customers/{id}/escalations': { ladder: 'standard', subject: 'Delivery refused' },
  'POST /v1/escalations/{id}/acknowledge': { staffId: NOBODY },
  'POST /v1/escalations/{id}/resolve': { staffId: NOBODY, outcome: 'paid' },
  'POST /v1/calendars/{code}/days': DAYS,
  'POST /v1/staff/{id}/absences': { fromOn: '2026-04-01', untilOn: '2026-04-02' },
  'POST /v1/staff/{id}/hand-over/preview': { to: 'policies' },
  'POST /v1/staff/{id}/hand-over': { to: 'policies' },
  'POST /v1/test-clocks/{id}/facts': { facts: [FACT] },
  'POST /v1/test-clocks/{id}/advances': { to: '2027-01-01T00:00:00Z' },
  'POST /v1/webhook-endpoints/{id}/replay': { since: '2026-01-01T00:00:00Z' },
};

/** Where there is nothing, for every parameter that is no ID. */
const NOWHERE: Readonly<Record<string, string>> = {
  number: '1',
  purpose: 'marketing',
  code: 'none',
  name: 'none',
  channel: 'email',
  language: 'en',
};

/** Method and address of a route with these values for its parameters, by default values that name nothing. */
export function placeOf(route: string, values: Readonly<Record<string, string>> = {}): Pick<Sent, 'method' | 'path'> {
  const [verb = '', path = ''] = route.split(' ');
  return {
    method: verb.toLowerCase() as Sent['method'],
    path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? NOWHERE[name] ?? NOBODY),
  };
}

/** Sends a request that is right in everything but, perhaps, in what its address names. */
export async function sendWellFormed(
  world: ApiWorld,
  route: string,
  role: ApiRole,
  values: Readonly<Record<string, string>> = {},
): Promise<Received> {
  const { method, path } = placeOf(route, values);
  const query = path.endsWith('/diff') ? '?from=1&to=1' : '';
  const headers: Record<string, string> = method === 'patch' ? { 'If-Match': '"1"' } : {};
  const body = method === 'get' || method === 'delete' ? undefined : (BODIES[route] ?? {});
  return send(world, { method, path: path + query, role, headers, body });
}

/** The roles that may call a route. */
export function rolesThatMay(route: string): readonly ApiRole[] {
  const [may] = ROUTE_TABLE[route] ?? [];
  if (may === undefined) throw new Error(`${route} has no row in the table of routes`);
  return may === 'anybody' ? [] : (may.split(' ') as ApiRole[]);
}
