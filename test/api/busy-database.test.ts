import { randomUUID } from 'node:crypto';
import { eventually } from '../workflows/support/eventually';
import { useApiWorld } from './support/api-world';
import { callsOf, newCustomer, textOf, type Reply } from './support/calls';

const POOL = 2;
const world = useApiWorld({ seeded: false, pool: { poolSize: POOL, connectionTimeoutMs: 500 } });
const calls = callsOf(world);

/** Holds a customer's row, as a slow guard would. @returns what lets it go */
async function holdRow(customerId: string): Promise<() => Promise<void>> {
  let letGo = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((held) => {
    ended = world().prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Customer" WHERE "id" = ${customerId}::uuid FOR UPDATE`;
      held();
      await released;
    });
  });
  return () => {
    letGo();
    return ended;
  };
}

function expectBusy(reply: Reply): void {
  expect(reply.body).toMatchObject({ code: 'database-unavailable', status: 503, retryable: true });
  expect(reply.status).toBe(503);
  expect(reply.headers['retry-after']).toBe('5');
}

test('requests beyond the connections are told when to come again, and have their effect once when they do', async () => {
  const slow = textOf((await newCustomer(calls))['id']);
  const letGo = await holdRow(slow);

  const keys = Array.from({ length: 3 * POOL }, () => randomUUID());
  const place = (key: string): Promise<Reply> =>
    calls.post('/v1/holds', { customer: slow, reason: key }, { headers: { 'Idempotency-Key': key } });
  // They know who calls before the connections are gone, and begin their transactions at once.
  const burst = keys.map(async (key) => ({ key, reply: await place(key) }));
  await eventually(async () => {
    const waiting = await world().prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`;
    expect(waiting).toHaveLength(POOL);
  });
  expectBusy(await calls.get('/v1/customers'));
  const refused = await Promise.race(burst);
  expectBusy(refused.reply);
  await letGo();

  const replies = await Promise.all(burst);
  const busy = replies.filter(({ reply }) => reply.status !== 201);
  expect(busy.length).toBeGreaterThan(0);
  for (const { key, reply } of busy) {
    expectBusy(reply);
    expect((await place(key)).status).toBe(201);
  }
  const reasons = await world().prisma.hold.findMany({ where: { customerId: slow }, select: { reason: true } });
  expect(reasons.map(({ reason }) => reason).sort()).toEqual([...keys].sort());
});

test('what the log keeps of it names the address and no person', () => {
  const lines = world().logLines.filter((line) => line.includes('request failed'));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('')).not.toContain('Customer');
});
