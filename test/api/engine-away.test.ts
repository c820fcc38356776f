import { useApiWorld } from './support/api-world';
import { callsOf, newCustomer, newInvoice, textOf } from './support/calls';

// Nobody listens on Temporal's port.
const world = useApiWorld({ seeded: false });
const calls = callsOf(world);

test('facts are taken while the engine is away, and wait for it in the outbox', async () => {
  const { id } = await newCustomer(calls);
  await newInvoice(calls, textOf(id));
  const paid = await calls.post('/v1/payments', {
    customer: textOf(id),
    receivedOn: '2026-03-09',
    currency: 'USD',
    amount: '1.00',
  });
  expect(paid.status).toBe(201);
  expect((await calls.post('/v1/holds', { customer: textOf(id), reason: 'dispute' })).status).toBe(201);
  const waiting = await world().prisma.outbox.findMany({ where: { customerId: textOf(id) }, orderBy: { id: 'asc' } });
  expect(waiting.map(({ kind, sentAt }) => ({ kind, sentAt }))).toEqual(
    ['customer.created', 'invoice.issued', 'payment.received', 'hold.placed'].map((kind) => ({ kind, sentAt: null })),
  );
});

test('what needs the engine is refused with when to come again, changes nothing and leaves its key free', async () => {
  const { id } = await newCustomer(calls);
  const headers = { 'Idempotency-Key': 'close-1' };
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const reply = await calls.post(`/v1/customers/${textOf(id)}/close`, { reason: 'dissolved' }, { headers });
    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('5');
    expect(reply.body).toMatchObject({ code: 'engine-unavailable', retryable: true });
  }
  expect((await calls.get(`/v1/customers/${textOf(id)}`)).body).toMatchObject({ engagement: 'active' });

  const { body: clock } = await calls.post('/v1/test-clocks', { name: 'away', startAt: '2024-01-01T00:00:00Z' });
  const advance = await calls.post(`/v1/test-clocks/${textOf(clock['id'])}/advances`, { to: '2024-02-01T00:00:00Z' });
  expect(advance.status).toBe(503);
  expect(await world().prisma.clockAdvance.count({ where: { status: 'running' } })).toBe(0);
});

test('readiness says that the engine is away, and that requests can be answered', async () => {
  const { status, body } = await calls.get('/readyz', { role: null });
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'degraded', database: { status: 'ok' }, engine: { status: 'down' } });
});

test('readiness is refused while a migration is missing', async () => {
  const { prisma } = world();
  await prisma.$executeRaw`UPDATE "_prisma_migrations" SET "finished_at" = NULL`;
  const { status, body } = await calls.get('/readyz', { role: null });
  await prisma.$executeRaw`UPDATE "_prisma_migrations" SET "finished_at" = now()`;
  expect(status).toBe(503);
  expect(body).toMatchObject({ status: 'down', migrations: { status: 'down', detail: 'MigrationsMissing' } });
});
