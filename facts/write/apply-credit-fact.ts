import { randomUUID } from 'node:crypto';
import { assertNever } from '../../domain/assert-never';
import { DomainError, notAccepted } from '../../domain/errors';
import { decideReview } from './credit-reviews';
import type { Fact } from './fact-payloads';
import { recordOrder } from './orders';
import { requestReview } from './request-review';
import { staffByEmail } from './staff-by-email';
import type { FactContext, Tx } from './transaction';

export type CreditFact = Extract<Fact, { kind: 'order.place' | 'review.request' | 'credit.decide' }>;

/** Orders, and what people do about credit reviews, staged on a test clock. */
export async function applyCreditFact(
  tx: Tx,
  customerId: string,
  fact: CreditFact,
  ctx: FactContext,
): Promise<unknown> {
  switch (fact.kind) {
    case 'order.place':
      return recordOrder(tx, { customerId, ...fact.data }, ctx);
    case 'review.request': {
      const staffId = await staffByEmail(tx, fact.data.staff);
      const requestedBy = staffId === null ? ctx.actor : `staff:${staffId}`;
      const asked = { customerId, trigger: 'request', reason: fact.data.reason, requestedBy } as const;
      return requestReview(tx, { ...asked, requestKey: randomUUID() }, ctx);
    }
    case 'credit.decide':
      return decideLastReview(tx, customerId, fact.data, ctx);
    default:
      return assertNever(fact);
  }
}

/** The ID of a review is made only as the clock moves, so the customer's last one is meant. */
async function decideLastReview(
  tx: Tx,
  customerId: string,
  { staff, currency, ...decision }: Extract<CreditFact, { kind: 'credit.decide' }>['data'],
  ctx: FactContext,
): Promise<unknown> {
  const staffId = await staffByEmail(tx, staff);
  const review = await tx.creditReview.findFirst({ where: { customerId }, orderBy: { createdAt: 'desc' } });
  if (review === null || staffId === null) {
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
  return decideReview(tx, { reviewId: review.id, staffId, ...decision }, ctx);
}
