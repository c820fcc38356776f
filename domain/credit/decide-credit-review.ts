import type { EpisodeDecision, EpisodeTouch } from '../episode/episode-decision';
import type { Instant } from '../types';
import type { Proposal } from './scorecard';

export type CreditReviewAction = 'evaluateCredit' | 'notifyStaff' | 'expireReferral';

export type CreditReviewFacts = {
  /** When the review was asked for. */
  readonly requestedAt: Instant;
  /** What has come of it so far; `null` before it was scored. */
  readonly evaluated: {
    readonly at: Instant;
    readonly score: number;
    readonly band: string;
    readonly proposal: Proposal;
    readonly decision: 'approved' | 'declined' | null;
    /** A referral is to be decided by then. */
    readonly dueAt: Instant | null;
  } | null;
  /** Whether there is a published scorecard for this customer. */
  readonly hasScorecard: boolean;
  /** Who is told of a referral, in order; nobody while email is stopped, so that a deadline never waits for a notice. */
  readonly deciders: readonly string[];
};

/** The step by which one of the deciders is told. */
export function notifyStep(staffId: string): string {
  return `notify-${staffId}`;
}

/** The decider whom a step tells, or `null`. */
export function staffOfStep(step: string): string | null {
  return step.startsWith('notify-') ? step.slice('notify-'.length) : null;
}

/**
 * The next thing that a credit review does: score the customer, tell those who may decide a referral, and when its time
 * is over hold what is conservative and ask for an escalation. It ends with the decision, whenever that comes.
 * @param done steps of this episode that are settled
 * @param asOf what should have been done before is done then
 */
export function decideCreditReview(
  facts: CreditReviewFacts,
  done: ReadonlyMap<string, Instant>,
  asOf: Instant,
): EpisodeDecision<CreditReviewAction> {
  const { evaluated, hasScorecard, requestedAt } = facts;
  if (evaluated === null) {
    if (!hasScorecard) {
      return {
        status: 'closed',
        outcome: 'no-scorecard',
        summary: 'No scorecard applies',
        reason: { en: 'no published scorecard applies to the customer', zh: '没有适用于该客户的已发布评分卡' },
      };
    }
    return {
      ...AT_ONCE,
      at: Math.max(requestedAt, asOf),
      action: 'evaluateCredit',
      step: 'evaluate',
      summary: 'Score the customer',
      reason: { en: 'a credit review was asked for', zh: '已请求信用评审' },
    };
  }
  const { decision, band, score } = evaluated;
  if (decision !== null) {
    return {
      status: 'closed',
      outcome: decision,
      summary: `${decision === 'approved' ? 'Approved' : 'Declined'}: score ${score}, band ${band}`,
      reason:
        decision === 'approved'
          ? { en: `approved with score ${score} in band ${band}`, zh: `已批准：评分 ${score}，等级 ${band}` }
          : { en: `declined with score ${score} in band ${band}`, zh: `已拒绝：评分 ${score}，等级 ${band}` },
    };
  }
  return decideReferral(facts, evaluated, done, asOf);
}

const AT_ONCE = { status: 'planned', moves: [] } as const satisfies Partial<EpisodeTouch>;

function decideReferral(
  { deciders }: CreditReviewFacts,
  { at, dueAt, score, band }: NonNullable<CreditReviewFacts['evaluated']>,
  done: ReadonlyMap<string, Instant>,
  asOf: Instant,
): EpisodeDecision<CreditReviewAction> {
  const reason = { en: `score ${score} in band ${band} is referred`, zh: `评分 ${score}（等级 ${band}）须人工审批` };
  const isOverdue = done.has('overdue');
  // A notice that no mail server takes in time gives way to the deadline.
  const isInTime = !isOverdue && (dueAt === null || asOf < dueAt);
  const untold = !isInTime ? undefined : deciders.find((staffId) => !done.has(notifyStep(staffId)));
  if (untold !== undefined) {
    const summary = 'Tell who may decide of the referral';
    return { ...AT_ONCE, at: Math.max(at, asOf), action: 'notifyStaff', step: notifyStep(untold), summary, reason };
  }
  if (dueAt !== null && !isOverdue) {
    return {
      ...AT_ONCE,
      at: Math.max(dueAt, asOf),
      action: 'expireReferral',
      step: 'overdue',
      summary: 'Escalate the undecided referral',
      reason: { en: 'a referral waits for a decision until then', zh: '人工审批须在此时之前完成' },
    };
  }
  return {
    status: 'idle',
    summary: 'Waits for a decision; its time is over',
    reason: {
      en: 'the referral is overdue; what is conservative holds until somebody decides',
      zh: '人工审批已超时；在有人决定之前按保守额度执行',
    },
  };
}
