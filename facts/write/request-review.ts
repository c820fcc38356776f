import {
  readCreditReviewInput,
  type CreditReviewInput,
  type ReviewTrigger,
} from '../../domain/credit/credit-review-input';
import { DomainError } from '../../domain/errors';
import type { Instant } from '../../domain/types';
import type { CreditReview } from '../../prisma/generated/client';
import { lockCustomer } from './lock-customer';
import { requestEpisode } from './request-episode';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type RequestReviewInput = {
  readonly customerId: string;
  readonly trigger: ReviewTrigger;
  /** Why, for people: what was asked, or which event it was. */
  readonly reason: string;
  /** As in the timeline: `staff:…`, `key:…`, `workflow`. Who asks does not decide. */
  readonly requestedBy: string;
  /** What asks for it: asked again, it is the same review. */
  readonly requestKey: string;
};

/**
 * Asks for a credit review: it begins as soon as the customer's lifecycle has heard of it.
 * @returns `unchanged`, with the review that is there, where one is open or the same request has made one
 * @throws DomainError `not-found`, `state-conflict` for a closed customer
 */
export async function requestReview(
  db: DbOrTx,
  { customerId, trigger, reason, requestedBy, requestKey }: RequestReviewInput,
  ctx: FactContext,
): Promise<Written<CreditReview>> {
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    if (customer.engagement === 'closed') {
      throw new DomainError('state-conflict', {
        en: 'The customer is closed; only the credit of an open one can be reviewed',
        zh: '该客户已关闭；只能评审未关闭的客户',
      });
    }
    const open = await tx.episode.findFirst({
      where: { customerId, kind: 'credit_review', OR: [{ status: { not: 'closed' } }, { requestKey }] },
      orderBy: { number: 'desc' },
    });
    if (open !== null) {
      const { id, startedAt, input, requestedBy: by } = open;
      const row = await reviewOfEpisode(tx, customerId, { id, startedAt: startedAt.getTime(), input, requestedBy: by });
      return { outcome: 'unchanged', row };
    }
    const input = { trigger, detail: reason } satisfies CreditReviewInput;
    const asked = { kind: 'credit_review', requestKey, input, requestedBy } as const;
    const { episodeId } = await requestEpisode(tx, customer, asked, ctx);
    const episode = { id: episodeId, startedAt: customer.nowMs, input, requestedBy };
    return { outcome: 'recorded', row: await reviewOfEpisode(tx, customerId, episode) };
  });
}

/** What a review's episode says of itself. */
type ReviewEpisode = {
  readonly id: string;
  readonly startedAt: Instant;
  readonly input: unknown;
  readonly requestedBy: string | null;
};

/** The review of an episode; one that the lifecycle has asked for by itself has no row until it is looked at. */
export async function reviewOfEpisode(
  tx: Tx,
  customerId: string,
  { id, startedAt, input, requestedBy }: ReviewEpisode,
): Promise<CreditReview> {
  const known = await tx.creditReview.findUnique({ where: { id } });
  if (known !== null) return known;
  const { trigger, detail } = readCreditReviewInput(input);
  const createdAt = new Date(startedAt);
  const data = { id, customerId, trigger, reason: detail, requestedBy: requestedBy ?? 'workflow', createdAt };
  return tx.creditReview.create({ data });
}
