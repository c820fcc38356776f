import { sideBySide } from '../../../domain/side-by-side';
import { createPrisma } from '../../../prisma/client';
import { ApiWorld } from '../../api/support/api-world';
import { callsOf, textOf } from '../../api/support/calls';
import { ownerTable } from '../../support/owner-table';
import { EngineWorld } from '../support/engine-world';
import { hire, planOnboarding, publishAssignment, startOnboarding, actOnboarding } from '../support/onboarding-world';

/** Half as many again as there are places: 3 × 16 and 7 of a person with a limit of their own. */
const CUSTOMERS = 80;
const CAP = 16;
const PLACES = 3 * CAP + 7;
/**
 * Offers under way at once over each pool, as a worker's slots bound them: with more than its connections, the last would
 * wait behind all the others for a connection, which ends after seconds.
 */
const AT_ONCE = 8;

/** As another worker: connections of its own, and nothing else in common with the first. */
function secondWorker(world: EngineWorld): EngineWorld {
  const db = createPrisma({ url: world.databaseUrl });
  const other: EngineWorld = Object.create(world) as EngineWorld;
  Object.defineProperty(other, 'deps', { value: { ...world.deps, db } });
  Object.defineProperty(other, 'db', { value: db });
  return other;
}

test('80 offers over two pools of connections, many at once over each, never exceed a cap', async () => {
  const world = await EngineWorld.create();
  world.at('2026-10-08T09:00:00Z');
  const other = secondWorker(world);
  const engineOf = ({ db }: EngineWorld) => ({ prisma: db, url: world.databaseUrl, temporal: {} as never });
  const [first, second] = [
    await ApiWorld.start({ engine: engineOf(world), seeded: false }),
    await ApiWorld.start({ engine: engineOf(other), seeded: false }),
  ];
  try {
    const names = ['Ann', 'Bob', 'Cid'];
    for (const name of names) await hire(world, name, { maxNewPerDay: CAP });
    await hire(world, 'Dan', { maxCustomers: 7 });
    await hire(world, 'Eve', { role: 'clerk' });
    await hire(world, 'Fay', {
      absences: { create: { fromOn: new Date('2026-10-08'), untilOn: new Date('2026-10-08') } },
    });
    await publishAssignment(
      world,
      `entries: [{ id: all, strategy: round-robin, staff: { roles: [account-manager] }, caps: { customers: ${CAP} } }]`,
    );
    const create = async (api: ApiWorld, engine: EngineWorld, externalId: string): Promise<void> => {
      const body = { externalId, name: `Customer ${externalId}`, zone: 'UTC' };
      const { status, body: made } = await callsOf(() => api).post('/v1/customers', body);
      expect(status).toBe(201);
      const onboarding = await startOnboarding(engine, textOf(made['id']));
      await actOnboarding(engine, onboarding, await planOnboarding(engine, onboarding));
    };
    const numbers = Array.from({ length: CUSTOMERS / 2 }, (_, index) => index);
    await Promise.all([
      sideBySide(numbers, AT_ONCE, (number) => create(first, world, `A-${number}`)),
      sideBySide(numbers, AT_ONCE, (number) => create(second, other, `B-${number}`)),
    ]);

    expect(await ownerTable(world.db)).toEqual({ Ann: CAP, Bob: CAP, Cid: CAP, Dan: 7, Eve: 0, Fay: 0 });
    const queued = await world.db.customer.groupBy({ by: ['queue'], where: { ownerId: null }, _count: true });
    expect(queued).toEqual([{ queue: 'spare', _count: CUSTOMERS - PLACES }]);
  } finally {
    await second.stop();
    await first.stop();
    await other.deps.db.$disconnect();
    await world.close();
  }
});

test('round-robin stays fair to within one when customers come at the same instant', async () => {
  const world = await EngineWorld.create();
  try {
    world.at('2026-10-08T09:00:00Z');
    for (const name of ['Ann', 'Bob', 'Cid']) await hire(world, name);
    await publishAssignment(world, 'entries: [{ id: all, strategy: round-robin }]');
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const onboarding = await startOnboarding(world, await world.customer({ externalId: `C-${index}` }));
        await actOnboarding(world, onboarding, await planOnboarding(world, onboarding));
      }),
    );
    const counts = await world.db.customer.groupBy({ by: ['ownerId'], _count: true });
    expect(counts.map(({ _count }) => _count).toSorted()).toEqual([6, 7, 7]);
  } finally {
    await world.close();
  }
});
