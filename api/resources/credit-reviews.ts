import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { FactorScore } from '../../domain/credit/evaluate-scorecard';
import { REVIEW_TRIGGERS } from '../../domain/credit/credit-review-input';
import type { LocalizedText } from '../../domain/types';
import { activeStaff } from '../../facts/write/active-staff';
import { decideReview, readReview } from '../../facts/write/credit-reviews';
import { requestReview } from '../../facts/write/request-review';
import type { Prisma } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import {
  creditReviewOut,
  creditReviewParams,
  decideReviewBody,
  listCustomerReviewsQuery,
  listReviewsQuery,
  requestReviewBody,
  reviewsPageOut,
} from '../contract/credit';
import { customerParams } from '../contract/customers';
import type { Answer, Db } from '../http/call';
import {
  amountOf,
  CUSTOMER_BRIEF,
  customerBrief,
  customerFilter,
  factContext,
  iso,
  isoOrNull,
  minorOf,
  notFound,
  resolveCustomer,
  statusOfWritten,
} from '../http/handler-tools';
import { bothWays, readPage, type Orders, type PageRequest } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Credit';
const ORDERS: Orders = {
  ...bothWays({ createdAt: 'instant' }),
  dueAt: { column: 'dueAt', type: 'instant', direction: 'asc', nullable: true },
  '-dueAt': { column: 'dueAt', type: 'instant', direction: 'desc', nullable: true },
};

const WITH_CUSTOMER = { customer: CUSTOMER_BRIEF } as const;
type ReviewRow = Prisma.CreditReviewGetPayload<{ include: typeof WITH_CUSTOMER }>;
type Status = z.input<typeof creditReviewOut>['status'];

/** Reviews with the versions that scored them and whether they have ended, in two statements however many they are. */
async function presentReviews(db: Db, rows: readonly ReviewRow[]): Promise<z.input<typeof creditReviewOut>[]> {
  const versionIds = rows.flatMap(({ scorecardVersionId }) => scorecardVersionId ?? []);
  const versions = await db.documentVersion.findMany({
    where: { id: { in: versionIds } },
    select: { id: true, number: true, document: { select: { id: true, name: true } } },
  });
  const scorecards = new Map(
    versions.map(({ id, number, document }) => [id, { id: document.id, name: document.name, version: number }]),
  );
  const ended = await db.episode.findMany({
    where: { id: { in: rows.map(({ id }) => id) }, status: 'closed' },
    select: { id: true },
  });
  const endedIds = new Set(ended.map(({ id }) => id));
  return rows.map((row) =>
    presentReview(row, scorecards.get(row.scorecardVersionId ?? '') ?? null, endedIds.has(row.id)),
  );
}

function presentReview(
  row: ReviewRow,
  scorecard: z.input<typeof creditReviewOut>['scorecard'],
  hasEnded: boolean,
): z.input<typeof creditReviewOut> {
  const { id, reason, requestedBy, score, band, limitMinor, currency, termsDays, decidedBy, note } = row;
  // A constraint of the table lists the words.
  const proposal = row.proposal as 'approve' | 'decline' | 'refer' | null;
  const decision = row.decision as 'approved' | 'declined' | null;
  return {
    ...{ id, reason, requestedBy, scorecard, score, band, decision, decidedBy, note },
    customer: customerBrief(row.customer),
    status: decision ?? statusOf(row, hasEnded),
    trigger: REVIEW_TRIGGERS.find((trigger) => trigger === row.trigger) ?? 'request',
    proposal:
      proposal === null || currency === null
        ? null
        : { decision: proposal, currency, limit: amountOf(limitMinor ?? 0n, currency), termsDays: termsDays ?? 0 },
    factors: row.factors as unknown as FactorScore[],
    reasons: row.reasons as unknown as LocalizedText[],
    dueAt: isoOrNull(row.dueAt),
    decidedAt: isoOrNull(row.decidedAt),
    createdAt: iso(row.createdAt),
    evaluatedAt: isoOrNull(row.evaluatedAt),
  };
}

function statusOf({ evaluatedAt }: ReviewRow, hasEnded: boolean): Status {
  if (hasEnded) return 'ended';
  return evaluatedAt === null ? 'requested' : 'referred';
}

async function answerReview(db: Db, id: string): Promise<Answer> {
  const row = await db.creditReview.findUnique({ where: { id }, include: WITH_CUSTOMER });
  if (row === null) throw notFound(`There is no credit review "${id}"`, `没有信用评审 "${id}"`);
  const [body] = await presentReviews(db, [row]);
  return { body };
}

async function answerPage(db: Db, where: Prisma.CreditReviewWhereInput, query: PageRequest): Promise<Answer> {
  const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
    db.creditReview.findMany({ where: { AND: [where, after] }, orderBy, take, include: WITH_CUSTOMER }),
  );
  return { body: { ...page, items: await presentReviews(db, page.items) } };
}

/** Whether a review has ended is told by its episode. */
async function statusFilter(db: Db, statuses: readonly Status[]): Promise<Prisma.CreditReviewWhereInput> {
  const open = statuses.includes('requested') || statuses.includes('referred') || statuses.includes('ended');
  const undecided = open
    ? await db.creditReview.findMany({
        where: { decision: null },
        select: { id: true },
        orderBy: { createdAt: 'desc' },
      })
    : [];
  const ended = await db.episode.findMany({
    where: { id: { in: undecided.map(({ id }) => id) }, status: 'closed' },
    select: { id: true },
  });
  const endedIds = { in: ended.map(({ id }) => id) };
  const meant: Readonly<Record<Status, Prisma.CreditReviewWhereInput>> = {
    approved: { decision: 'approved' },
    declined: { decision: 'declined' },
    requested: { decision: null, evaluatedAt: null, NOT: { id: endedIds } },
    referred: { decision: null, evaluatedAt: { not: null }, NOT: { id: endedIds } },
    ended: { decision: null, id: endedIds },
  };
  return { OR: statuses.map((status) => meant[status]) };
}

export const creditReviewRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/credit-reviews',
    name: 'requestCreditReview',
    tag: TAG,
    summary: 'Ask for a credit review',
    description: 'One at a time: while a review is open, asking again answers 200 with that one.',
    access: 'operate',
    params: customerParams,
    body: requestReviewBody,
    success: { status: 201, schema: creditReviewOut, description: 'The review.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const { reason, staffId } = call.body;
      if (staffId !== null) await activeStaff(call.db, staffId);
      const requestedBy = staffId === null ? call.actor : `staff:${staffId}`;
      const asked = { customerId, trigger: 'request', reason, requestedBy, requestKey: randomUUID() } as const;
      const { outcome, row } = await requestReview(call.db, asked, factContext(call));
      const answer = await answerReview(call.db, row.id);
      return { ...answer, status: statusOfWritten(outcome), location: `/v1/credit-reviews/${row.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/credit-reviews',
    name: 'listCustomerCreditReviews',
    tag: TAG,
    summary: 'List the credit reviews of a customer',
    access: 'read',
    params: customerParams,
    query: listCustomerReviewsQuery,
    success: { status: 200, schema: reviewsPageOut, description: 'A page of reviews.' },
    handle: async ({ db, params, query }) => {
      const { id: customerId } = await resolveCustomer(db, params.id);
      return answerPage(db, { customerId }, query);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/credit-reviews',
    name: 'listCreditReviews',
    tag: TAG,
    summary: 'List credit reviews',
    access: 'read',
    query: listReviewsQuery,
    success: { status: 200, schema: reviewsPageOut, description: 'A page of reviews.' },
    handle: async ({ db, query }) => {
      const status = query.status === undefined ? {} : await statusFilter(db, query.status);
      return answerPage(db, { AND: [await customerFilter(db, query.customer), status] }, query);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/credit-reviews/{id}',
    name: 'getCreditReview',
    tag: TAG,
    summary: 'Read a credit review: score, band, limit, terms, and the points of each factor',
    access: 'read',
    params: creditReviewParams,
    success: { status: 200, schema: creditReviewOut, description: 'The review.' },
    handle: ({ db, params }) => answerReview(db, params.id),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/credit-reviews/{id}/decision',
    name: 'decideCreditReview',
    tag: TAG,
    summary: 'Decide a review that is referred',
    description:
      'By somebody of the scorecard’s role who has not asked for the review. The same decision again has no second ' +
      'effect; another one is refused with 409.',
    access: 'operate',
    params: creditReviewParams,
    body: decideReviewBody,
    success: { status: 200, schema: creditReviewOut, description: 'The review.' },
    handle: async (call) => {
      const { staffId, decision, limit, termsDays, note } = call.body;
      const { currency } = await readReview(call.db, call.params.id);
      // Before it is scored a review has no currency, and is refused as one that cannot be decided yet.
      const limitMinor = limit === null || currency === null ? null : minorOf(limit, currency, '/limit');
      const input = { reviewId: call.params.id, staffId, decision, limitMinor, termsDays, note };
      await decideReview(call.db, input, factContext(call));
      return answerReview(call.db, call.params.id);
    },
  }),
];
