import { decideReview } from '../../../facts/write/credit-reviews';
import { setTermsByHand } from '../../../facts/write/credit-terms';
import { setEngagement } from '../../../facts/write/customers';
import { lockCustomer } from '../../../facts/write/lock-customer';
import { requestEpisode } from '../../../facts/write/request-episode';
import { completeTask } from '../../../facts/write/tasks';
import { inTransaction } from '../../../facts/write/transaction';
import {
  actReview,
  askForReview,
  planReview,
  playReview,
  publishScorecard,
  type Review,
} from '../support/credit-world';
import { EngineWorld, FREE_POLICY } from '../support/engine-world';

/** A Monday, an hour after opening. */
const START = '2026-03-02T10:00:00Z';
const DAY_MS = 86_400_000;

describe('a credit review', () => {
  let world: EngineWorld;
  beforeEach(async () => {
    world = await EngineWorld.create();
    world.at(START);
    await world.publish('contact_policy', FREE_POLICY);
  });
  afterEach(() => world.close());

  async function customerOf(grade: string): Promise<string> {
    const id = await world.customer({ externalId: `C-${grade}` });
    await world.db.customer.update({ where: { id }, data: { attributes: { grade } } });
    return id;
  }
  const member = async (name: string, role = 'credit-manager') =>
    (await world.db.staff.create({ data: { name, email: `${name}@staff.example.com`, role } })).id;
  const review = ({ episodeId }: Review) => world.db.creditReview.findUniqueOrThrow({ where: { id: episodeId } });
  const episode = ({ episodeId }: Review) => world.db.episode.findUniqueOrThrow({ where: { id: episodeId } });
  const terms = (customerId: string) => world.db.creditTerms.findFirst({ where: { customerId, untilAt: null } });
  const decide = ({ episodeId }: Review, staffId: string, decision: 'approved' | 'declined' = 'approved') => {
    const said = { limitMinor: null, termsDays: null, note: null };
    return decideReview(world.db, { reviewId: episodeId, staffId, decision, ...said }, world.ctx());
  };
  const shown = (plan: Awaited<ReturnType<typeof planReview>>) =>
    plan.status === 'planned' ? `${plan.action} ${new Date(plan.at).toISOString()}` : plan.status;

  test('approves at once what the scorecard approves, with terms until the next review', async () => {
    await publishScorecard(world);
    const customerId = await customerOf('A');
    const ref = await askForReview(world, customerId);
    expect(shown(await playReview(world, ref))).toBe('closed');
    expect(await episode(ref)).toMatchObject({ status: 'closed', outcome: 'approved' });
    expect(await review(ref)).toMatchObject({ score: 90, band: 'good', decision: 'approved', decidedBy: 'scorecard' });
    expect(await terms(customerId)).toMatchObject({
      limitMinor: 3000_00n,
      termsDays: 30,
      reviewAt: new Date(Date.parse(START) + 180 * DAY_MS),
    });
    expect(world.senders.emails).toEqual([]);
  });

  test('is the same where the lifecycle has asked for it by itself, and a person asks too', async () => {
    await publishScorecard(world);
    const customerId = await customerOf('A');
    const { episodeId } = await inTransaction(world.db, async (tx) => {
      const customer = await lockCustomer(tx, customerId, world.ctx());
      const input = { trigger: 'due', detail: 'interval' };
      const request = { kind: 'credit_review', requestKey: 'due-1', input, requestedBy: 'workflow' } as const;
      return requestEpisode(tx, customer, request, world.ctx());
    });
    const ref = { customerId, episodeId };
    expect(await askForReview(world, customerId)).toEqual(ref);
    expect(await review(ref)).toMatchObject({ trigger: 'due', reason: 'interval', requestedBy: 'workflow' });
    await world.db.creditReview.delete({ where: { id: episodeId } });
    await playReview(world, ref);
    expect(await review(ref)).toMatchObject({ trigger: 'due', decision: 'approved', createdAt: new Date(START) });
  });

  test('declines at once, and takes the limit away', async () => {
    await publishScorecard(world);
    const customerId = await customerOf('C');
    const said = { customerId, currency: 'USD', limitMinor: 900_00n, termsDays: 30, reviewAt: null, reason: 'agreed' };
    await setTermsByHand(world.db, said, world.ctx());
    const ref = await askForReview(world, customerId);
    await playReview(world, ref);
    expect(await episode(ref)).toMatchObject({ status: 'closed', outcome: 'declined' });
    expect(await terms(customerId)).toMatchObject({ limitMinor: 0n, termsDays: 0, band: 'poor' });
  });

  test('ends where no scorecard is published', async () => {
    const ref = await askForReview(world, await customerOf('A'));
    expect(shown(await playReview(world, ref))).toBe('closed');
    expect(await episode(ref)).toMatchObject({ outcome: 'no-scorecard' });
    expect(await terms(ref.customerId)).toBeNull();
  });

  test('refers to the role with a task, tells everybody of it, and ends with the decision', async () => {
    await publishScorecard(world);
    const [ann, bo] = [await member('ann'), await member('bo')];
    const away = await member('away');
    await world.db.absence.create({
      data: { staffId: away, fromOn: new Date('2026-03-01'), untilOn: new Date('2026-03-09') },
    });
    await member('cleo', 'collector');
    const ref = await askForReview(world, await customerOf('B'), { requestedBy: `staff:${bo}` });
    expect(shown(await playReview(world, ref))).toBe('expireReferral 2026-03-02T14:00:00.000Z');
    expect(world.senders.emails.map(({ to }) => to.address)).toEqual(['ann@staff.example.com']);
    const [notice] = await world.db.message.findMany();
    expect(notice).toMatchObject({ staffId: ann, template: 'notice-credit-review', state: 'sent' });
    expect(notice!.bodyText).toContain('1000.00 USD');
    expect(await world.db.task.findMany()).toMatchObject([
      { kind: 'credit-decision', queue: 'credit', dueAt: new Date('2026-03-02T14:00:00Z'), status: 'open' },
    ]);
    await decide(ref, ann);
    expect(shown(await playReview(world, ref))).toBe('closed');
    expect(await episode(ref)).toMatchObject({ outcome: 'approved' });
    expect(await world.db.task.findMany()).toMatchObject([{ status: 'done', outcome: 'approved' }]);
    expect(await terms(ref.customerId)).toMatchObject({ limitMinor: 1000_00n, setBy: `staff:${ann}` });
  });

  test('is decided by whoever completes its task, with the rules of the decision', async () => {
    await publishScorecard(world);
    const [ann, cleo] = [await member('ann'), await member('cleo', 'collector')];
    const ref = await askForReview(world, await customerOf('B'));
    await playReview(world, ref);
    const { id: taskId } = await world.db.task.findFirstOrThrow();
    const complete = (staffId: string | null) =>
      completeTask(world.db, { taskId, version: null, outcome: 'declined', note: null, staffId }, world.ctx());
    await expect(complete(null)).rejects.toMatchObject({ code: 'validation-failed' });
    await expect(complete(cleo)).rejects.toMatchObject({ code: 'validation-failed' });
    await complete(ann);
    expect(await review(ref)).toMatchObject({ decision: 'declined', decidedBy: `staff:${ann}` });
    await playReview(world, ref);
    expect(await episode(ref)).toMatchObject({ outcome: 'declined' });
  });

  test('past its deadline holds what is conservative, asks for an escalation once, and can still be decided', async () => {
    await publishScorecard(world);
    const ann = await member('ann');
    const customerId = await customerOf('B');
    const said = { customerId, currency: 'USD', limitMinor: 5000_00n, termsDays: 7, reviewAt: null, reason: 'agreed' };
    await setTermsByHand(world.db, said, world.ctx());
    const ref = await askForReview(world, customerId);
    const due = await playReview(world, ref);
    world.at('2026-03-02T14:00:00Z');
    const after = await actReview(world, ref, due);
    expect(after.status).toBe('idle');
    expect(await terms(customerId)).toMatchObject({
      limitMinor: 1000_00n,
      termsDays: 7,
      reason: 'credit-review-overdue',
    });
    // The attempt whose answer was lost runs again.
    expect((await actReview(world, ref, due)).status).toBe('idle');
    expect(await world.db.escalation.findMany()).toMatchObject([{ cause: 'referral', ladder: 'standard' }]);
    expect(await world.db.creditTerms.count({ where: { customerId } })).toBe(2);
    const entries = await world.db.timelineEvent.findMany({ where: { customerId, kind: 'credit-review.overdue' } });
    expect(entries).toMatchObject([{ data: { held: { limit: '1000.00', termsDays: 7 } } }]);

    await decide(ref, ann);
    expect(shown(await playReview(world, ref))).toBe('closed');
    expect(await terms(customerId)).toMatchObject({ limitMinor: 1000_00n, termsDays: 14, setBy: `staff:${ann}` });
    expect(await world.db.escalation.findMany()).toMatchObject([{ status: 'resolved', outcome: 'approved' }]);
  });

  test('scores once where the attempt is repeated', async () => {
    await publishScorecard(world);
    const ref = await askForReview(world, await customerOf('B'));
    const plan = await planReview(world, ref);
    await actReview(world, ref, plan);
    const scored = await review(ref);
    world.at(Date.parse(START) + 1000);
    await actReview(world, ref, plan);
    expect(await review(ref)).toEqual(scored);
    expect(await world.db.task.count()).toBe(1);
    expect(await world.db.touch.count({ where: { episodeId: ref.episodeId } })).toBe(1);
  });

  test('decides by the facts of the moment: a decision that is committed first stops the escalation', async () => {
    await publishScorecard(world);
    const ann = await member('ann');
    const ref = await askForReview(world, await customerOf('B'));
    const due = await playReview(world, ref);
    await decide(ref, ann);
    world.at('2026-03-02T14:00:00Z');
    expect((await actReview(world, ref, due)).status).toBe('closed');
    expect(await world.db.escalation.count()).toBe(0);
  });

  test('waits for no notice: with email stopped the deadline stands', async () => {
    await publishScorecard(world);
    await member('ann');
    await world.db.settings.update({ where: { id: 1 }, data: { emailStopped: true } });
    const ref = await askForReview(world, await customerOf('B'));
    expect(shown(await playReview(world, ref))).toBe('expireReferral 2026-03-02T14:00:00.000Z');
    expect(world.senders.emails).toEqual([]);
  });

  test('ends with its customer, and nobody needs to decide', async () => {
    await publishScorecard(world);
    const ref = await askForReview(world, await customerOf('B'));
    await playReview(world, ref);
    const closing = { customerId: ref.customerId, version: null, engagement: 'closed', reason: null } as const;
    await setEngagement(world.db, closing, world.ctx());
    expect(shown(await playReview(world, ref))).toBe('closed');
    expect(await episode(ref)).toMatchObject({ outcome: 'customer-closed' });
    expect(await world.db.task.findMany()).toMatchObject([{ status: 'cancelled' }]);
  });
});
