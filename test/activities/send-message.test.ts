import { placeHold } from '../../facts/write/place-hold';
import { stopPlaybook } from '../../facts/write/stop-playbook';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: two-reminders
steps:
  - { id: due-today, at: due, do: email, template: due-today }
  - { id: reminder-1, at: due + 7d, do: sms, template: reminder-1 }
`;

describe('a message that is due', () => {
  let world: EngineWorld;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
  });
  afterEach(() => world.close());

  async function customerWithInvoice(phone: string | null = '+14155550100'): Promise<string> {
    const id = await world.customer({ externalId: 'C-1', phone });
    await world.invoice(id, 'INV-1', '2024-03-10');
    return id;
  }

  it('is sent once, settles its pair, and is followed by the next plan', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    expect(plan).toMatchObject({ action: 'email', at: Date.parse('2024-03-10T10:00:00Z') });
    expect(plan.summary).toBe('Email due-today, 1 invoice, 2024-03-10 10:00 UTC');

    const next = await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(1);
    expect(world.senders.emails[0]).toMatchObject({ to: { address: 'c-1@example.com' } });
    expect(await world.settled(id)).toEqual(['INV-1/due-today done']);
    expect(await world.messages(id)).toEqual(['email sent']);
    expect(world.sentLate).toEqual([{ channel: 'email', lateMs: 0 }]);
    expect(next).toMatchObject({ status: 'planned', action: 'sms', at: Date.parse('2024-03-17T10:00:00Z') });
    expect(await world.timeline(id)).toEqual(['customer.created', 'invoice.issued', 'touch.done', 'message.sent']);
  });

  it('covers every invoice that is due, with one of them as lead', async () => {
    const id = await customerWithInvoice();
    await world.invoice(id, 'INV-0', '2024-03-10');

    await world.act(id, await world.reach(id));

    expect(world.senders.emails).toHaveLength(1);
    expect(world.senders.emails[0]?.text).toContain('INV-0');
    expect(world.senders.emails[0]?.text).toContain('INV-1');
    expect(await world.settled(id)).toEqual(['INV-0/due-today done', 'INV-1/due-today merged']);
  });

  it('is not sent when the invoice was paid after the plan, and the timeline says why', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    await world.pay(id, 'INV-1');

    const next = await world.act(id, plan);

    expect(next.status).toBe('closed');
    expect(world.senders.emails).toEqual([]);
    expect(await world.settled(id)).toEqual([]);
    const entry = await world.db.timelineEvent.findFirstOrThrow({ where: { customerId: id, kind: 'touch.guarded' } });
    expect(entry.data).toMatchObject({
      planned: { action: 'email', at: '2024-03-10T10:00:00.000Z' },
      instead: { status: 'closed' },
      because: [{ en: 'no invoice is open' }],
    });
  });

  it('is not sent when the invoice was paid between claim and hand-over, and its pair waits again', async () => {
    const id = await customerWithInvoice();
    await world.invoice(id, 'INV-2', '2024-04-10');
    const plan = await world.reach(id);
    world.atStage = async (stage) => {
      if (stage === 'claimed') await world.pay(id, 'INV-1');
    };

    const next = await world.act(id, plan);

    expect(world.senders.emails).toEqual([]);
    expect(await world.settled(id)).toEqual([]);
    expect(await world.messages(id)).toEqual(['email released']);
    expect(await world.timeline(id)).toEqual(expect.arrayContaining(['touch.released', 'touch.guarded']));
    expect(next).toMatchObject({ action: 'email', at: Date.parse('2024-04-10T10:00:00Z') });
  });

  it('leaves out what was paid between claim and hand-over, and goes on with the rest', async () => {
    const id = await customerWithInvoice();
    await world.invoice(id, 'INV-2', '2024-03-10');
    const plan = await world.reach(id);
    let paid = false;
    world.atStage = async (stage) => {
      if (stage !== 'claimed' || paid) return;
      paid = true;
      await world.pay(id, 'INV-1');
    };

    await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(1);
    expect(world.senders.emails[0]?.text).not.toContain('INV-1');
    expect(await world.settled(id)).toEqual(['INV-2/due-today done']);
    expect(await world.messages(id)).toEqual(['email sent']);
  });

  it('is recorded as sent when the invoice is paid while the provider has it', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    world.senders.during = () => world.pay(id, 'INV-1');

    const next = await world.act(id, plan);

    expect(next.status).toBe('closed');
    expect(await world.settled(id)).toEqual(['INV-1/due-today done']);
    expect(await world.messages(id)).toEqual(['email sent']);
  });

  it('counts at its planned instant within five minutes, and at the acting one after that', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    world.at('2024-03-10T10:04:59Z');
    await world.act(id, plan);
    expect((await world.db.touch.findFirstOrThrow()).at.toISOString()).toBe('2024-03-10T10:00:00.000Z');

    const second = await world.reach(id);
    world.at('2024-03-17T10:05:01Z');
    await world.act(id, second);
    expect(world.sentLate.map(({ lateMs }) => lateMs)).toEqual([299_000, 301_000]);
    const touch = await world.db.touch.findFirstOrThrow({ where: { action: 'sms' }, include: { messages: true } });
    expect(touch.at.toISOString()).toBe('2024-03-17T10:05:01.000Z');
    expect(touch.messages[0]?.at.toISOString()).toBe('2024-03-17T10:05:01.000Z');
  });

  it('waits for the next window when its own closed between the planned and the acting instant', async () => {
    await world.publish('contact_policy', 'policy: narrow\npriority: 1\nwindows: [{ from: "09:00", to: "10:01" }]');
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    world.at('2024-03-10T10:02:00Z');

    const next = await world.act(id, plan);

    expect(world.senders.emails).toEqual([]);
    expect(next).toMatchObject({ action: 'email', at: Date.parse('2024-03-11T09:00:00Z') });
    expect(await world.timeline(id)).toEqual(expect.arrayContaining(['touch.guarded', 'touch.moved']));
  });

  it('is not sent while a hold stands, and its pair waits', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    await placeHold(world.db, { scope: { customerId: id }, reason: 'dispute', note: null, until: null }, world.ctx());

    const next = await world.act(id, plan);

    expect(next.summary).toBe('Waiting: held');
    expect(world.senders.emails).toEqual([]);
  });

  it('waits while a kill switch is set, and goes out when it is lifted', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    await world.db.settings.update({ where: { id: 1 }, data: { emailStopped: true } });

    const waiting = await world.act(id, plan);
    expect(waiting).toMatchObject({ status: 'idle', summary: 'Waiting: email is stopped in the settings' });
    expect(world.senders.emails).toEqual([]);

    await world.db.settings.update({ where: { id: 1 }, data: { emailStopped: false } });
    await world.act(id, await world.plan(id));
    expect(world.senders.emails).toHaveLength(1);
  });

  it('is not handed over when a kill switch is set after the claim', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    world.atStage = async (stage) => {
      if (stage === 'claimed') await world.db.settings.update({ where: { id: 1 }, data: { sendingStopped: true } });
    };

    expect(await world.act(id, plan)).toMatchObject({ status: 'idle' });

    expect(world.senders.emails).toEqual([]);
    expect(await world.messages(id)).toEqual(['email released']);
  });

  describe('of a playbook that is stopped', () => {
    const stop = (stopped: boolean) =>
      stopPlaybook(world.db, { name: 'two-reminders', stopped }, { actor: 'key:test', now: Date.now() });

    it('waits, says so, and goes out by catch-up when the playbook goes on', async () => {
      const id = await customerWithInvoice();
      const plan = await world.reach(id);
      await stop(true);

      const waiting = await world.act(id, plan);
      expect(waiting).toMatchObject({
        status: 'idle',
        summary: 'Waiting: the playbook two-reminders is stopped in the settings',
      });
      const guarded = await world.db.timelineEvent.findFirstOrThrow({ where: { kind: 'touch.guarded' } });
      expect(guarded.data).toMatchObject({ instead: { status: 'stopped', action: 'email' } });
      world.at('2024-03-18T10:00:00Z');
      expect(await world.plan(id)).toMatchObject({ status: 'idle' });

      await stop(false);
      await world.act(id, await world.plan(id));
      expect(world.senders.emails).toEqual([]);
      expect(world.senders.texts).toHaveLength(1);
      expect(await world.settled(id)).toEqual(['INV-1/due-today superseded', 'INV-1/reminder-1 done']);
    });

    it('is not handed over when the playbook is stopped after the claim', async () => {
      const id = await customerWithInvoice();
      const plan = await world.reach(id);
      world.atStage = async (stage) => {
        if (stage === 'claimed') await stop(true);
      };

      expect(await world.act(id, plan)).toMatchObject({ status: 'idle' });

      expect(world.senders.emails).toEqual([]);
      expect(await world.messages(id)).toEqual(['email released']);
      expect(await world.settled(id)).toEqual([]);
    });

    it('keeps no customer of another playbook waiting', async () => {
      await world.publish(
        'playbook',
        PLAYBOOK.replace('two-reminders', 'other').replace('steps:', 'priority: 9\nsteps:'),
      );
      const id = await customerWithInvoice();
      const plan = await world.reach(id);
      world.atStage = async (stage) => {
        if (stage === 'claimed') await stop(true);
      };

      await world.act(id, plan);

      expect(await world.messages(id)).toEqual(['email sent']);
    });

    it('still lets holds end', async () => {
      const id = await customerWithInvoice();
      const until = { on: '2024-03-09' };
      await placeHold(world.db, { scope: { customerId: id }, reason: 'dispute', note: null, until }, world.ctx());
      const plan = await world.reach(id);
      expect(plan.action).toBe('end-hold');
      await stop(true);

      expect(await world.act(id, plan)).toMatchObject({ status: 'planned', action: 'email' });
    });
  });

  it('finds nothing due a second time', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    await world.act(id, plan);

    const again = await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(1);
    expect(again).toMatchObject({ action: 'sms', at: Date.parse('2024-03-17T10:00:00Z') });
  });

  it('goes out once where two attempts act at the same time', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);

    await Promise.allSettled([world.act(id, plan), world.act(id, plan), world.act(id, plan)]);

    expect(world.senders.emails).toHaveLength(1);
    expect(await world.settled(id)).toEqual(['INV-1/due-today done']);
  });

  it('says nothing of an early timer and waits for the rest', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    world.at('2024-03-10T09:59:59.990Z');

    const next = await world.act(id, plan);

    expect(next).toMatchObject({ status: 'planned', waitMs: 10 });
    expect(await world.timeline(id)).not.toContain('touch.guarded');
  });
});
