import { acceptAssignment } from '../../facts/write/assign-answer';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { assignmentLines, hire, publishAssignment } from '../activities/support/onboarding-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

/** Thursday, 09:00 in UTC: four business hours end at 13:00. */
const THURSDAY = '2026-10-08T09:00:00Z';

describe('an onboarding on the real server', () => {
  let world: EngineWorld;
  let engine: RunningEngine;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.at(THURSDAY);
    await world.publish('contact_policy', FREE_POLICY);
    await hire(world, 'Ann');
    await hire(world, 'Bob');
    await publishAssignment(world, 'entries: [{ id: all, strategy: round-robin }]\nwelcome: welcome');
    engine = await RunningEngine.start(world);
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });

  const onboardings = (customerId: string) => world.db.episode.findMany({ where: { customerId, kind: 'onboarding' } });
  const stageOf = async (customerId: string) =>
    (await world.db.customer.findUniqueOrThrow({ where: { id: customerId } })).stage;
  const statuses = async (customerId: string) =>
    (await assignmentLines(world, customerId)).map((line) => line.split(' ')[1]);

  async function accept(customerId: string): Promise<void> {
    const { ownerId } = await world.db.customer.findUniqueOrThrow({ where: { id: customerId } });
    await acceptAssignment(world.db, { customerId, staffId: ownerId! }, world.ctx());
  }

  it('begins with the customer, reassigns when its timer fires, and ends with the welcome', async () => {
    world.runFrom(THURSDAY);
    const customerId = await world.customer({ externalId: 'C-1' });
    await eventually(async () => {
      expect(await stageOf(customerId)).toBe('onboarding');
      expect(await statuses(customerId)).toEqual(['offered']);
      // The notice has gone out, and acceptance is waited for.
      expect(world.senders.emails).toHaveLength(1);
    });

    // Three seconds before the acceptance is due; the timer that fires is a real one.
    world.runFrom('2026-10-08T12:59:57Z');
    await world.phone(customerId, '+14155550101');
    await eventually(async () => {
      expect(await statuses(customerId)).toEqual(['expired', 'offered']);
      expect(world.senders.emails).toHaveLength(2);
    });

    await accept(customerId);
    await eventually(async () => {
      const [onboarding] = await onboardings(customerId);
      expect(onboarding).toMatchObject({ status: 'closed', outcome: 'accepted' });
      const { status } = await engine.client.workflow.getHandle(onboarding!.workflowId).describe();
      expect(status.name).toBe('COMPLETED');
      expect(await stageOf(customerId)).toBe('active');
    });
    expect(world.senders.emails.at(-1)).toMatchObject({ subject: 'Welcome to Your company' });
  });

  it('goes on where it was when every worker is gone between its steps, and does nothing twice', async () => {
    world.at(THURSDAY);
    world.senders.emails.length = 0;
    await engine.stopWorkers();
    const customerId = await world.customer({ externalId: 'C-2' });
    await engine.startWorkers();
    await eventually(async () => {
      expect(await statuses(customerId)).toEqual(['offered']);
      expect(world.senders.emails).toHaveLength(1);
    });
    await engine.stopWorkers();
    world.at('2026-10-08T13:00:00Z');
    await world.phone(customerId, '+14155550102');
    await engine.startWorkers();
    await eventually(async () => {
      expect(await statuses(customerId)).toEqual(['expired', 'offered']);
      expect(world.senders.emails).toHaveLength(2);
    });
    await engine.stopWorkers();
    await accept(customerId);
    await engine.startWorkers();
    await eventually(async () => {
      expect((await onboardings(customerId)).map(({ outcome }) => outcome)).toEqual(['accepted']);
    });
    const letters = await world.db.message.count({ where: { customerId, template: 'welcome' } });
    expect(letters).toBe(1);
    expect(await world.db.task.count({ where: { customerId, status: { in: ['open', 'claimed'] } } })).toBe(0);
  });
});
