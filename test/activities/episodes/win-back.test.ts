import { readUplift } from '../../../facts/read/win-back-uplift';
import { applyFact } from '../../../facts/write/apply-fact';
import { changeSettings } from '../../../facts/write/change-settings';
import { setConsent } from '../../../facts/write/contact-points';
import { setEngagement } from '../../../facts/write/customers';
import { markLost } from '../../../facts/write/mark-lost';
import { recordOrder } from '../../../facts/write/orders';
import { receiveSms } from '../../../facts/write/receive-sms';
import { stopWinBack } from '../../../facts/write/stop-win-back';
import { EngineWorld, FREE_POLICY } from '../support/engine-world';
import {
  actWinBack,
  agreeToMarketing,
  lastWinBack,
  lineOf,
  lose,
  planWinBack,
  playWinBack,
  publishWinBack,
  type WinBackRef,
} from '../support/win-back-world';

/** A Monday. */
const LOST = '2026-03-02T10:00:00Z';
const PHONE = '+14155550100';

describe('a win-back', () => {
  let world: EngineWorld;
  let customerId: string;
  let policyId: string;

  beforeEach(async () => {
    world = await EngineWorld.create();
    world.at(LOST);
    await world.publish('contact_policy', FREE_POLICY);
    policyId = await publishWinBack(world);
    customerId = await world.customer({ externalId: 'C-1', phone: PHONE });
    await agreeToMarketing(world, customerId);
  });
  afterEach(async () => {
    await world.close();
  });

  const lines = async (ref: WinBackRef) => {
    const items = await world.db.touchItem.findMany({
      where: { subjectId: ref.episodeId },
      include: { touch: true },
      orderBy: { at: 'asc' },
    });
    return items.map(({ touch, stepId }) => `${touch!.action} ${stepId}`);
  };
  const order = (externalId: string) =>
    recordOrder(
      world.db,
      { customerId, externalId, placedAt: null, currency: 'USD', amountMinor: 50_000n },
      world.ctx(),
    );
  const outcome = async ({ episodeId }: WinBackRef) =>
    (await world.db.episode.findUniqueOrThrow({ where: { id: episodeId } })).outcome;

  test('sends its letters with the offer at their days, and ends when the measuring does', async () => {
    const ref = await lose(world, customerId);
    expect(lineOf(await playWinBack(world, ref))).toBe('letter 2026-03-05T10:00');
    expect(world.senders.emails).toEqual([]);

    world.at('2026-03-05T10:00:00Z');
    expect(lineOf(await playWinBack(world, ref))).toBe('text 2026-03-12T10:00');
    const [letter] = await world.db.message.findMany();
    expect(letter).toMatchObject({
      purpose: 'marketing',
      template: 'win-back-offer',
      subject: 'Ten off',
      state: 'sent',
    });
    expect(letter!.unsubscribeToken).not.toBeNull();
    expect(letter!.bodyText).toContain('BACK10');
    // Valid for 30 days, of which the day of the letter is the first.
    expect(letter!.bodyText).toContain('3 April 2026');
    expect(letter!.bodyText).toContain(`https://perennial.test/u/${letter!.unsubscribeToken}`);

    world.at('2026-03-12T10:00:00Z');
    expect(lineOf(await playWinBack(world, ref))).toBe('end 2026-05-01T10:00');
    world.at('2026-05-01T10:00:00Z');
    expect(lineOf(await playWinBack(world, ref))).toBe('closed');

    expect(await outcome(ref)).toBe('ended');
    expect(await lines(ref)).toEqual(['startWinBack start', 'sendEmail letter', 'sendSms text', 'endWinBack end']);
    expect(await world.db.winBack.findFirstOrThrow()).toMatchObject({
      branch: 'others',
      costMinor: 500n,
      currency: 'USD',
    });
    expect(await world.timeline(customerId)).toEqual(
      expect.arrayContaining(['customer.marked-lost', 'stage.changed', 'win-back.started', 'episode.ended']),
    );
  });

  test('waits while email is stopped, and hears of it when that is taken back', async () => {
    const ref = await lose(world, customerId);
    const stopEmail = (emailStopped: boolean) =>
      changeSettings(world.db, { version: null, changes: { emailStopped } }, { actor: 'key:test', now: Date.now() });
    await stopEmail(true);
    world.at('2026-03-05T10:00:00Z');
    expect(lineOf(await playWinBack(world, ref))).toBe('idle');
    await world.db.outbox.deleteMany();

    await stopEmail(false);

    expect(await world.db.outbox.findMany()).toMatchObject([{ customerId, kind: 'settings.changed' }]);
    expect(world.senders.emails).toEqual([]);
    expect(lineOf(await playWinBack(world, ref))).toBe('text 2026-03-12T10:00');
    expect(world.senders.emails).toHaveLength(1);
  });

  test('begins with a task for the owner where much is expected', async () => {
    await world.db.customer.update({ where: { id: customerId }, data: { attributes: { expectedPurchases: 5000 } } });
    const ref = await lose(world, customerId);
    expect(lineOf(await playWinBack(world, ref))).toBe('letter 2026-03-07T10:00');
    expect(await world.db.task.findMany()).toMatchObject([
      {
        kind: 'win-back',
        queue: 'key-accounts',
        titleEn: 'Call',
        episodeId: ref.episodeId,
        data: { reason: 'budget', offer: { name: 'ten', code: 'BACK10' } },
      },
    ]);
  });

  test('is won by an order, and the customer is won back', async () => {
    const ref = await lose(world, customerId);
    await playWinBack(world, ref);
    world.at('2026-03-04T10:00:00Z');
    await order('O-1');
    expect((await playWinBack(world, ref)).status).toBe('closed');
    expect(await outcome(ref)).toBe('won');
    expect(world.senders.emails).toEqual([]);
    await world.planLifecycle(customerId);
    expect(await world.db.customer.findUniqueOrThrow({ where: { id: customerId } })).toMatchObject({
      lostReason: null,
    });
    const stages = await world.db.timelineEvent.findMany({ where: { kind: 'stage.changed' }, orderBy: { id: 'asc' } });
    expect(stages.map(({ data }) => (data as { to: string }).to)).toEqual(expect.arrayContaining(['lost', 'won-back']));
  });

  test('gives a reply to the owner, and ends', async () => {
    const ref = await lose(world, customerId);
    world.at('2026-03-05T10:00:00Z');
    await playWinBack(world, ref);
    world.at('2026-03-06T10:00:00Z');
    await receiveSms(world.db, { providerId: 'SM1', from: PHONE, text: 'Call me' }, world.ctx());
    expect(await world.db.outbox.count({ where: { customerId, kind: 'message.received' } })).toBe(1);
    expect((await playWinBack(world, ref)).status).toBe('closed');
    expect(await outcome(ref)).toBe('replied');
    expect(await world.db.task.findMany()).toMatchObject([{ titleEn: 'Answer the reply of a lost customer' }]);
  });

  test('ends when the customer unsubscribes from marketing, which leaves collections alone', async () => {
    const ref = await lose(world, customerId);
    world.at('2026-03-05T10:00:00Z');
    await playWinBack(world, ref);
    const { contactPointId } = await world.db.message.findFirstOrThrow();
    const consent = { contactPointId: contactPointId!, purpose: 'marketing', granted: false, source: 'link' } as const;
    await setConsent(world.db, consent, world.ctx());
    expect((await playWinBack(world, ref)).status).toBe('closed');
    expect(await outcome(ref)).toBe('opted-out');
    expect(await world.db.consent.findMany({ where: { granted: false } })).toMatchObject([{ purpose: 'marketing' }]);
  });

  test('skips messages that nobody agreed to, with a record', async () => {
    await world.db.consent.deleteMany();
    const ref = await lose(world, customerId);
    world.at('2026-03-05T10:00:00Z');
    expect(lineOf(await playWinBack(world, ref))).toBe('text 2026-03-12T10:00');
    expect(await lines(ref)).toEqual(['startWinBack start', 'skipStep letter']);
    expect(world.senders.emails).toEqual([]);
    const told = await world.db.timelineEvent.findMany({ where: { kind: 'episode.acted' }, orderBy: { id: 'desc' } });
    expect(told[0]!.data).toMatchObject({
      because: { en: 'Step "letter" is skipped: there is no usable email address with consent to marketing' },
    });
  });

  test('waits while too much is overdue, and goes on when it is paid', async () => {
    await world.invoice(customerId, 'INV-1', '2026-03-01', '100.01');
    await world.plan(customerId);
    const ref = await lose(world, customerId);
    world.at('2026-03-05T10:00:00Z');
    expect(lineOf(await playWinBack(world, ref))).toBe('end 2026-05-01T10:00');
    world.at('2026-03-20T12:00:00Z');
    await world.pay(customerId, 'INV-1', '100.01');
    expect(lineOf(await playWinBack(world, ref))).toBe('text 2026-03-27T10:00');
    expect(world.senders.emails).toHaveLength(1);
  });

  test('sends nothing where the order comes between the claim and the hand-over', async () => {
    const ref = await lose(world, customerId);
    await playWinBack(world, ref);
    world.at('2026-03-05T10:00:00Z');
    const plan = await planWinBack(world, ref);
    world.atStage = async (stage) => {
      if (stage === 'claimed') throw new Error('died');
    };
    await expect(actWinBack(world, ref, plan)).rejects.toThrow('died');
    world.atStage = async () => undefined;
    await order('O-1');
    expect((await actWinBack(world, ref, plan)).status).toBe('closed');
    expect(world.senders.emails).toEqual([]);
    expect(await outcome(ref)).toBe('won');
  });

  test('is done once, however often an attempt is repeated', async () => {
    const ref = await lose(world, customerId);
    const first = await planWinBack(world, ref);
    await actWinBack(world, ref, first);
    await actWinBack(world, ref, first);
    expect(await world.db.winBack.count()).toBe(1);
    world.at('2026-03-05T10:00:00Z');
    const plan = await planWinBack(world, ref);
    await actWinBack(world, ref, plan);
    await actWinBack(world, ref, plan);
    expect(world.senders.emails).toHaveLength(1);
    expect(await lines(ref)).toEqual(['startWinBack start', 'sendEmail letter']);
  });

  test('shares gap and caps with collections', async () => {
    await world.publish('contact_policy', 'policy: free\nminimumGap: 2d');
    await world.publish('playbook', 'playbook: p\nsteps: [{ id: mail, at: due, do: email, template: due-today }]');
    const ref = await lose(world, customerId);
    await playWinBack(world, ref);
    world.at('2026-03-04T10:00:00Z');
    await world.invoice(customerId, 'INV-1', '2026-03-04', '10.00');
    await world.act(customerId, await world.reach(customerId));
    expect(lineOf(await playWinBack(world, ref))).toBe('letter 2026-03-06T10:00');
  });

  test('keeps who is held out when it begins anew, and measures both groups in the same way', async () => {
    await publishWinBack(world, 0.3);
    const ref = await lose(world, customerId, 'quality');
    await playWinBack(world, ref);
    await world.db.winBack.update({ where: { id: ref.episodeId }, data: { draw: 0.1, holdOut: true } });
    expect(lineOf(await playWinBack(world, ref))).toBe('end 2026-05-01T10:00');
    // Another stage is another win-back of the same absence.
    await world.db.customer.update({ where: { id: customerId }, data: { stage: 'dormant', lostReason: 'silent' } });
    expect((await playWinBack(world, ref)).status).toBe('closed');
    world.at('2026-03-03T10:00:00Z');
    const again = await lose(world, customerId, 'service');
    expect(lineOf(await playWinBack(world, again))).toBe('end 2026-05-02T10:00');
    expect(await world.db.winBack.findUniqueOrThrow({ where: { id: again.episodeId } })).toMatchObject({
      draw: 0.1,
      holdOut: true,
    });
    expect(world.senders.emails).toEqual([]);

    expect(await readUplift(world.db, policyId, world.now)).toMatchObject({ holdOut: { started: 1, measured: 0 } });
    world.at('2026-04-01T10:00:00Z');
    await order('O-1');
    world.at('2026-05-03T10:00:00Z');
    expect(await readUplift(world.db, policyId, world.now)).toEqual({
      treated: { started: 0, measured: 0, won: 0 },
      holdOut: { started: 1, measured: 1, won: 1 },
    });
  });

  test('has no second effect when it is asked for or stopped twice, and says what is allowed instead', async () => {
    const input = { customerId, version: null, reason: 'budget', note: null } as const;
    const ref = await lose(world, customerId);
    expect((await markLost(world.db, input, world.ctx())).outcome).toBe('unchanged');
    await expect(markLost(world.db, { ...input, reason: 'quality' }, world.ctx())).rejects.toMatchObject({
      code: 'state-conflict',
      detail: { en: 'Customer "C-1" is lost already, for "budget"; an order brings it back' },
    });
    await playWinBack(world, ref);
    const stop = { winBackId: ref.episodeId, reason: 'The owner talks to them' };
    expect((await stopWinBack(world.db, stop, world.ctx())).outcome).toBe('recorded');
    expect((await stopWinBack(world.db, stop, world.ctx())).outcome).toBe('unchanged');
    expect((await playWinBack(world, ref)).status).toBe('closed');
    expect(await outcome(ref)).toBe('stopped');
    await setEngagement(world.db, { customerId, version: null, engagement: 'closed', reason: null }, world.ctx());
    await expect(markLost(world.db, input, world.ctx())).rejects.toMatchObject({ code: 'state-conflict' });
  });

  test('begins and stops by facts that a test clock brings, too', async () => {
    const apply = (kind: string, payload: object) => applyFact(world.db, { customerId, kind, payload }, world.ctx());
    await expect(apply('win-back.stop', { reason: 'None runs' })).rejects.toMatchObject({ code: 'state-conflict' });
    await apply('customer.mark-lost', { reason: 'quality', note: 'Two late deliveries' });
    await world.planLifecycle(customerId);
    const ref = await lastWinBack(world, customerId);
    await playWinBack(world, ref);
    await apply('win-back.stop', { reason: 'A visit is agreed' });
    expect((await playWinBack(world, ref)).status).toBe('closed');
    expect(await outcome(ref)).toBe('stopped');
  });

  test('that ended otherwise cannot be stopped', async () => {
    const ref = await lose(world, customerId);
    await playWinBack(world, ref);
    await order('O-1');
    await playWinBack(world, ref);
    const stop = { winBackId: ref.episodeId, reason: 'Too late' };
    await expect(stopWinBack(world.db, stop, world.ctx())).rejects.toMatchObject({
      code: 'state-conflict',
      detail: { en: 'The win-back has ended with "won"; only one that is running can be stopped' },
    });
  });
});
