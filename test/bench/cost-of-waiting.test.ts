import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { eventually } from '../workflows/support/eventually';
import { RunningEngine } from '../workflows/support/running-engine';
import { databaseBytes } from './harness/database-bytes';
import { historyCost } from './harness/history-cost';

const PLAYBOOK = `
playbook: one-reminder
steps:
  - { id: due-today, at: due, do: email, template: due-today }
`;
const NOW = '2024-03-01T09:00:00Z';
const DUE_ON = '2024-03-10';
const NEXT = { action: 'email', at: '2024-03-10T10:00:00.000Z' } as const;

/** Figures that grow unseen: whoever raises one of them has a reason, and says it here. */
describe('what a customer who waits costs', () => {
  let world: EngineWorld;

  beforeEach(async () => {
    world = await EngineWorld.create();
    world.at(NOW);
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
  });
  afterEach(() => world.close());

  async function customer(externalId: string, invoices: number): Promise<string> {
    const id = await world.customer({ externalId });
    for (let n = 1; n <= invoices; n += 1) await world.invoice(id, `${externalId}-${n}`, DUE_ON);
    return id;
  }

  it('is 29 events, at most 18 state transitions and 8 kB of history, whether one invoice is open or 41', async () => {
    // The relay tells of what is there when it starts with one signal.
    const ids = [await customer('ONE', 1), await customer('MANY', 41)];
    const engine = await RunningEngine.start(world);
    try {
      for (const id of ids) {
        await engine.planned(id, NEXT);
        await engine.atRest(id);
        const costs = await Promise.all([engine.lifecycle(id), engine.collections(id)].map(historyCost));
        expect(costs.reduce((sum, cost) => sum + cost.events, 0)).toBe(29);
        // 18 on the server of the tests, 16 in the benchmark.
        expect(costs.reduce((sum, cost) => sum + cost.transitions, 0)).toBeLessThanOrEqual(18);
        expect(costs.reduce((sum, cost) => sum + cost.bytes, 0)).toBeLessThanOrEqual(8_192);
      }
    } finally {
      await engine.close();
    }
  });

  it('is at most 24 kB of the database with its first invoice, and 750 bytes for a further one', async () => {
    const engine = await RunningEngine.start(world);
    const waiting = async (name: string, count: number): Promise<string[]> => {
      const ids: string[] = [];
      for (let n = 1; n <= count; n += 1) ids.push(await customer(`${name}-${n}`, 1));
      await eventually(async () => {
        expect(await world.db.outbox.count({ where: { sentAt: null } })).toBe(0);
        const planned = { customerId: { in: ids }, kind: 'collections', nextAt: { not: null } } as const;
        expect(await world.db.episode.count({ where: planned })).toBe(count);
      });
      return ids;
    };
    try {
      // Every table has its first block before it is measured.
      await waiting('FIRST', 20);
      const atFirst = await databaseBytes(world.db);
      const [id = ''] = await waiting('NEXT', 60);
      const withCustomers = await databaseBytes(world.db);
      expect((withCustomers - atFirst) / 60).toBeLessThanOrEqual(24_000);

      // IDs in the order of time, as the product gives them: their indexes split in the same way each time.
      await world.db.$executeRaw`
        WITH numbered AS MATERIALIZED (SELECT uuidv7() AS id, n FROM generate_series(1, 1000) AS n),
        invoice AS (
          INSERT INTO "Invoice" (id, "customerId", number, "issuedOn", currency, "amountMinor", "arrivedAt", "updatedAt")
          SELECT id, ${id}::uuid, format('FURTHER-%s', n), '2024-01-01', 'USD', 10000, now(), now() FROM numbered)
        INSERT INTO "DueItem" (id, "invoiceId", "dueOn", "amountMinor")
        SELECT uuidv7(), id, ${DUE_ON}::date, 10000 FROM numbered`;
      expect(((await databaseBytes(world.db)) - withCustomers) / 1_000).toBeLessThanOrEqual(750);
    } finally {
      await engine.close();
    }
  });
});
