import { setTimeout as delay } from 'node:timers/promises';
import { factsChangedSignal } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

const CUSTOMERS = 30;
const PLAYBOOK = `
playbook: one
steps:
  - { id: first, at: due, do: email, template: due-today }
`;

describe('payments around the instant at which reminders are due, on the real server', () => {
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

  it('lets no message begin its hand-over after the payment of its invoice was committed', async () => {
    world.at('2024-03-10T09:00:00Z');
    const ids: string[] = [];
    for (let n = 0; n < CUSTOMERS; n += 1) {
      const id = await world.customer({ externalId: `C-${n}` });
      await world.invoice(id, `INV-${n}`, '2024-03-10');
      ids.push(id);
    }
    for (const id of ids) await engine.planned(id, { action: 'email', at: '2024-03-10T10:00:00.000Z' });

    const paid = new Set<string>();
    const paidBeforeLook = new Set<string>();
    const broken: string[] = [];
    world.atStage = async (stage, messageId) => {
      if (stage === 'claimed') {
        const { customerId } = await world.db.message.findUniqueOrThrow({ where: { id: messageId } });
        if (paid.has(customerId)) paidBeforeLook.add(messageId);
      }
      if (stage === 'handed-over' && paidBeforeLook.has(messageId)) broken.push(messageId);
    };
    world.runFrom('2024-03-10T09:59:54Z');
    for (const id of ids) await engine.collections(id).signal(factsChangedSignal, { eventId: 'test' });
    const dueInMs = Date.parse('2024-03-10T10:00:00Z') - world.now;
    await Promise.all(
      ids.map(async (id, n) => {
        // From a second before the timers fire to two seconds after.
        await delay(Math.max(0, dueInMs - 1_000 + (n * 3_000) / CUSTOMERS));
        await world.pay(id, `INV-${n}`);
        paid.add(id);
      }),
    );

    await eventually(async () => {
      for (const id of ids) expect((await engine.collections(id).describe()).status.name).toBe('COMPLETED');
    });
    expect(broken).toEqual([]);
    for (const [n, id] of ids.entries()) {
      const sent = world.senders.emails.filter(({ to }) => to.address === `c-${n}@example.com`).length;
      expect(await world.settled(id)).toEqual(sent === 0 ? [] : [`INV-${n}/first done`]);
      expect(sent).toBeLessThanOrEqual(1);
    }
  });
});
