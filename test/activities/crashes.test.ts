import type { MessageStage } from '../../activities/activity-deps';
import type { NextPlan } from '../../activities/next-plan';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: one-each
steps:
  - { id: mail, at: due, do: email, template: due-today }
  - { id: text, at: due + 7d, do: sms, template: reminder-1 }
`;

describe('a worker that dies on the way of a message', () => {
  let world: EngineWorld;
  let id: string;
  let plan: NextPlan;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    id = await world.customer({ externalId: 'C-1', phone: '+14155550100' });
    await world.invoice(id, 'INV-1', '2024-03-10');
    plan = await world.reach(id);
  });
  afterEach(() => world.close());

  async function dieAt(stage: MessageStage): Promise<void> {
    world.atStage = async (reached) => {
      if (reached === stage) throw new Error(`died after ${stage}`);
    };
    await expect(world.act(id, plan)).rejects.toThrow(`died after ${stage}`);
    world.atStage = async () => undefined;
  }

  /** What the timeline tells of messages, with the code of what went wrong. */
  async function fatesOf(): Promise<readonly string[]> {
    const entries = await world.db.timelineEvent.findMany({
      where: { customerId: id, kind: { startsWith: 'message.' } },
      orderBy: { id: 'asc' },
    });
    return entries.map(({ kind, data }) => [kind, (data as { readonly code?: string }).code ?? []].flat().join(' '));
  }

  it('after the claim: the next attempt sends it, once', async () => {
    await dieAt('claimed');
    expect(world.senders.emails).toEqual([]);

    await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(1);
    expect(await world.messages(id)).toEqual(['email sent']);
  });

  it('after the claim, and the invoice is paid: nothing is sent and the pair is free again', async () => {
    await dieAt('claimed');
    await world.pay(id, 'INV-1');

    expect((await world.act(id, plan)).status).toBe('closed');
    expect(world.senders.emails).toEqual([]);
    expect(await world.settled(id)).toEqual([]);
  });

  it('after the claim, and the workflow only plans: the touch is still planned for now', async () => {
    await dieAt('claimed');

    expect(await world.plan(id)).toMatchObject({ status: 'planned', action: 'email', waitMs: 0 });
  });

  it('after the claim, and the workflow only plans after a payment: the claim is taken back', async () => {
    await dieAt('claimed');
    await world.pay(id, 'INV-1');

    expect((await world.plan(id)).status).toBe('closed');
    expect(await world.messages(id)).toEqual(['email released']);
    expect(await world.timeline(id)).toContain('touch.released');
  });

  it('before the hand-over of an email, with the ledger saying handed over: it goes once, under the same Message-ID', async () => {
    await dieAt('handed-over');
    expect(await world.plan(id)).toMatchObject({ status: 'planned', action: 'email', waitMs: 0 });

    await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(1);
    expect(await world.messages(id)).toEqual(['email sent']);
  });

  it('after the provider took an email, before the record: it goes a second time under the same Message-ID, and no third', async () => {
    await dieAt('answered');
    await dieAt('answered');

    await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(2);
    expect(new Set(world.senders.emails.map(({ messageId }) => messageId)).size).toBe(1);
    expect(await world.messages(id)).toEqual(['email unknown']);
  });

  it('after the hand-over of an email: the timeline tells that it may have gone out before it goes again', async () => {
    await dieAt('answered');
    await dieAt('claimed');
    expect(await fatesOf()).toEqual(['message.uncertain no-answer']);

    await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(2);
    expect(await fatesOf()).toEqual(['message.uncertain no-answer', 'message.sent']);
  });

  it('after an answer that was lost, which is told: it is not told a second time', async () => {
    world.senders.emailAnswers.push({ kind: 'unknown', code: 'timeout', text: 'no answer' });
    await expect(world.act(id, plan)).rejects.toThrow('timeout');

    await world.act(id, plan);

    expect(await fatesOf()).toEqual(['message.uncertain timeout', 'message.sent']);
  });

  it('before the hand-over of an SMS, which no look-up finds: the timeline tells it before it goes again', async () => {
    await world.act(id, plan);
    plan = await world.reach(id);
    await dieAt('handed-over');
    await expect(world.act(id, plan)).rejects.toThrow('looked up a second time');
    world.at(world.now + 10 * 60_000);

    await world.act(id, plan);

    expect(world.senders.texts).toHaveLength(1);
    expect(await fatesOf()).toEqual(['message.sent', 'message.uncertain no-answer', 'message.sent']);
  });

  it('after the provider took an SMS, before the record: the look-up finds it, and it does not go again', async () => {
    await world.act(id, plan);
    plan = await world.reach(id);
    await dieAt('answered');
    world.senders.lookUpAnswers.push({ found: true, providerId: 'SM1', status: 'sent', errorCode: null });

    await world.act(id, plan);

    expect(world.senders.texts).toHaveLength(1);
    expect(await world.messages(id)).toEqual(['email sent', 'sms sent']);
  });

  it('after the record: the next attempt finds nothing due', async () => {
    await dieAt('recorded');

    expect(await world.act(id, plan)).toMatchObject({ action: 'sms', at: Date.parse('2024-03-17T10:00:00Z') });
    expect(world.senders.emails).toHaveLength(1);
  });

  /** An attempt whose provider answers only when it is told to. */
  async function slowAttempt() {
    let answer: () => void = () => undefined;
    let handedOver: () => void = () => undefined;
    const untilHandedOver = new Promise<void>((resolve) => {
      handedOver = resolve;
    });
    world.senders.during = () =>
      new Promise((taken) => {
        answer = taken;
        handedOver();
      });
    const first = world.act(id, plan);
    await untilHandedOver;
    world.senders.during = async () => undefined;
    return { first, answer };
  }

  it('and comes back to life while another waits to send it again: the message is sent, and goes no second time', async () => {
    const { first, answer } = await slowAttempt();
    world.senders.emailAnswers.push({ kind: 'transient', code: '421', text: 'busy', retryAfterMs: null });
    await expect(world.act(id, plan)).rejects.toThrow('421');
    answer();
    await first;
    expect(await world.messages(id)).toEqual(['email sent']);

    await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(2);
    expect(await world.settled(id)).toEqual(['INV-1/mail done']);
  });

  it('and comes back to life after another has sent it again: the message is sent, and done once', async () => {
    const { first, answer } = await slowAttempt();
    await world.act(id, plan);
    answer();

    expect(await first).toMatchObject({ action: 'sms', at: Date.parse('2024-03-17T10:00:00Z') });
    expect(world.senders.emails).toHaveLength(2);
    expect(await world.messages(id)).toEqual(['email sent']);
    expect((await world.timeline(id)).filter((kind) => kind === 'touch.done')).toHaveLength(1);
  });
});
