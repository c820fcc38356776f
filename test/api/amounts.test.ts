import { useApiWorld } from './support/api-world';
import { callsOf, listOf, newCustomer, newInvoice, textOf } from './support/calls';

const world = useApiWorld();
const calls = callsOf(world);
const MOST = '99999999999999.99';
const OVER = '100000000000000.00';
const BEYOND_64_BITS = '99999999999999999999.00';

const usd = { customer: 'ext:A-1', currency: 'USD' };
const invoice = { ...usd, number: 'A-OVER', issuedOn: '2026-03-01', dueOn: '2026-03-20' };

beforeAll(async () => {
  await newCustomer(calls, { externalId: 'A-1' });
  await newInvoice(calls, 'ext:A-1', { number: 'A-INV' });
});

type Case = readonly [what: string, path: string, body: (amount: string) => object, pointer: string];
const CASES: readonly Case[] = [
  ['an invoice', '/v1/invoices', (amount) => ({ ...invoice, amount }), '/amount'],
  ['a payment', '/v1/payments', (amount) => ({ ...usd, receivedOn: '2026-03-09', amount }), '/amount'],
  [
    'a part of a payment',
    '/v1/payments',
    (amount) => ({
      ...{ ...usd, receivedOn: '2026-03-09', amount: '1.00' },
      allocations: [{ invoice: 'no:A-INV', amount }],
    }),
    '/allocations/0/amount',
  ],
  [
    'a credit note',
    '/v1/credit-notes',
    (amount) => ({ ...usd, number: 'A-CN', issuedOn: '2026-03-09', amount }),
    '/amount',
  ],
  [
    'an order',
    '/v1/customers/ext:A-1/orders',
    (amount) => ({ externalId: 'A-O', placedAt: '2026-03-01T00:00:00Z', currency: 'USD', amount }),
    '/amount',
  ],
];

describe.each([OVER, BEYOND_64_BITS])('an amount of %s', (amount) => {
  test.each(CASES)('of %s is refused with the largest that is taken', async (_, path, body, pointer) => {
    const { status, body: problem } = await calls.post(path, body(amount));
    expect(status).toBe(422);
    expect(listOf(problem['errors'])[0]).toMatchObject({
      pointer,
      detail: `Given "${amount}"; expected at most ${MOST} USD`,
    });
  });

  test('is refused as a credit limit', async () => {
    const limit = { currency: 'USD', limit: amount, termsDays: 30, reason: 'test' };
    const { status, body } = await calls.put('/v1/customers/ext:A-1/credit-terms', limit);
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'validation-failed' });
    expect(textOf(listOf(body['errors'])[0]!['pointer'])).toBe('/limit');
  });

  test('is refused in a fact that a test clock stages', async () => {
    const { body: clock } = await calls.post('/v1/test-clocks', { name: amount, startAt: '2024-01-01T00:00:00Z' });
    const testClockId = textOf(clock['id']);
    await newCustomer(calls, { externalId: `S-${amount}`, testClockId });
    const payload = { number: 'S-1', issuedOn: '2024-01-02', dueOn: '2024-02-01', currency: 'USD', amount };
    const fact = { customer: `ext:S-${amount}`, at: '2024-01-02T00:00:00Z', kind: 'invoice.create', payload };
    expect((await calls.post(`/v1/test-clocks/${testClockId}/facts`, { facts: [fact] })).status).toBe(422);
  });
});

test('the largest amount is taken, and what a customer owes of several is told', async () => {
  await newCustomer(calls, { externalId: 'A-2' });
  for (const number of ['A-M1', 'A-M2', 'A-M3'])
    expect((await calls.post('/v1/invoices', { ...invoice, customer: 'ext:A-2', number, amount: MOST })).status).toBe(
      201,
    );
  const { status, body } = await calls.get('/v1/customers/ext:A-2');
  expect(status).toBe(200);
  expect(JSON.stringify(body)).toContain('299999999999999.97');
});

test('instalments whose sum is larger are refused, each of them being within the bound', async () => {
  const { dueOn, ...rest } = invoice;
  const items = [dueOn, '2026-04-20'].map((on) => ({ dueOn: on, amount: MOST }));
  const { status, body } = await calls.post('/v1/invoices', { ...rest, items });
  expect(status).toBe(422);
  expect(body).toMatchObject({
    errors: [{ pointer: '/items', detail: `Given 199999999999999.98 in all; expected at most ${MOST} USD` }],
  });
  const { headers } = await calls.get('/v1/invoices/no:A-INV');
  const change = await calls.patch('/v1/invoices/no:A-INV', { items }, { headers: { 'If-Match': headers['etag']! } });
  expect(change.status).toBe(422);
});
