import { factsChangedSignal } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

jest.setTimeout(90_000);

const PLAYBOOK = `
playbook: two-reminders
steps:
  - { id: due-today, at: due, do: email, template: due-today }
  - { id: reminder-1, at: due + 7d, do: sms, template: reminder-1 }
`;

describe('collections on the real server', () => {
  let world: EngineWorld;
  let engine: RunningEngine;

  beforeAll(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    engine = await RunningEngine.start(world);
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });

  it('sends one email about 40 invoices due on one day when its timer fires, for at most 11 events', async () => {
    world.at('2024-03-10T09:00:00Z');
    const id = await world.customer({ externalId: 'C-40', phone: '+14155550100' });
    for (let n = 1; n <= 40; n += 1) await world.invoice(id, `INV-${n}`, '2024-03-10');
    await engine.planned(id, { action: 'email', at: '2024-03-10T10:00:00.000Z' });

    world.runFrom('2024-03-10T09:59:57Z');
    await engine.collections(id).signal(factsChangedSignal, { eventId: 'test' });
    await engine.planned(id, { action: 'sms', at: '2024-03-17T10:00:00.000Z' });

    expect(world.senders.emails).toHaveLength(1);
    expect(await world.settled(id)).toHaveLength(40);
    const history = await eventually(async () => {
      const names = await engine.eventNames(id);
      expect(names.at(-1)).toBe('timerStarted');
      return names;
    });
    expect(history.slice(history.lastIndexOf('timerFired'))).toEqual([
      'timerFired',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'activityTaskScheduled',
      'activityTaskStarted',
      'activityTaskCompleted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'timerStarted',
    ]);
  });
});
