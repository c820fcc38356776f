import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { eventually } from '../workflows/support/eventually';
import { RunningEngine } from '../workflows/support/running-engine';
import { countStatements } from './harness/count-statements';
import { costBetween, historyCost } from './harness/history-cost';

const PLAYBOOK = `
playbook: two-reminders
steps:
  - { id: due-today, at: due, do: email, template: due-today }
  - { id: reminder-1, at: due + 7d, do: email, template: reminder-1 }
`;

/** Figures that grow unseen: whoever raises one of them has a reason, and says it here. */
describe('what one reminder costs', () => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.at('2024-03-10T09:00:00Z');
  });

  it('is 11 events, at most 7 state transitions and 4 kB of history, for one invoice and for 40', async () => {
    const engine = await RunningEngine.start(world);
    try {
      for (const invoices of [1, 40]) {
        world.at('2024-03-10T09:00:00Z');
        const id = await world.customer({ externalId: `COST-${invoices}` });
        for (let n = 1; n <= invoices; n += 1) await world.invoice(id, `COST-${invoices}-${n}`, '2024-03-10');
        await engine.planned(id, { action: 'email', at: '2024-03-10T10:00:00.000Z' });
        await engine.waitsFor(id, '2024-03-10T10:00:00Z', 4);
        const before = await historyCost(engine.collections(id));
        world.at('2024-03-10T10:00:00Z');
        await engine.planned(id, { action: 'email', at: '2024-03-17T10:00:00.000Z' });
        const cost = await eventually(async () => {
          expect(await timerSeconds(engine, id)).toBeGreaterThan(86_400);
          return costBetween(before, await historyCost(engine.collections(id)));
        });
        expect(cost.events).toBe(11);
        expect(cost.transitions).toBeLessThanOrEqual(7);
        expect(cost.bytes).toBeLessThanOrEqual(4_096);
      }
    } finally {
      await engine.close();
    }
  });

  it('is 16 statements in two transactions and one statement by itself, for one invoice and for 40', async () => {
    const costs = [];
    // The first one fills the caches of documents, templates and calendars.
    for (const [name, invoices] of [
      ['WARM', 1],
      ['ONE', 1],
      ['FORTY', 40],
    ] as const) {
      world.at('2024-03-10T09:00:00Z');
      const id = await world.customer({ externalId: `SQL-${name}` });
      for (let n = 1; n <= invoices; n += 1) await world.invoice(id, `SQL-${name}-${n}`, '2024-03-10');
      const plan = await world.reach(id);
      costs.push(await countStatements(() => world.act(id, plan)));
    }
    const [, one, forty] = costs;
    expect(one).toEqual(forty);
    expect(one).toEqual({ statements: 16, transactions: 2 });
  });
});

/** How long the workflow waits; it fails the test where it does not wait. */
async function timerSeconds(engine: RunningEngine, customerId: string): Promise<number> {
  const { events } = await engine.collections(customerId).fetchHistory();
  const timer = events?.at(-1)?.timerStartedEventAttributes;
  expect(timer).toBeTruthy();
  return Number(timer?.startToFireTimeout?.seconds);
}
