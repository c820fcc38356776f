import type { CreditReviewInput, ReviewTrigger } from '../../domain/credit/credit-review-input';
import { DomainError } from '../../domain/errors';
import type { CreditReview } from '../../prisma/generated/client';
import { lockCustomer } from './lock-customer';
import { requestEpisode } from './request-episode';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

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
    const known = open === null ? null : await tx.creditReview.findUnique({ where: { id: open.id } });
    if (known !== null) return { outcome: 'unchanged', row: known };
    const input = { trigger, detail: reason } satisfies CreditReviewInput;
    const asked = { kind: 'credit_review', requestKey, input, requestedBy } as const;
    const { episodeId } = await requestEpisode(tx, customer, asked, ctx);
    const createdAt = new Date(customer.nowMs);
    const row = await tx.creditReview.create({
      data: { id: episodeId, customerId, trigger, reason, requestedBy, createdAt },
    });
    return { outcome: 'recorded', row };
  });
}
