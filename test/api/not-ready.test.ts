import { useApiWorld } from './support/api-world';
import { callsOf } from './support/calls';

const world = useApiWorld({ seeded: false });
const calls = callsOf(world);

test('without one of its migrations the API is alive and not ready', async () => {
  const before = await calls.get('/readyz', { role: null });
  expect(before).toMatchObject({ status: 200, body: { status: 'degraded', migrations: { status: 'ok' } } });
  await world().prisma.$executeRaw`
    DELETE FROM "_prisma_migrations" WHERE "migration_name" = (SELECT max("migration_name") FROM "_prisma_migrations")`;
  const { status, body } = await calls.get('/readyz', { role: null });
  expect(status).toBe(503);
  expect(body).toMatchObject({ status: 'down', database: { status: 'ok' }, migrations: { status: 'down' } });
  expect((await calls.get('/healthz', { role: null })).status).toBe(200);
});
