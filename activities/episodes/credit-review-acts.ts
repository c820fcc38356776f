import { addBusinessMinutes } from '../../domain/calendar/business-hours';
import { conservativeTerms } from '../../domain/credit/conservative-terms';
import { evaluateScorecard, type Evaluation } from '../../domain/credit/evaluate-scorecard';
import type { Referral } from '../../domain/credit/scorecard';
import { BUILT_IN_LADDER } from '../../domain/escalate/ladder';
import { formatAmount } from '../../domain/money/money';
import type { Instant } from '../../domain/types';
import { readCreditFacts } from '../../facts/read/credit-facts';
import type { LoadedCreditReview } from '../../facts/read/credit-review';
import type { EpisodeContext } from '../../facts/read/load-episode-context';
import { recordEvaluation } from '../../facts/write/credit-reviews';
import { insertCreditTask } from '../../facts/write/credit-task';
import { currentTerms, setTerms, shownTerms } from '../../facts/write/credit-terms';
import { lockCustomer } from '../../facts/write/lock-customer';
import { referralKey } from '../../facts/write/referral-escalation';
import { requestEscalation } from '../../facts/write/request-escalation';
import { reviewOfEpisode } from '../../facts/write/request-review';
import type { Tx } from '../../facts/write/transaction';
import type { EngineEntry } from '../timeline';
import type { Acting } from './episode-definition';

type Act = (tx: Tx, acting: Acting<LoadedCreditReview>) => Promise<readonly EngineEntry[]>;

const DAY_MS = 86_400_000;

/** Scores the customer. What the scorecard decides by itself holds at once; the rest becomes a task with a deadline. */
export const evaluateCredit: Act = async (tx, acting) => {
  const { facts, context, touch, touchId, ctx } = acting;
  const { scorecard } = facts;
  if (scorecard === null) throw new Error('No scorecard applies, although the customer is to be scored');
  const row = facts.row ?? (await reviewOfEpisode(tx, context.customer.id, context.episode));
  const evaluation = await evaluate(tx, context, scorecard.value);
  const { proposal, score, band } = evaluation;
  const refer = proposal === 'refer' ? scorecard.value.refer : null;
  const dueAt = refer === null ? null : deadline(refer, context, touch.at);
  const written = { scorecardVersionId: scorecard.versionId, evaluation, at: touch.at, dueAt };
  const review = await recordEvaluation(tx, row, written);
  const about = { reviewId: row.id, score, band, proposal };
  const entries: EngineEntry[] = [
    {
      kind: 'credit-review.evaluated',
      touchId,
      data: {
        ...about,
        ...shownTerms(evaluation),
        scorecard: { name: scorecard.name, version: scorecard.number },
        factors: evaluation.factors.map(({ id, points, reason }) => ({ id, points, reason })),
        reasons: evaluation.reasons,
      },
    },
  ];
  if (refer !== null && dueAt !== null) {
    const { role, queue } = refer;
    const task = await insertCreditTask(tx, review, { queue, role, touchId, at: touch.at, dueAt });
    const data = { ...about, role, queue, dueAt: new Date(dueAt).toISOString() };
    return [...entries, { kind: 'credit-review.referred', touchId, data }, { ...task, touchId }];
  }
  const customer = await lockCustomer(tx, context.customer.id, ctx);
  const { currency, limitMinor, termsDays, reviewEveryDays } = evaluation;
  const reviewAt = touch.at + reviewEveryDays * DAY_MS;
  const terms = { currency, limitMinor, termsDays, band, score, reviewAt };
  await setTerms(tx, customer, { ...terms, reason: 'credit-review', setBy: 'scorecard' }, ctx);
  const decision = proposal === 'approve' ? 'approved' : 'declined';
  const decided = { reviewId: row.id, decision, by: 'scorecard', byName: null, note: null } as const;
  return [...entries, { kind: 'credit-review.decided', touchId, data: decided }];
};

async function evaluate(
  tx: Tx,
  { customer, now }: EpisodeContext,
  scorecard: NonNullable<LoadedCreditReview['scorecard']>['value'],
): Promise<Evaluation> {
  const { id, zone, language, segment, country, attributes, isSandbox, createdAt } = customer;
  const subject = { id, zone, language, segment, country, attributes, now, enteredAt: isSandbox ? null : createdAt };
  const facts = (await readCreditFacts(tx, [subject], scorecard.currency)).get(id);
  if (facts === undefined) throw new Error(`There are no credit facts of customer ${id}`);
  return evaluateScorecard(scorecard, facts);
}

function deadline(
  { decideWithinMinutes, businessHours }: Referral,
  { calendar, customer }: EpisodeContext,
  at: Instant,
): Instant {
  return addBusinessMinutes(at, decideWithinMinutes, [businessHours], calendar, customer.zone);
}

/** Nobody has decided in time: what is conservative holds, and a ladder is climbed until somebody does. */
export const expireReferral: Act = async (tx, { facts: { row, scorecard }, context, touchId, ctx }) => {
  if (row === null) throw new Error('There is no review, although its deadline has passed');
  const { currency, limitMinor, termsDays, dueAt } = row;
  if (currency === null || limitMinor === null || termsDays === null) throw new Error('The review has no proposal');
  const customer = await lockCustomer(tx, context.customer.id, ctx);
  const current = await currentTerms(tx, customer.id);
  const held = conservativeTerms(current, { currency, limitMinor, termsDays });
  if (current !== null && held !== null) {
    const { band, score, reviewAt } = current;
    const terms = { ...held, band, score, reviewAt: reviewAt?.getTime() ?? null };
    await setTerms(tx, customer, { ...terms, reason: 'credit-review-overdue', setBy: 'workflow' }, ctx);
  }
  const amount = `${formatAmount(limitMinor, currency)} ${currency}`;
  await requestEscalation(
    tx,
    {
      customerId: customer.id,
      ladder: scorecard?.value.refer?.ladder ?? BUILT_IN_LADDER.name,
      cause: 'referral',
      subject: { en: `Undecided credit review of ${amount}`, zh: `未决信用评审（${amount}）` },
      requestedBy: 'workflow',
      requestKey: referralKey(row.id),
    },
    ctx,
  );
  return [
    {
      kind: 'credit-review.overdue',
      touchId,
      data: {
        reviewId: row.id,
        dueAt: (dueAt ?? row.createdAt).toISOString(),
        held: held === null ? null : shownTerms(held),
      },
    },
  ];
};
