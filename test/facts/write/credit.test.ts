import { applyFact } from '../../../facts/write/apply-fact';
import { decideReview, type DecideReviewInput } from '../../../facts/write/credit-reviews';
import { setTermsByHand, type SetTermsByHandInput } from '../../../facts/write/credit-terms';
import { setEngagement } from '../../../facts/write/customers';
import { recordOrder } from '../../../facts/write/orders';
import { requestReview } from '../../../facts/write/request-review';
import { givenMember, givenReferral, givenReview, givenScorecard } from '../credit-bench';
import { CTX, fresh, givenCustomer, NOW, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();
let scorecardId = '';
beforeAll(async () => {
  scorecardId = await givenScorecard(database.prisma);
});

const DAY_MS = 86_400_000;
const termsOf = (customerId: string) =>
  database.prisma.creditTerms.findMany({ where: { customerId }, orderBy: { createdAt: 'asc' } });
const byHand = (customerId: string, fields: Partial<SetTermsByHandInput> = {}) =>
  setTermsByHand(
    database.prisma,
    { customerId, currency: 'USD', limitMinor: 800_00n, termsDays: 30, reviewAt: null, reason: 'agreed', ...fields },
    CTX,
  );
const decide = (reviewId: string, staffId: string, fields: Partial<DecideReviewInput> = {}) =>
  decideReview(
    database.prisma,
    { reviewId, staffId, decision: 'approved', limitMinor: null, termsDays: null, note: null, ...fields },
    CTX,
  );

describe('an order', () => {
  const given = { currency: 'USD', amountMinor: 50_00n, placedAt: null };

  it('is recorded once by its external ID, and is a conflict with other content', async () => {
    const customerId = await givenCustomer(database.prisma);
    const order = { ...given, customerId, externalId: fresh('O') };
    const first = await recordOrder(database.prisma, order, CTX);
    expect(first).toMatchObject({ outcome: 'recorded', row: { placedAt: new Date(NOW) } });
    expect(await recordOrder(database.prisma, order, CTX)).toMatchObject({
      outcome: 'unchanged',
      row: { id: first.row.id },
    });
    const other = await refusalOf(
      recordOrder(database.prisma, { ...order, amountMinor: 51_00n, placedAt: NOW - 1 }, CTX),
    );
    expect(other.code).toBe('content-conflict');
    expect(other.errors.map(({ pointer }) => pointer)).toEqual(['/amount', '/placedAt']);
    const { timeline, outbox } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({ kind: 'order.placed', data: { amount: '50.00', currency: 'USD' } });
    expect(outbox).toEqual(['customer.created', 'order.placed']);
  });

  it('is refused for a day that is to come, and without an amount', async () => {
    const customerId = await givenCustomer(database.prisma);
    const order = { ...given, customerId, externalId: fresh('O') };
    const late = await refusalOf(recordOrder(database.prisma, { ...order, placedAt: NOW + 2 * DAY_MS }, CTX));
    expect(late.code).toBe('date-too-far-ahead');
    expect((await refusalOf(recordOrder(database.prisma, { ...order, amountMinor: 0n }, CTX))).code).toBe(
      'validation-failed',
    );
  });
});

describe('credit terms', () => {
  it('hold from now on, and those before stay as history', async () => {
    const customerId = await givenCustomer(database.prisma);
    await byHand(customerId);
    expect((await byHand(customerId)).outcome).toBe('unchanged');
    await byHand(customerId, { limitMinor: 0n, reviewAt: NOW + DAY_MS, reason: 'insolvent' });
    expect(await termsOf(customerId)).toMatchObject([
      { limitMinor: 800_00n, fromAt: new Date(NOW), untilAt: new Date(NOW), reason: 'agreed' },
      { limitMinor: 0n, untilAt: null, reviewAt: new Date(NOW + DAY_MS), setBy: CTX.actor },
    ]);
    const { timeline, outbox } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'credit.terms-changed',
      data: { from: { limit: '800.00', termsDays: 30 }, to: { limit: '0.00' }, reason: 'insolvent' },
    });
    expect(outbox).toEqual(['customer.created', 'credit.terms-changed', 'credit.terms-changed']);
  });

  it('are confirmed where only the next review moves, and keep it where nothing is said of it', async () => {
    const customerId = await givenCustomer(database.prisma);
    await byHand(customerId, { reviewAt: NOW + DAY_MS });
    expect((await byHand(customerId, { reviewAt: undefined })).outcome).toBe('unchanged');
    await byHand(customerId, { reviewAt: NOW + 2 * DAY_MS });
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({ kind: 'credit.terms-confirmed' });
  });

  it('are refused for a closed customer and below nothing', async () => {
    const customerId = await givenCustomer(database.prisma);
    expect((await refusalOf(byHand(customerId, { limitMinor: -1n }))).code).toBe('validation-failed');
    await setEngagement(database.prisma, { customerId, version: null, engagement: 'closed', reason: null }, CTX);
    expect((await refusalOf(byHand(customerId))).code).toBe('state-conflict');
  });
});

describe('a credit review', () => {
  it('is one at a time: asked for again while it is open, it is the same', async () => {
    const customerId = await givenCustomer(database.prisma);
    const first = await givenReview(database.prisma, customerId);
    expect((await givenReview(database.prisma, customerId)).id).toBe(first.id);
    expect(await database.prisma.episode.findMany({ where: { customerId } })).toMatchObject([
      { id: first.id, kind: 'credit_review', status: 'requested', input: { trigger: 'request', detail: 'more room' } },
    ]);
    await database.prisma.episode.update({ where: { id: first.id }, data: { status: 'closed' } });
    const next = await givenReview(database.prisma, customerId, { requestKey: 'again' });
    expect(next.id).not.toBe(first.id);
    await database.prisma.episode.update({ where: { id: next.id }, data: { status: 'closed' } });
    expect((await givenReview(database.prisma, customerId, { requestKey: 'again' })).id).toBe(next.id);
  });

  it('is one also where many ask at once', async () => {
    const customerId = await givenCustomer(database.prisma);
    const asked = await Promise.all([1, 2, 3, 4].map(() => givenReview(database.prisma, customerId)));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
  });

  it('is refused for a closed customer', async () => {
    const customerId = await givenCustomer(database.prisma);
    await setEngagement(database.prisma, { customerId, version: null, engagement: 'closed', reason: null }, CTX);
    const asked = { customerId, trigger: 'request', reason: '', requestedBy: 'key:x', requestKey: 'k' } as const;
    expect((await refusalOf(requestReview(database.prisma, asked, CTX))).code).toBe('state-conflict');
  });
});

describe('the decision of a referral', () => {
  it('sets the proposed terms until the next review, once, however often it is sent', async () => {
    const customerId = await givenCustomer(database.prisma);
    const review = await givenReferral(database.prisma, customerId, scorecardId);
    const staffId = await givenMember(database.prisma);
    expect(await decide(review.id, staffId, { note: 'known for years' })).toMatchObject({
      outcome: 'recorded',
      row: { decision: 'approved', decidedBy: `staff:${staffId}`, note: 'known for years' },
    });
    const before = await tracesOf(database.prisma, customerId);
    expect((await decide(review.id, staffId)).outcome).toBe('unchanged');
    expect(await tracesOf(database.prisma, customerId)).toEqual(before);
    expect(await termsOf(customerId)).toMatchObject([
      { limitMinor: 1000_00n, termsDays: 14, band: 'fair', score: 20, reviewAt: new Date(NOW + 90 * DAY_MS) },
    ]);
    expect(before.timeline.slice(-2).map(({ kind }) => kind)).toEqual([
      'credit.terms-changed',
      'credit-review.decided',
    ]);
  });

  it('sets the terms that are said with an approval', async () => {
    const customerId = await givenCustomer(database.prisma);
    const review = await givenReferral(database.prisma, customerId, scorecardId);
    const staffId = await givenMember(database.prisma);
    await decide(review.id, staffId, { limitMinor: 300_00n, termsDays: 7 });
    expect((await decide(review.id, staffId, { limitMinor: 300_00n })).outcome).toBe('unchanged');
    // Another limit is another decision.
    expect((await refusalOf(decide(review.id, staffId, { limitMinor: 900_00n }))).code).toBe('state-conflict');
    expect(await termsOf(customerId)).toMatchObject([{ limitMinor: 300_00n, termsDays: 7 }]);
  });

  it('raises nothing where it is a refusal', async () => {
    const [rich, poor, none] = [
      await givenCustomer(database.prisma),
      await givenCustomer(database.prisma),
      await givenCustomer(database.prisma),
    ];
    await byHand(rich, { limitMinor: 5000_00n, termsDays: 30 });
    await byHand(poor, { limitMinor: 200_00n, termsDays: 7 });
    const staffId = await givenMember(database.prisma);
    for (const customerId of [rich, poor, none]) {
      const review = await givenReferral(database.prisma, customerId, scorecardId);
      await decide(review.id, staffId, { decision: 'declined' });
    }
    expect((await termsOf(rich)).at(-1)).toMatchObject({ limitMinor: 1000_00n, termsDays: 14, untilAt: null });
    expect((await termsOf(poor)).at(-1)).toMatchObject({ limitMinor: 200_00n, termsDays: 7, untilAt: null });
    expect((await termsOf(none)).at(-1)).toMatchObject({ limitMinor: 0n, termsDays: 0, untilAt: null });
  });

  it('is refused for another role, for who asked, for nobody, and for limits with a refusal', async () => {
    const customerId = await givenCustomer(database.prisma);
    const staffId = await givenMember(database.prisma);
    const review = await givenReferral(database.prisma, customerId, scorecardId, { requestedBy: `staff:${staffId}` });
    const collector = await givenMember(database.prisma, 'collector');
    const messages = await Promise.all(
      [
        decide(review.id, collector),
        decide(review.id, staffId),
        decide(review.id, review.id),
        decide(review.id, await givenMember(database.prisma), { decision: 'declined', limitMinor: 1n }),
      ].map(async (promise) => (await refusalOf(promise)).detail.en),
    );
    expect(messages.map((text) => text.replace(/Staff-\d+/, 'Ada'))).toEqual([
      'Ada has the role "collector"; expected somebody of the role "credit-manager"',
      'Ada has asked for the review; expected somebody else to decide it',
      `There is no active staff member "${review.id}"`,
      'A limit or terms are given with a refusal; expected them with an approval only',
    ]);
    expect(await termsOf(customerId)).toEqual([]);
  });

  it('is a conflict before the score, after another decision and after the end', async () => {
    const staffId = await givenMember(database.prisma);
    const early = await givenReview(database.prisma, await givenCustomer(database.prisma));
    expect((await refusalOf(decide(early.id, staffId))).code).toBe('state-conflict');
    const decided = await givenReferral(database.prisma, await givenCustomer(database.prisma), scorecardId);
    await decide(decided.id, staffId);
    const other = await refusalOf(decide(decided.id, staffId, { decision: 'declined' }));
    expect(other.code).toBe('state-conflict');
    expect(other.detail.en).toContain('ask for a new review');
    const ended = await givenReferral(database.prisma, await givenCustomer(database.prisma), scorecardId);
    await database.prisma.episode.update({ where: { id: ended.id }, data: { status: 'closed' } });
    expect((await refusalOf(decide(ended.id, staffId))).code).toBe('state-conflict');
    expect((await refusalOf(decide(staffId, staffId))).code).toBe('not-found');
  });

  it('is one where two decide at once', async () => {
    const customerId = await givenCustomer(database.prisma);
    const review = await givenReferral(database.prisma, customerId, scorecardId);
    const [one, other] = [await givenMember(database.prisma), await givenMember(database.prisma)];
    const results = await Promise.allSettled([
      decide(review.id, one),
      decide(review.id, other, { decision: 'declined' }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await termsOf(customerId)).toHaveLength(1);
  });
});

describe('facts about credit that a test clock brings', () => {
  const apply = (customerId: string, kind: string, payload: unknown) =>
    applyFact(database.prisma, { customerId, kind, payload }, CTX);
  const emailOf = async (id: string) => (await database.prisma.staff.findUniqueOrThrow({ where: { id } })).email;

  it('name people by their email, and mean the last review', async () => {
    const customerId = await givenCustomer(database.prisma);
    const staff = await emailOf(await givenMember(database.prisma));
    const decision = { staff: staff.toUpperCase(), decision: 'approved', currency: 'USD', limit: '450.00' };
    expect((await refusalOf(apply(customerId, 'credit.decide', decision))).code).toBe('not-found');
    const asker = await givenMember(database.prisma);
    await apply(customerId, 'review.request', { reason: 'more', staff: await emailOf(asker) });
    const review = await givenReferral(database.prisma, customerId, scorecardId);
    expect(review).toMatchObject({ requestedBy: `staff:${asker}`, reason: 'more' });
    const other = await refusalOf(apply(customerId, 'credit.decide', { ...decision, currency: 'EUR' }));
    expect(other.detail.en).toBe('Given EUR; expected USD, in which the review is');
    await apply(customerId, 'credit.decide', decision);
    expect(await termsOf(customerId)).toMatchObject([{ limitMinor: 450_00n, termsDays: 14 }]);
  });

  it('are refused where a limit has no currency', async () => {
    const customerId = await givenCustomer(database.prisma);
    const decision = { staff: 'a@example.com', decision: 'approved', limit: '450.00' };
    expect((await refusalOf(apply(customerId, 'credit.decide', decision))).code).toBe('validation-failed');
  });
});
