import { Client } from 'pg';
import { SettledEvents } from '../../../worker/webhooks/settled-events';
import { WebhookWorld } from '../support/webhook-world';

let world: WebhookWorld;
let writers: Client[];
beforeEach(async () => {
  world = await WebhookWorld.create();
  writers = [];
});
afterEach(async () => {
  await Promise.all(writers.map((writer) => writer.end()));
  await world.close();
});

/** A transaction that has written an entry and not committed. @returns the entry's ID and how to end it */
async function open(): Promise<{ readonly id: bigint; readonly end: (how: 'COMMIT' | 'ROLLBACK') => Promise<void> }> {
  const writer = new Client({ connectionString: world.databaseUrl });
  writers.push(writer);
  await writer.connect();
  await writer.query('BEGIN');
  const { rows } = await writer.query<{ id: string }>(
    `INSERT INTO "TimelineEvent" ("customerId", "at", "kind", "actor") VALUES ($1, now(), 'late', 'test') RETURNING "id"`,
    [world.customerId],
  );
  return {
    id: BigInt(rows[0]?.id ?? 0),
    end: async (how) => {
      await writer.query(how);
    },
  };
}

it('goes no further than an entry with a smaller ID that can still appear', async () => {
  const settled = new SettledEvents(world.db);
  const [first] = await world.events(1);
  expect(await settled.upTo()).toBe(BigInt(first!));

  const slow = await open();
  const [second] = await world.events(1);
  expect(BigInt(second!)).toBeGreaterThan(slow.id);
  for (let look = 0; look < 3; look += 1) expect(await settled.upTo()).toBe(BigInt(first!));
  expect(settled.isSettling).toBe(true);

  await slow.end('COMMIT');
  expect(await settled.upTo()).toBe(BigInt(second!));
  expect(settled.isSettling).toBe(false);
});

it('does not wait for writers that came later, one after the other without a pause', async () => {
  const settled = new SettledEvents(world.db);
  let slow = await open();
  const [visible] = await world.events(1);
  await settled.upTo();
  for (let turn = 0; turn < 3; turn += 1) {
    const next = await open();
    await slow.end('COMMIT');
    slow = next;
  }
  expect(await settled.upTo()).toBeGreaterThanOrEqual(BigInt(visible!));
});

it('gives up an ID that was rolled back', async () => {
  const settled = new SettledEvents(world.db);
  const slow = await open();
  const [visible] = await world.events(1);
  await settled.upTo();
  await slow.end('ROLLBACK');
  expect(await settled.upTo()).toBe(BigInt(visible!));
});

it('loses no event that commits late, and posts it in its place', async () => {
  await world.endpoint();
  const deliverer = world.deliverer();
  const slow = await open();
  const [quick] = await world.events(1);
  expect(await deliverer.look()).toBe('soon');
  await deliverer.served();
  expect(world.receiver.ids).toEqual([]);

  await slow.end('COMMIT');
  await world.deliver(deliverer);
  expect(world.receiver.ids).toEqual([String(slow.id), quick]);
});

it('loses none of many that commit in any order while deliverers look all the time', async () => {
  await world.endpoint();
  const deliverers = [world.deliverer(), world.deliverer()];
  let writing = true;
  const looking = deliverers.map(async (deliverer) => {
    while (writing) await deliverer.look();
    await deliverer.served();
  });
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let index = 0; index < 25; index += 1) {
        await world.db.$transaction(async (tx) => {
          await tx.timelineEvent.create({
            data: { customerId: world.customerId, at: new Date(), kind: 'late', actor: 'test' },
          });
          await tx.$queryRaw`SELECT pg_sleep(random() * 0.02)::text`;
        });
      }
    }),
  );
  writing = false;
  await Promise.all(looking);
  await world.deliver();

  const all = await world.db.timelineEvent.findMany({ orderBy: { id: 'asc' } });
  expect(all).toHaveLength(200);
  expect(world.receiver.ids).toEqual(all.map(({ id }) => String(id)));
});
