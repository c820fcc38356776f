import { ApplicationFailure } from '@temporalio/common';
import type { HandOver } from '../../activities/channels/hand-over';
import type { NextPlan } from '../../activities/next-plan';
import { markBounced } from '../../facts/write/opt-out';
import { placeHold } from '../../facts/write/place-hold';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: by-mail-then-sms
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: sms, template: reminder-1 }
`;

const BOUNCED: HandOver = { kind: 'refused', code: '550 5.1.1', text: 'no such user', contactPoint: 'bounced' };
const POLICY: HandOver = { kind: 'refused', code: '554 5.7.1', text: 'spam', contactPoint: null };
const OPTED_OUT: HandOver = { kind: 'refused', code: '21610', text: 'stopped', contactPoint: 'opted-out' };
const BUSY: HandOver = { kind: 'transient', code: '421', text: 'busy', retryAfterMs: 30_000 };
const LOST: HandOver = { kind: 'unknown', code: 'ECONNRESET', text: 'reset' };

/** What puts a message off, with something still owed. */
const POSTPONING: Readonly<Record<string, (world: EngineWorld, customerId: string) => Promise<unknown>>> = {
  'a window that has closed': async (world) => {
    await world.publish('contact_policy', 'policy: early\npriority: 1\nwindows: [{ from: "09:00", to: "10:01" }]');
    world.at('2024-03-10T10:02:00Z');
  },
  'a hold': (world, customerId) =>
    placeHold(world.db, { scope: { customerId }, reason: 'dispute', note: null, until: null }, world.ctx()),
  'a kill switch': (world) => world.db.settings.update({ where: { id: 1 }, data: { emailStopped: true } }),
  'a part payment under the minimum': async (world, customerId) => {
    await world.publish('playbook', PLAYBOOK.replace('steps:', 'minimumBalance: { USD: "50.00" }\nsteps:'));
    await world.pay(customerId, 'INV-1', '60.00');
  },
};

describe('what a provider answers', () => {
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

  const failure = async (attempt: Promise<unknown>): Promise<ApplicationFailure> => {
    const error: unknown = await attempt.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ApplicationFailure)) throw new Error(`Expected an ApplicationFailure, got ${String(error)}`);
    return error;
  };
  const later = (minutes: number) => {
    world.at(world.now + minutes * 60_000);
  };
  const tasks = async () =>
    (await world.db.task.findMany({ where: { kind: { not: 'exhausted' } } })).map(({ kind }) => kind);
  const touches = async () =>
    (await world.db.touch.findMany({ orderBy: { createdAt: 'asc' } })).map(
      ({ action, status }) => `${action} ${status}`,
    );

  describe('refused for good', () => {
    it('marks the address and sends the same touch by the other channel', async () => {
      world.senders.emailAnswers.push(BOUNCED);

      const next = await world.act(id, plan);
      expect(next).toMatchObject({ status: 'planned', action: 'sms', waitMs: 0 });
      await world.act(id, next);

      expect(world.senders.texts).toHaveLength(1);
      expect(await world.messages(id)).toEqual(['email refused', 'sms sent']);
      expect(await touches()).toEqual(['sms done']);
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
      const points = await world.db.contactPoint.findMany({ where: { channel: 'email' } });
      expect(points.map(({ state, stateCode }) => `${state} ${stateCode}`)).toEqual(['bounced 550 5.1.1']);
      const done = await world.db.timelineEvent.findFirstOrThrow({ where: { kind: 'touch.done' } });
      expect(done.data).toMatchObject({ action: 'sms', insteadOf: 'email' });
    });

    it('asks for contact data where no channel is left, and the pair waits', async () => {
      world.senders.emailAnswers.push(BOUNCED);
      world.senders.smsAnswers.push(OPTED_OUT);

      const ask = await world.act(id, await world.act(id, plan));
      expect(ask).toMatchObject({ action: 'fix-contact', waitMs: 0 });
      const idle = await world.act(id, ask);

      expect(idle.summary).toBe('Waiting: no-contact');
      expect(await touches()).toEqual(['sms released', 'fix-contact done']);
      expect(await tasks()).toEqual(['fix-contact']);
      expect(await world.settled(id)).toEqual([]);

      await world.phone(id, '+14155550199');
      await world.act(id, await world.plan(id));
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
    });

    it('gives a message that no channel takes to a person, and does not try it for ever', async () => {
      world.senders.emailAnswers.push(POLICY);
      world.senders.smsAnswers.push({ ...POLICY, code: '30007' });

      const next = await world.act(id, await world.act(id, plan));

      expect(next).toMatchObject({ action: 'sms', at: Date.parse('2024-03-17T10:00:00Z') });
      expect(await touches()).toEqual(['sms unknown']);
      expect(await tasks()).toEqual(['unknown-message']);
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
    });

    it('takes the touch back where the invoice was paid meanwhile', async () => {
      world.senders.emailAnswers.push(POLICY);
      world.senders.during = () => world.pay(id, 'INV-1');

      expect((await world.act(id, plan)).status).toBe('closed');
      expect(await touches()).toEqual(['email released']);
      expect(await tasks()).toEqual([]);
    });

    it('does not count for the gap', async () => {
      await world.publish('contact_policy', 'policy: gap\npriority: 1\nminimumGap: 3d');
      world.senders.emailAnswers.push(BOUNCED);

      expect(await world.act(id, plan)).toMatchObject({ action: 'sms', at: Date.parse('2024-03-10T10:00:00Z') });
    });
  });

  describe('not taken for now', () => {
    async function putOff(times: number): Promise<void> {
      world.senders.emailAnswers.push(...Array.from({ length: times }, () => BUSY));
      for (let time = 0; time < times; time += 1) await failure(world.act(id, plan));
    }

    it('comes again when the provider wishes, as the same message', async () => {
      world.senders.emailAnswers.push(BUSY);

      const error = await failure(world.act(id, plan));
      expect(error).toMatchObject({ type: 'provider-transient', nonRetryable: false, nextRetryDelay: 30_000 });
      expect(await world.messages(id)).toEqual(['email claimed']);

      later(1);
      await world.act(id, plan);
      expect(world.senders.emails.map(({ messageId }) => messageId)).toEqual(
        Array.from({ length: 2 }, () => world.senders.emails[0]?.messageId),
      );
      expect(await world.messages(id)).toEqual(['email sent']);
      expect(await touches()).toEqual(['email done']);
    });

    it('is taken back where the invoice was paid before the next attempt', async () => {
      world.senders.emailAnswers.push(BUSY);
      await failure(world.act(id, plan));
      await world.pay(id, 'INV-1');

      expect((await world.act(id, plan)).status).toBe('closed');
      expect(world.senders.emails).toHaveLength(1);
      expect(await touches()).toEqual(['email released']);
      expect(await world.settled(id)).toEqual([]);
    });

    it('comes again after ten minutes at the latest', async () => {
      world.senders.emailAnswers.push({ ...BUSY, retryAfterMs: 86_400_000 });

      expect(await failure(world.act(id, plan))).toMatchObject({ nextRetryDelay: 600_000 });
    });

    it('is told once for each reason', async () => {
      await putOff(3);
      world.senders.emailAnswers.push({ ...BUSY, code: '450' });
      await failure(world.act(id, plan));

      const delayed = await world.db.timelineEvent.findMany({
        where: { kind: 'message.delayed' },
        orderBy: { id: 'asc' },
      });
      expect(delayed.map(({ data }) => data)).toMatchObject([{ code: '421' }, { code: '450' }]);
    });

    it('goes by the other channel after a day of it', async () => {
      await putOff(19);
      later(24 * 60);
      world.senders.emailAnswers.push(BUSY);

      const next = await world.act(id, plan);
      expect(next).toMatchObject({ action: 'sms', waitMs: 0 });
      await world.act(id, next);

      expect(await world.messages(id)).toEqual(['email refused', 'sms sent']);
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
      expect((await world.db.contactPoint.findFirstOrThrow({ where: { channel: 'email' } })).state).toBe('ok');
    });

    it('goes on waiting after a day in which it was tried a few times only', async () => {
      await putOff(18);
      later(24 * 60);
      world.senders.emailAnswers.push(BUSY);

      await failure(world.act(id, plan));

      expect(await world.messages(id)).toEqual(['email claimed']);
    });

    it('counts on when its window has closed and opened again', async () => {
      await world.publish('contact_policy', 'policy: day\npriority: 1\nwindows: [{ from: "09:00", to: "18:00" }]');
      await putOff(19);
      world.at('2024-03-10T18:00:00Z');
      plan = await world.act(id, plan);
      expect(plan).toMatchObject({ action: 'email', at: Date.parse('2024-03-11T09:00:00Z') });
      world.at('2024-03-11T10:00:00Z');
      world.senders.emailAnswers.push(BUSY);

      expect(await world.act(id, plan)).toMatchObject({ action: 'sms' });

      expect(await world.messages(id)).toEqual(['email released', 'email refused']);
    });

    it('is given to a person after a day of it where there is no other channel, and what comes after it goes on', async () => {
      await world.db.contactPoint.deleteMany({ where: { channel: 'sms' } });
      await putOff(19);
      later(24 * 60);
      world.senders.emailAnswers.push(BUSY);

      const next = await world.act(id, plan);

      expect(next).toMatchObject({ status: 'planned', at: Date.parse('2024-03-17T10:00:00Z') });
      expect(await tasks()).toEqual(['unknown-message']);
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
    });

    it('says what is due at the later attempt, where more has come due', async () => {
      world.senders.emailAnswers.push(BUSY);
      await failure(world.act(id, plan));
      await world.invoice(id, 'INV-2', '2024-03-10');

      await world.act(id, plan);

      expect(await world.settled(id)).toEqual(['INV-1/first done', 'INV-2/first merged']);
      expect(world.senders.emails[1]?.text).toContain('INV-2');
    });
  });

  describe('an email whose fate is not known', () => {
    it('goes once more with the same Message-ID', async () => {
      world.senders.emailAnswers.push(LOST);
      expect(await failure(world.act(id, plan))).toMatchObject({ type: 'provider-unknown' });

      await world.act(id, plan);

      expect(world.senders.emails).toHaveLength(2);
      expect(world.senders.emails[1]?.messageId).toBe(world.senders.emails[0]?.messageId);
      expect(await world.messages(id)).toEqual(['email sent']);
    });

    it('is left to a person after the second time', async () => {
      world.senders.emailAnswers.push(LOST, LOST);
      await failure(world.act(id, plan));
      await failure(world.act(id, plan));

      const next = await world.act(id, plan);

      expect(world.senders.emails).toHaveLength(2);
      expect(await world.messages(id)).toEqual(['email unknown']);
      expect(world.unknown).toEqual(['email']);
      expect(await touches()).toEqual(['email unknown']);
      expect(await tasks()).toEqual(['unknown-message']);
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
      expect(next).toMatchObject({ action: 'sms' });
    });

    it('does not go again once the invoice is paid', async () => {
      world.senders.emailAnswers.push(LOST);
      await failure(world.act(id, plan));
      await world.pay(id, 'INV-1');

      expect((await world.act(id, plan)).status).toBe('closed');
      expect(world.senders.emails).toHaveLength(1);
      expect(await world.messages(id)).toEqual(['email unknown']);
      expect(await tasks()).toEqual([]);
    });

    it.each(Object.entries(POSTPONING))(
      'is left to a person where %s keeps it from going again',
      async (_, postpone) => {
        world.senders.emailAnswers.push(LOST);
        await failure(world.act(id, plan));
        await postpone(world, id);

        await world.act(id, plan);

        expect(world.senders.emails).toHaveLength(1);
        expect(await world.messages(id)).toEqual(['email unknown']);
        expect(await tasks()).toEqual(['unknown-message']);
        expect(await world.settled(id)).toEqual(['INV-1/first done']);
      },
    );

    it('goes a second time after waiting for a busy server any number of times', async () => {
      world.senders.emailAnswers.push(BUSY, BUSY, LOST);
      for (let attempt = 0; attempt < 3; attempt += 1) await failure(world.act(id, plan));

      await world.act(id, plan);
      expect(await world.messages(id)).toEqual(['email sent']);
    });
  });

  describe('an email that may have gone out, and waits for a busy server to go once more', () => {
    beforeEach(async () => {
      world.senders.emailAnswers.push(LOST, BUSY);
      await failure(world.act(id, plan));
      await failure(world.act(id, plan));
      expect(await world.messages(id)).toEqual(['email claimed']);
    });

    const isLeftToAPerson = async () => {
      expect(world.senders.emails).toHaveLength(2);
      expect(world.senders.texts).toEqual([]);
      expect(await world.messages(id)).toEqual(['email unknown']);
      expect(await touches()).toEqual(['email unknown']);
      expect(await world.settled(id)).toEqual(['INV-1/first done']);
      expect(await tasks()).toEqual(['unknown-message']);
      expect(await world.timeline(id)).not.toContain('touch.released');
    };

    it('goes as the same message when the server takes it', async () => {
      await world.act(id, plan);
      expect(new Set(world.senders.emails.map(({ messageId }) => messageId)).size).toBe(1);
      expect(await world.messages(id)).toEqual(['email sent']);
    });

    it.each(Object.entries(POSTPONING))('is left to a person where %s comes first', async (_, postpone) => {
      await postpone(world, id);
      await world.act(id, plan);
      await isLeftToAPerson();
    });

    it.each(Object.entries(POSTPONING))(
      'is left to a person by a new plan too, where %s comes first',
      async (_, postpone) => {
        await postpone(world, id);
        const again = await world.plan(id);
        expect(again).toMatchObject({ status: 'planned', action: 'email', waitMs: 0 });
        await world.act(id, again);
        await isLeftToAPerson();
      },
    );

    it('is left to a person where its address is given up meanwhile, and does not go by the other channel', async () => {
      const point = await world.db.contactPoint.findFirstOrThrow({ where: { channel: 'email' } });
      await markBounced(world.db, { contactPointId: point.id, code: 'gone' }, world.ctx());
      await world.act(id, plan);
      await isLeftToAPerson();
    });

    it('is left to a person where it is refused the second time, and the address is marked', async () => {
      world.senders.emailAnswers.push(BOUNCED);
      await world.act(id, plan);
      expect(world.senders.emails).toHaveLength(3);
      expect(world.senders.texts).toEqual([]);
      expect(await world.messages(id)).toEqual(['email unknown']);
      expect(await touches()).toEqual(['email unknown']);
      expect(await tasks()).toEqual(['unknown-message']);
      expect((await world.db.contactPoint.findFirstOrThrow({ where: { channel: 'email' } })).state).toBe('bounced');
    });

    it('needs nobody where the invoice was paid', async () => {
      await world.pay(id, 'INV-1');
      expect((await world.act(id, plan)).status).toBe('closed');
      expect(await world.messages(id)).toEqual(['email unknown']);
      expect(await tasks()).toEqual([]);
    });

    it('counts for the gap', async () => {
      await world.pay(id, 'INV-1');
      await world.act(id, plan);
      await world.publish('contact_policy', 'policy: gap\npriority: 1\nminimumGap: 3d');
      await world.invoice(id, 'INV-2', '2024-03-10');
      expect(await world.plan(id)).toMatchObject({ action: 'email', at: Date.parse('2024-03-13T10:00:00Z') });
    });
  });

  it('an email that may have gone out is not freed by a fact that comes just before it goes once more', async () => {
    world.senders.emailAnswers.push(LOST);
    await failure(world.act(id, plan));
    world.atStage = async (stage) => {
      if (stage === 'claimed')
        await placeHold(
          world.db,
          { scope: { customerId: id }, reason: 'dispute', note: null, until: null },
          world.ctx(),
        );
    };

    await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(1);
    expect(await world.messages(id)).toEqual(['email unknown']);
    expect(await world.settled(id)).toEqual(['INV-1/first done']);
  });

  describe('an SMS whose fate is not known', () => {
    beforeEach(async () => {
      await world.act(id, plan);
      plan = await world.reach(id);
      world.senders.smsAnswers.push(LOST);
      await failure(world.act(id, plan));
    });

    it('is sent, where the provider knows it', async () => {
      world.senders.lookUpAnswers.push({ found: true, providerId: 'SM1', status: 'queued', errorCode: null });

      await world.act(id, plan);

      expect(world.senders.texts).toHaveLength(1);
      const message = await world.db.message.findFirstOrThrow({ where: { channel: 'sms' } });
      expect(message).toMatchObject({ state: 'sent', providerId: 'SM1' });
      expect(await world.settled(id)).toEqual(['INV-1/first done', 'INV-1/second done']);
    });

    it('goes again only where two look-ups ten minutes apart do not find it', async () => {
      expect(await failure(world.act(id, plan))).toMatchObject({ type: 'look-up-again', nextRetryDelay: 600_000 });
      expect(await failure(world.act(id, plan))).toMatchObject({ type: 'look-up-again' });
      expect(world.senders.texts).toHaveLength(1);

      later(10);
      await world.act(id, plan);

      expect(world.senders.texts).toHaveLength(2);
      expect(await world.messages(id)).toEqual(['email sent', 'sms sent']);
    });

    it('is delivered or failed, where the provider knows that too', async () => {
      const errorCode = '30005';
      world.senders.lookUpAnswers.push({ found: true, providerId: 'SM1', status: 'undelivered', errorCode });

      await world.act(id, plan);

      const message = await world.db.message.findFirstOrThrow({ where: { channel: 'sms' } });
      expect(message).toMatchObject({ state: 'failed', providerId: 'SM1', errorCode });
      const point = await world.db.contactPoint.findFirstOrThrow({ where: { channel: 'sms' } });
      expect(point).toMatchObject({ state: 'bounced', stateCode: errorCode });
      expect(await touches()).toEqual(['email done', 'sms done']);
      expect(await world.timeline(id)).toEqual(expect.arrayContaining(['message.failed', 'contact.bounced']));
    });

    it('is looked up again where the provider does not answer', async () => {
      world.senders.lookUpAnswers.push(new Error('timeout'));

      expect(await failure(world.act(id, plan))).toMatchObject({ type: 'look-up-failed' });
      expect(await world.messages(id)).toEqual(['email sent', 'sms handed_over']);
    });

    it('is taken back where it is surely absent and the invoice was paid', async () => {
      await failure(world.act(id, plan));
      await world.pay(id, 'INV-1');
      later(10);

      expect((await world.act(id, plan)).status).toBe('closed');
      expect(world.senders.texts).toHaveLength(1);
      expect(await world.messages(id)).toEqual(['email sent', 'sms released']);
      expect(await touches()).toEqual(['email done', 'sms released']);
    });

    it('is left to a person where it is lost a second time', async () => {
      await failure(world.act(id, plan));
      later(10);
      world.senders.smsAnswers.push(LOST);
      await failure(world.act(id, plan));
      await failure(world.act(id, plan));
      later(10);

      const next = await world.act(id, plan);

      expect(next.summary).toBe('Waiting: exhausted');
      expect(world.senders.texts).toHaveLength(2);
      expect(await world.messages(id)).toEqual(['email sent', 'sms unknown']);
      expect(await tasks()).toEqual(['unknown-message']);
    });
  });
});
