import type { Evaluation } from '../../domain/credit/evaluate-scorecard';
import { conservativeTerms } from '../../domain/credit/conservative-terms';
import { parseScorecard } from '../../domain/credit/parse-scorecard';
import type { Scorecard } from '../../domain/credit/scorecard';
import { DomainError, notAccepted } from '../../domain/errors';
import type { CreditReview } from '../../prisma/generated/client';
import { documentVersion } from '../read/published-documents';
import { activeStaff } from './active-staff';
import { closeCreditTasks } from './credit-task';
import { currentTerms, setTerms } from './credit-terms';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { nameOfActor } from './name-of-actor';
import { recordFact } from './record';
import { endReferralEscalation } from './referral-escalation';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

const DAY_MS = 86_400_000;

export type DecideReviewInput = {
  readonly reviewId: string;
  /** Who decides. */
  readonly staffId: string;
  readonly decision: 'approved' | 'declined';
  /** `null` = as proposed; only with an approval. */
  readonly limitMinor: bigint | null;
  readonly termsDays: number | null;
  readonly note: string | null;
};

/**
 * Decides a referral: an approval sets limit and terms, as proposed or as said; a refusal leaves the lower of what stands
 * and what was proposed. Only staff of the scorecard's role decide, and never who asked for the review.
 * @returns `unchanged` where the same person has decided the same already
 * @throws DomainError `not-found`, `validation-failed`, `state-conflict`
 */
export async function decideReview(
  db: DbOrTx,
  input: DecideReviewInput,
  ctx: FactContext,
): Promise<Written<CreditReview>> {
  return inTransaction(db, async (tx) => {
    const { customerId } = await readReview(tx, input.reviewId);
    const customer = await lockCustomer(tx, customerId, ctx);
    const review = await readReview(tx, input.reviewId);
    const decidedBy = `staff:${input.staffId}`;
    if (await isRepeat(tx, review, input, decidedBy)) return { outcome: 'unchanged', row: review };
    const { scorecard, currency, proposed } = await openReferral(tx, review);
    await checkDecider(tx, scorecard, review, input.staffId);
    const row = await tx.creditReview.update({
      where: { id: review.id },
      data: { decision: input.decision, decidedBy, decidedAt: new Date(customer.nowMs), note: input.note },
    });
    const terms = await termsOf(tx, customer, { currency, proposed }, input);
    const reviewEveryDays = scorecard.bands.find(({ id }) => id === review.band)?.reviewEveryDays ?? 1;
    await setTerms(
      tx,
      customer,
      {
        ...terms,
        ...{ band: review.band, score: review.score, reason: 'credit-review', setBy: decidedBy },
        reviewAt: customer.nowMs + reviewEveryDays * DAY_MS,
      },
      ctx,
    );
    const { decision, note } = input;
    const byName = await nameOfActor(tx, decidedBy);
    const data = { reviewId: review.id, decision, by: decidedBy, byName, note };
    const closed = await closeCreditTasks(tx, review.id, { outcome: decision, note, at: customer.nowMs });
    await recordFact(tx, customer, [{ kind: 'credit-review.decided', data }, ...closed], ctx);
    await endReferralEscalation(tx, customer, { reviewId: review.id, decision, decidedBy }, ctx);
    return { outcome: 'recorded', row };
  });
}

/** Whether the same person has decided the same, with the limit and terms that were set then where any are given. */
async function isRepeat(
  tx: Tx,
  { decision, decidedBy, decidedAt, customerId }: CreditReview,
  { decision: wanted, limitMinor, termsDays }: DecideReviewInput,
  by: string,
): Promise<boolean> {
  if (decision !== wanted || decidedBy !== by || decidedAt === null) return false;
  if (limitMinor === null && termsDays === null) return true;
  const set = await tx.creditTerms.findFirst({
    where: { customerId, setBy: by, fromAt: { lte: decidedAt } },
    orderBy: [{ fromAt: 'desc' }, { createdAt: 'desc' }],
  });
  if (set === null) return false;
  return (limitMinor ?? set.limitMinor) === set.limitMinor && (termsDays ?? set.termsDays) === set.termsDays;
}

/** @throws DomainError `not-found` */
export async function readReview(tx: Tx, reviewId: string): Promise<CreditReview> {
  const review = await tx.creditReview.findUnique({ where: { id: reviewId } });
  if (review !== null) return review;
  throw new DomainError('not-found', {
    en: `There is no credit review "${reviewId}"`,
    zh: `没有信用评审 "${reviewId}"`,
  });
}

type Terms = { readonly limitMinor: bigint; readonly termsDays: number };
type Referral = { readonly scorecard: Scorecard; readonly currency: string; readonly proposed: Terms };

/** @throws DomainError `state-conflict` where the review is not one that waits for a decision */
async function openReferral(tx: Tx, review: CreditReview): Promise<Referral> {
  const { scorecardVersionId, currency, limitMinor, termsDays, decision } = review;
  if (decision !== null) {
    throw new DomainError('state-conflict', {
      en: `The review is ${decision} by ${review.decidedBy ?? ''}; ask for a new review to change what holds`,
      zh: `该评审已由 ${review.decidedBy ?? ''} 决定（${decision}）；如需更改，请重新发起评审`,
    });
  }
  if (scorecardVersionId === null || currency === null || limitMinor === null || termsDays === null) {
    throw new DomainError('state-conflict', {
      en: 'The review is not scored yet; only one that is referred can be decided',
      zh: '该评审尚未评分；只有已转人工的评审可以决定',
    });
  }
  const episode = await tx.episode.findUnique({ where: { id: review.id }, select: { status: true } });
  if (episode?.status === 'closed') {
    throw new DomainError('state-conflict', {
      en: 'The review has ended without a decision; ask for a new one',
      zh: '该评审已结束且未作决定；请重新发起评审',
    });
  }
  const { value: scorecard } = await documentVersion(tx, scorecardVersionId, parseScorecard);
  return { scorecard, currency, proposed: { limitMinor, termsDays } };
}

async function checkDecider(
  tx: Tx,
  { refer }: Scorecard,
  { requestedBy }: Pick<CreditReview, 'requestedBy'>,
  staffId: string,
): Promise<void> {
  const staff = await activeStaff(tx, staffId);
  const role = refer?.role ?? '';
  if (staff.role !== role) {
    throw notAccepted('/staffId', {
      en: `${staff.name} has the role "${staff.role}"; expected somebody of the role "${role}"`,
      zh: `${staff.name} 的角色是 "${staff.role}"；应为角色 "${role}" 的员工`,
    });
  }
  if (requestedBy !== `staff:${staffId}`) return;
  throw notAccepted('/staffId', {
    en: `${staff.name} has asked for the review; expected somebody else to decide it`,
    zh: `${staff.name} 是评审发起人；须由其他人决定`,
  });
}

async function termsOf(
  tx: Tx,
  customer: LockedCustomer,
  { currency, proposed }: Pick<Referral, 'currency' | 'proposed'>,
  { decision, limitMinor, termsDays }: DecideReviewInput,
): Promise<Terms & { readonly currency: string }> {
  if (decision === 'approved') {
    const limit = limitMinor ?? proposed.limitMinor;
    if (limit < 0n) throw notAccepted('/limit', { en: 'Expected a limit of 0 or more', zh: '额度不应小于 0' });
    return { currency, limitMinor: limit, termsDays: termsDays ?? proposed.termsDays };
  }
  if (limitMinor !== null || termsDays !== null) {
    throw notAccepted(limitMinor === null ? '/termsDays' : '/limit', {
      en: 'A limit or terms are given with a refusal; expected them with an approval only',
      zh: '拒绝时给出了额度或账期；只有批准时可以给出',
    });
  }
  const current = await currentTerms(tx, customer.id);
  if (current === null) return { currency, limitMinor: 0n, termsDays: 0 };
  const { currency: standing, limitMinor: limit, termsDays: days } = current;
  const terms = { currency: standing, limitMinor: limit, termsDays: days };
  return conservativeTerms(terms, { currency, ...proposed }) ?? terms;
}

/** What a scorecard has found, written to the review. */
export async function recordEvaluation(
  tx: Tx,
  review: Pick<CreditReview, 'id'>,
  { scorecardVersionId, evaluation, at, dueAt }: NewEvaluation,
): Promise<CreditReview> {
  const { score, band, proposal, limitMinor, currency, termsDays, factors, reasons } = evaluation;
  const decision = proposal === 'refer' ? null : proposal === 'approve' ? 'approved' : 'declined';
  return tx.creditReview.update({
    where: { id: review.id },
    data: {
      ...{ scorecardVersionId, score, band, proposal, limitMinor, currency, termsDays, decision },
      factors: [...factors],
      reasons: [...reasons],
      evaluatedAt: new Date(at),
      dueAt: dueAt === null ? null : new Date(dueAt),
      ...(decision === null ? {} : { decidedBy: 'scorecard', decidedAt: new Date(at) }),
    },
  });
}

export type NewEvaluation = {
  readonly scorecardVersionId: string;
  readonly evaluation: Evaluation;
  readonly at: number;
  /** For a referral. */
  readonly dueAt: number | null;
};
