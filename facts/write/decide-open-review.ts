import { DomainError, notAccepted } from '../../domain/errors';
import { decideReview, type DecideReviewInput } from './credit-reviews';
import type { FactContext, Tx } from './transaction';

export type DecideOpenReviewInput = Pick<DecideReviewInput, 'decision' | 'limitMinor' | 'termsDays' | 'note'> & {
  /** Email of who decides. */
  readonly staff: string;
  /** Of the limit, where one is said. */
  readonly currency: string | null;
};

/**
 * Decides the review that waits for somebody, by the names that a staged fact goes by: IDs are made only as a clock moves.
 * @throws DomainError `not-found`, and as `decideReview`
 */
export async function decideOpenReview(
  tx: Tx,
  customerId: string,
  { staff: email, currency, ...decision }: DecideOpenReviewInput,
  ctx: FactContext,
): Promise<unknown> {
  const staff = await tx.staff.findUnique({ where: { email: email.toLowerCase() }, select: { id: true } });
  if (staff === null) {
    throw new DomainError('not-found', { en: `There is no staff member "${email}"`, zh: `没有员工 "${email}"` });
  }
  const review = await tx.creditReview.findFirst({ where: { customerId }, orderBy: { createdAt: 'desc' } });
  if (review === null) {
    throw new DomainError('not-found', {
      en: 'The customer has no credit review to decide',
      zh: '该客户没有可决定的信用评审',
    });
  }
  if (currency !== null && currency !== review.currency) {
    const has = review.currency ?? '';
    throw notAccepted('/currency', {
      en: `Given ${currency}; expected ${has}, in which the review is`,
      zh: `给定 ${currency}；应为该评审的币种 ${has}`,
    });
  }
  return decideReview(tx, { reviewId: review.id, staffId: staff.id, ...decision }, ctx);
}
