import { decideCreditReview, type CreditReviewAction } from '../../domain/credit/decide-credit-review';
import { loadCreditReview, type LoadedCreditReview } from '../../facts/read/credit-review';
import { closeCreditTasks } from '../../facts/write/credit-task';
import { lockCustomer } from '../../facts/write/lock-customer';
import { recordTimeline } from '../../facts/write/record';
import { evaluateCredit, expireReferral } from './credit-review-acts';
import { composeReferralNotice } from './credit-review-notice';
import type { EpisodeDefinition } from './episode-definition';

/** A scorecard's answer, and where it has none, that of a person in time. */
export const creditReviewDefinition: EpisodeDefinition<LoadedCreditReview, CreditReviewAction> = {
  kind: 'credit_review',
  load: loadCreditReview,
  decide: (facts, { done }, asOf) => decideCreditReview(facts, done, asOf),
  acts: {
    evaluateCredit: { kind: 'at-once', act: evaluateCredit },
    notifyStaff: { kind: 'message', compose: composeReferralNotice },
    expireReferral: { kind: 'at-once', act: expireReferral },
  },
  // Closed with its customer, a referral has a task that nobody needs to do.
  onClosed: async (tx, { context, ctx }) => {
    const customer = await lockCustomer(tx, context.customer.id, ctx);
    const entries = await closeCreditTasks(tx, context.episode.id, { outcome: null, note: null, at: customer.nowMs });
    if (entries.length > 0) await recordTimeline(tx, [{ customer, entries }], ctx);
  },
};
