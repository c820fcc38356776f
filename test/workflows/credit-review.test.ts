import { decideReview } from '../../facts/write/credit-reviews';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { askForReview, publishScorecard } from '../activities/support/credit-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

describe('credit reviews on the engine', () => {
  let world: EngineWorld;
  let engine: RunningEngine;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.runFrom('2026-03-02T10:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await publishScorecard(world);
    engine = await RunningEngine.start(world);
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });

  const statusOf = async (id: string) => (await world.db.episode.findUniqueOrThrow({ where: { id } })).status;

  test('a referral is scored, told, and survives the death of its workers until it is decided', async () => {
    const data = { name: 'Ann', email: 'ann@staff.example.com', role: 'credit-manager' };
    const { id: staffId } = await world.db.staff.create({ data });
    const customerId = await world.customer({ externalId: 'W-1' });
    const { episodeId } = await askForReview(world, customerId);
    await eventually(async () => {
      expect(world.senders.emails.map(({ to }) => to.address)).toEqual(['ann@staff.example.com']);
      const { nextAt } = await world.db.episode.findUniqueOrThrow({ where: { id: episodeId } });
      const { dueAt } = await world.db.creditReview.findUniqueOrThrow({ where: { id: episodeId } });
      expect(nextAt).not.toBeNull();
      expect(nextAt).toEqual(dueAt);
    });
    const handle = engine.client.workflow.getHandle(`customer/${customerId}/credit-review/1`);
    expect((await handle.describe()).status.name).toBe('RUNNING');

    await engine.stopWorkers();
    const said = { limitMinor: null, termsDays: null, note: null };
    const decision = { reviewId: episodeId, staffId, decision: 'approved', ...said } as const;
    await decideReview(world.db, decision, world.ctx());
    await engine.startWorkers();

    await handle.result();
    expect(await statusOf(episodeId)).toBe('closed');
    expect(await world.db.creditTerms.count({ where: { customerId } })).toBe(1);
    expect(world.senders.emails).toHaveLength(1);
  });

  test('a second review of the same customer is a workflow of its own', async () => {
    const customerId = await world.customer({ externalId: 'W-2' });
    await world.db.customer.update({ where: { id: customerId }, data: { attributes: { grade: 'A' } } });
    for (const number of [1, 2]) {
      const { episodeId } = await askForReview(world, customerId);
      await eventually(async () => {
        expect(await statusOf(episodeId)).toBe('closed');
      });
      const { workflowId } = await world.db.episode.findUniqueOrThrow({ where: { id: episodeId } });
      expect(workflowId).toBe(`customer/${customerId}/credit-review/${number}`);
    }
  });
});
