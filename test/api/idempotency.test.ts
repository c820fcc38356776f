import { reserve } from '../../api/http/idempotency';
import { useApiWorld } from './support/api-world';
import { callsOf, newCustomer, newInvoice, textOf, type Json } from './support/calls';

const world = useApiWorld({ seeded: false });
const calls = callsOf(world);
const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });

let customer: Json;
beforeAll(async () => {
  customer = await newCustomer(calls);
  await newInvoice(calls, textOf(customer['id']));
});

const payment = (amount: string) => ({
  customer: textOf(customer['id']),
  receivedOn: '2026-03-09',
  currency: 'USD',
  amount,
});

async function paymentsOf(amountMinor: bigint): Promise<number> {
  return world().prisma.payment.count({ where: { amountMinor } });
}

test('the same request with the same key has one effect and the same answer', async () => {
  const first = await calls.post('/v1/payments', payment('1.00'), keyed('pay-1'));
  expect(first.status).toBe(201);
  expect(first.headers).not.toHaveProperty('idempotency-replayed');
  const again = await calls.post('/v1/payments', payment('1.00'), keyed('pay-1'));
  expect(again.status).toBe(201);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(again.headers['location']).toBe(first.headers['location']);
  expect(again.body).toEqual(first.body);
  expect(await paymentsOf(100n)).toBe(1);
});

test('without a key the same request has a second effect', async () => {
  await calls.post('/v1/payments', payment('1.50'));
  await calls.post('/v1/payments', payment('1.50'));
  expect(await paymentsOf(150n)).toBe(2);
});

test('another body, or another address, with the same key is refused', async () => {
  await calls.post('/v1/payments', payment('2.00'), keyed('pay-2'));
  const body = await calls.post('/v1/payments', payment('2.01'), keyed('pay-2'));
  expect(body.status).toBe(422);
  expect(body.body).toMatchObject({ code: 'idempotency-key-reused' });
  const address = await calls.post('/v1/groups', { name: 'A' }, keyed('pay-2'));
  expect(address.status).toBe(422);
  expect(await paymentsOf(201n)).toBe(0);
});

test('the same key of two callers is two keys', async () => {
  await calls.post('/v1/payments', payment('3.00'), keyed('pay-3'));
  const other = await calls.post('/v1/payments', payment('3.00'), { ...keyed('pay-3'), role: 'integration' });
  expect(other.headers).not.toHaveProperty('idempotency-replayed');
  expect(await paymentsOf(300n)).toBe(2);
});

test('of twenty at once one has the effect, and the others its answer or a request to come again', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => calls.post('/v1/payments', payment('4.00'), keyed('pay-4'))),
  );
  expect(await paymentsOf(400n)).toBe(1);
  const statuses = new Set(all.map(({ status }) => status));
  expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
  expect(all.filter(({ status, headers }) => status === 201 && !headers['idempotency-replayed'])).toHaveLength(1);
  const later = await calls.post('/v1/payments', payment('4.00'), keyed('pay-4'));
  expect(later.headers['idempotency-replayed']).toBe('true');
});

test('a refused request leaves its key free for the corrected one', async () => {
  const bad = await calls.post('/v1/payments', { ...payment('5.00'), receivedOn: '2026-04-30' }, keyed('pay-5'));
  expect(bad.status).toBe(422);
  const good = await calls.post('/v1/payments', payment('5.00'), keyed('pay-5'));
  expect(good.status).toBe(201);
});

test('work that no transaction holds is reserved, and free again two minutes after its process died', async () => {
  const { prisma, now } = world();
  const { id: apiKeyId } = await prisma.apiKey.findFirstOrThrow({ where: { role: 'admin' } });
  const mark = { apiKeyId, key: 'out-1', route: 'post /x', requestHash: 'h' };
  expect(await reserve(prisma, mark, now)).toBeNull();
  await expect(reserve(prisma, mark, now + 60_000)).rejects.toMatchObject({ code: 'request-in-progress' });
  expect(await reserve(prisma, mark, now + 121_000)).toBeNull();
  await expect(reserve(prisma, { ...mark, requestHash: 'other' }, now + 400_000)).rejects.toMatchObject({
    code: 'idempotency-key-reused',
  });
});

test('a key of 256 characters, or with a blank, is refused', async () => {
  for (const key of ['k'.repeat(256), 'two words'])
    expect((await calls.post('/v1/payments', payment('6.00'), keyed(key))).status).toBe(400);
});
