import type { ApiRole } from '../../../prisma/generated/enums';
import type { ApiWorld } from './api-world';
import { send, type Json, type Received } from './caller';

export type { Json } from './caller';

/** A text inside an answer. */
export function textOf(json: Json | undefined): string {
  if (typeof json !== 'string') throw new Error(`${JSON.stringify(json)} is no text`);
  return json;
}

/** A list inside an answer. */
export function listOf(json: Json | undefined): readonly Json[] {
  if (!Array.isArray(json)) throw new Error(`${JSON.stringify(json)} is no list`);
  return json as readonly Json[];
}

export type Reply = Received;

type Options = {
  readonly role?: ApiRole | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly type?: string;
};

/** Requests of one world, by default of an admin. */
export function callsOf(world: () => ApiWorld) {
  const call =
    (method: 'get' | 'post' | 'put' | 'patch' | 'delete') =>
    (path: string, body?: unknown, options: Options = {}): Promise<Reply> =>
      send(world(), { method, path, body, ...options });
  return {
    get: async (path: string, options: Options = {}) => call('get')(path, undefined, options),
    post: call('post'),
    put: call('put'),
    patch: call('patch'),
    delete: async (path: string, options: Options = {}) => call('delete')(path, undefined, options),
  };
}

export type Calls = ReturnType<typeof callsOf>;

let counter = 0;

/** A customer with one email address and one phone number; its external ID is new. */
export async function newCustomer(calls: Calls, more: object = {}): Promise<Json> {
  counter += 1;
  const { status, body } = await calls.post('/v1/customers', {
    externalId: `C-${counter}`,
    name: `Customer ${counter}`,
    zone: 'America/New_York',
    country: 'US',
    contactPoints: [
      { channel: 'email', address: `billing-${counter}@example.com` },
      { channel: 'sms', address: `+1212555${String(counter).padStart(4, '0')}` },
    ],
    ...more,
  });
  expect(status).toBe(201);
  return body;
}

/** An invoice of 100.00 USD, due on 2026-03-20. */
export async function newInvoice(calls: Calls, customerId: string, more: object = {}): Promise<Json> {
  counter += 1;
  const { status, body } = await calls.post('/v1/invoices', {
    customer: customerId,
    number: `INV-${counter}`,
    issuedOn: '2026-03-01',
    dueOn: '2026-03-20',
    currency: 'USD',
    amount: '100.00',
    ...more,
  });
  expect(status).toBe(201);
  return body;
}
