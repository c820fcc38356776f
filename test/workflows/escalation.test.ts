import { WorkflowUpdateFailedError } from '@temporalio/client';
import { acknowledgeUpdate, factsChangedSignal, resolveUpdate } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { escalate, hireFor, publishLadder } from '../activities/support/escalation-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

describe('an escalation on the real server', () => {
  let world: EngineWorld;
  let engine: RunningEngine;
  let ownerId: string;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.at('2026-03-02T10:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await publishLadder(world);
    const managerId = await hireFor(world, 'Mia');
    ownerId = await hireFor(world, 'Owen', { managerId });
    engine = await RunningEngine.start(world);
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });
  beforeEach(() => {
    world.at('2026-03-02T10:00:00Z');
    world.senders.emails.length = 0;
  });

  const rowOf = (id: string) => world.db.escalation.findUniqueOrThrow({ where: { id } });
  const episodeOf = (id: string) => world.db.episode.findUniqueOrThrow({ where: { id } });
  const answer = { actor: 'key:test', staffId: null, note: null };

  async function atLevel(level: number, id: string): Promise<void> {
    await eventually(async () => {
      expect(await rowOf(id)).toMatchObject({ level });
      const { nextAt } = await episodeOf(id);
      expect(nextAt).toEqual((await rowOf(id)).dueAt);
      expect(world.senders.emails).toHaveLength(level);
    });
  }

  it('climbs when its timer fires, and is acknowledged and resolved by updates that can be repeated', async () => {
    const customerId = await world.customer({ externalId: 'C-1', ownerId });
    const { episodeId } = await escalate(world, customerId);
    await atLevel(1, episodeId);
    const handle = engine.client.workflow.getHandle(`customer/${customerId}/escalation/1`);

    // Three seconds before the wait of four business hours is over; the timer that fires is a real one.
    world.runFrom('2026-03-02T13:59:57Z');
    await handle.signal(factsChangedSignal, { eventId: 'test' });
    await atLevel(2, episodeId);

    for (let time = 0; time < 2; time += 1) {
      expect(await handle.executeUpdate(acknowledgeUpdate, { args: [answer] })).toMatchObject({
        status: 'acknowledged',
      });
    }
    const nobody = { ...answer, staffId: '0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10' };
    const refused = handle.executeUpdate(acknowledgeUpdate, { args: [nobody] });
    await expect(refused).rejects.toThrow(WorkflowUpdateFailedError);
    await expect(handle.executeUpdate(resolveUpdate, { args: [{ ...answer, outcome: ' ' }] })).rejects.toThrow(
      WorkflowUpdateFailedError,
    );
    const resolved = await handle.executeUpdate(resolveUpdate, { args: [{ ...answer, outcome: 'paid' }] });
    expect(resolved).toEqual({ status: 'resolved', outcome: 'paid' });
    await handle.result();
    expect(await episodeOf(episodeId)).toMatchObject({ status: 'closed', outcome: 'resolved' });
    expect(await world.db.task.count({ where: { episodeId, status: { in: ['open', 'claimed'] } } })).toBe(0);
  });

  it('goes on where it was when every worker is gone between its steps', async () => {
    const customerId = await world.customer({ externalId: 'C-2', ownerId });
    await engine.stopWorkers();
    const { episodeId } = await escalate(world, customerId);
    await engine.startWorkers();
    await atLevel(1, episodeId);

    await engine.stopWorkers();
    world.at('2026-03-03T11:00:00Z');
    await engine.startWorkers();
    await world.phone(customerId, '+14155550102');
    await atLevel(2, episodeId);

    // Told a day late, the level has its four hours from then on.
    expect((await rowOf(episodeId)).dueAt).toEqual(new Date('2026-03-03T15:00:00Z'));
    expect(await world.db.task.count({ where: { episodeId } })).toBe(2);
    const of = { kind: 'episode.acted', customerId };
    const acted = await world.db.timelineEvent.findMany({ where: of, orderBy: { id: 'asc' } });
    expect(acted.map(({ data }) => (data as { step: string }).step)).toEqual([
      'level-1',
      'email-1',
      'level-2',
      'email-2',
    ]);
  });
});
