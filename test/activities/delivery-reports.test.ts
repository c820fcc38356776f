import type { HandOver } from '../../activities/channels/hand-over';
import type { NextPlan } from '../../activities/next-plan';
import { recordDelivery } from '../../facts/write/record-delivery';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: by-text
steps:
  - { id: first, at: due, do: sms, template: due-today }
  - { id: second, at: due + 7d, do: sms, template: reminder-1 }
`;

const BUSY: HandOver = { kind: 'transient', code: '20429', text: 'busy', retryAfterMs: null };
const LOST: HandOver = { kind: 'unknown', code: 'ETIMEDOUT', text: 'timeout' };

describe('a delivery report that comes', () => {
  let world: EngineWorld;
  let id: string;
  let plan: NextPlan;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    id = await world.customer({ externalId: 'C-1', email: null, phone: '+14155550100' });
    await world.invoice(id, 'INV-1', '2024-03-10');
    plan = await world.reach(id);
  });
  afterEach(() => world.close());

  const message = () => world.db.message.findFirstOrThrow();
  async function report(status: string, errorCode: string | null = null): Promise<void> {
    const { id: messageId } = await message();
    const ctx = { actor: 'provider', now: world.now };
    await recordDelivery(world.db, { messageId, providerId: 'SM1', status, errorCode }, ctx);
  }
  async function dieAfterHandOver(): Promise<void> {
    world.atStage = async (stage) => {
      if (stage === 'answered') throw new Error('died');
    };
    await expect(world.act(id, plan)).rejects.toThrow('died');
    world.atStage = async () => undefined;
  }
  async function lose(): Promise<void> {
    world.senders.smsAnswers.push(LOST);
    await expect(world.act(id, plan)).rejects.toThrow('ETIMEDOUT');
  }
  async function missTwice(): Promise<void> {
    await expect(world.act(id, plan)).rejects.toThrow('looked up a second time');
    world.at(world.now + 10 * 60_000);
  }
  const told = async () =>
    (await world.timeline(id)).filter((kind) => kind.startsWith('message.') || kind.startsWith('contact.'));

  it('before the record of the hand-over is applied by that record', async () => {
    world.senders.during = async () => {
      await report('sent');
      await report('delivered');
    };

    await world.act(id, plan);

    expect(await message()).toMatchObject({ state: 'delivered', providerId: 'SM1', deliveredAt: new Date(world.now) });
    expect(await told()).toEqual(['message.sent', 'message.delivered']);
  });

  it('before the record marks the number that it failed for', async () => {
    world.senders.during = () => report('undelivered', '30005');

    await world.act(id, plan);

    expect(await message()).toMatchObject({ state: 'failed', errorCode: '30005' });
    expect(await told()).toEqual(['message.sent', 'message.failed', 'contact.bounced']);
  });

  it('says that a message was taken of which the provider had not answered', async () => {
    world.senders.smsAnswers.push(LOST);
    world.senders.during = () => report('queued');

    await world.act(id, plan);

    expect(await message()).toMatchObject({ state: 'sent', providerId: 'SM1' });
  });

  it.each([
    ['queued', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
  ])(
    'after a crash, and says %s, ends the uncertainty without a look-up and without a second message',
    async (status, state) => {
      await dieAfterHandOver();
      await report(status);

      const next = await world.act(id, plan);

      expect(world.senders.texts).toHaveLength(1);
      expect(world.senders.lookUps).toEqual([]);
      expect(await message()).toMatchObject({ state, providerId: 'SM1' });
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
      expect(next).toMatchObject({ action: 'sms', at: Date.parse('2024-03-17T10:00:00Z') });
    },
  );

  it('between the look-ups that did not find it keeps the message from going again', async () => {
    await lose();
    await missTwice();
    await report('sent');

    await world.act(id, plan);

    expect(world.senders.texts).toHaveLength(1);
    expect((await message()).state).toBe('sent');
  });

  it('while a second hand-over waits for a busy provider calls it off', async () => {
    await lose();
    await missTwice();
    world.senders.smsAnswers.push(BUSY);
    await expect(world.act(id, plan)).rejects.toThrow('20429');
    await report('delivered');

    await world.act(id, plan);

    expect(world.senders.texts).toHaveLength(2);
    expect((await message()).state).toBe('delivered');
  });

  it.each([
    ['delivered', 'done'],
    ['undelivered', 'open'],
  ])('after a person was asked, and says %s, leaves the task %s', async (status, taskStatus) => {
    await lose();
    await missTwice();
    await lose();
    await missTwice();
    await world.act(id, plan);
    expect((await message()).state).toBe('unknown');

    await report(status);

    const task = await world.db.task.findFirstOrThrow({ where: { kind: 'unknown-message' } });
    expect(task).toMatchObject({ status: taskStatus, outcome: taskStatus === 'done' ? 'arrived' : null });
    expect((await world.db.touch.findFirstOrThrow()).status).toBe('done');
  });
});
