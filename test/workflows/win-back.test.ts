import { recordOrder } from '../../facts/write/orders';
import { markLost } from '../../facts/write/mark-lost';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { agreeToMarketing, publishWinBack } from '../activities/support/win-back-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

describe('a win-back on the real server', () => {
  let world: EngineWorld;
  let engine: RunningEngine;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.at('2026-03-02T10:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await publishWinBack(world);
    engine = await RunningEngine.start(world);
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });

  const winBacks = (customerId: string) =>
    world.db.episode.findMany({ where: { customerId, kind: 'win_back' }, orderBy: { number: 'asc' } });
  const described = (workflowId: string) => engine.client.workflow.getHandle(workflowId).describe();

  async function lost(externalId: string): Promise<string> {
    const customerId = await world.customer({ externalId });
    await agreeToMarketing(world, customerId);
    await markLost(world.db, { customerId, version: null, reason: 'budget', note: null }, world.ctx());
    return customerId;
  }

  it('is started by its lifecycle, sends when its timer fires, and is won by an order', async () => {
    world.runFrom('2026-03-02T10:00:00Z');
    const customerId = await lost('C-1');
    await eventually(async () => {
      const [winBack] = await winBacks(customerId);
      expect(winBack).toMatchObject({ status: 'running', workflowId: `customer/${customerId}/win-back/1` });
      expect(winBack!.nextAt?.toISOString()).toBe('2026-03-05T10:00:00.000Z');
    });

    // Three seconds before the letter is due; the timer that fires is a real one.
    world.runFrom('2026-03-05T09:59:57Z');
    await world.phone(customerId, '+14155550101');
    await eventually(async () => {
      expect(world.senders.emails).toHaveLength(1);
    });

    const order = { customerId, externalId: 'O-1', placedAt: null, currency: 'USD', amountMinor: 10_000n };
    await recordOrder(world.db, order, world.ctx());
    await eventually(async () => {
      const [winBack] = await winBacks(customerId);
      expect(winBack).toMatchObject({ status: 'closed', outcome: 'won' });
      expect((await described(winBack!.workflowId)).status.name).toBe('COMPLETED');
      const { stage } = await world.db.customer.findUniqueOrThrow({ where: { id: customerId } });
      // Nobody is to be assigned again, since no assignment policy is published.
      expect(stage).toBe('active');
    });
    const stages = await world.db.timelineEvent.findMany({
      where: { customerId, kind: 'stage.changed' },
      orderBy: { id: 'asc' },
    });
    expect(stages.map(({ data }) => (data as { to: string }).to).slice(-3)).toEqual(['lost', 'won-back', 'active']);
  });

  it('goes on where it was when every worker is gone between its steps', async () => {
    world.at('2026-03-02T10:00:00Z');
    await engine.stopWorkers();
    const customerId = await lost('C-2');
    await engine.startWorkers();
    await eventually(async () => {
      expect((await winBacks(customerId)).map(({ nextAt }) => nextAt?.toISOString())).toEqual([
        '2026-03-05T10:00:00.000Z',
      ]);
    });
    await engine.stopWorkers();
    world.senders.emails.length = 0;
    world.at('2026-03-06T10:00:00Z');
    await world.phone(customerId, '+14155550102');
    await engine.startWorkers();
    await eventually(async () => {
      expect(world.senders.emails).toHaveLength(1);
      expect((await winBacks(customerId)).map(({ nextAt }) => nextAt?.toISOString())).toEqual([
        '2026-03-13T10:00:00.000Z',
      ]);
    });
    expect(await world.db.winBack.count({ where: { customerId } })).toBe(1);
  });
});
