import { addDays } from '../calendar/civil-date';
import { civilDateAt, startOfDay } from '../calendar/zone';
import { nextReview, type ReviewDue } from '../credit/review-triggers';
import type { NumberedEpisode } from '../episode/episode-kind';
import type { Instant } from '../types';
import type { LifecycleEpisode, LifecycleFacts, Stage } from './lifecycle-facts';

/** What the lifecycle does at once, or waits for. */
export type LifecycleDecision =
  | { readonly status: 'closed' }
  /** The workflow of an episode that was asked for is to be started; `null` = collections. */
  | { readonly status: 'start'; readonly episode: LifecycleEpisode | null }
  | { readonly status: 'change-stage'; readonly to: Stage; readonly reason: string }
  | {
      readonly status: 'request';
      readonly kind: NumberedEpisode;
      /** The same cause asks for one episode. */
      readonly requestKey: string;
      readonly input: Readonly<Record<string, string | boolean>>;
    }
  | { readonly status: 'planned'; readonly at: Instant; readonly action: 'markDormant' | 'beginReview' }
  | { readonly status: 'idle' };

/** What it waits for when everything that is done at once is done. */
export type LifecycleRest = Extract<LifecycleDecision, { readonly status: 'closed' | 'planned' | 'idle' }>;

const IDLE: LifecycleDecision = { status: 'idle' };

/**
 * What the lifecycle of one customer does next: stages follow each other by what the facts say, and episodes are asked
 * for where a stage or an event calls for one. Pure: the same facts give the same answer, and what was done is never
 * decided again, because each request has a key and each stage is entered once.
 * @param asOf the instant that is decided for
 */
export function decideLifecycle(facts: LifecycleFacts, asOf: Instant): LifecycleDecision {
  if (facts.engagement === 'closed') return { status: 'closed' };
  // Somebody has asked for it, or it had begun before the pause.
  const requested = facts.episodes.find((episode) => episode.status === 'requested');
  if (requested !== undefined) return { status: 'start', episode: requested };
  if (facts.engagement === 'paused') return IDLE;
  if (facts.openItems.length > 0 && !facts.isCollecting) return { status: 'start', episode: null };
  switch (facts.stage) {
    case 'new':
      return decideNew(facts);
    case 'onboarding':
      return decideOnboardingStage(facts);
    case 'active':
      return decideActive(facts, asOf);
    case 'dormant':
    case 'lost':
      return decideAway(facts, asOf);
    case 'won_back':
      return decideWonBack(facts);
  }
}

function decideNew({ assigns, hasOwner, hasInvoice }: LifecycleFacts): LifecycleDecision {
  if (assigns) {
    return hasOwner
      ? { status: 'change-stage', to: 'active', reason: 'owner-given' }
      : { status: 'change-stage', to: 'onboarding', reason: 'created' };
  }
  return hasInvoice ? { status: 'change-stage', to: 'active', reason: 'first-invoice' } : IDLE;
}

function decideOnboardingStage(facts: LifecycleFacts): LifecycleDecision {
  const onboarding = latest(facts, 'onboarding');
  if (onboarding === null) {
    if (!facts.assigns) return { status: 'change-stage', to: 'active', reason: 'no-assignment-policy' };
    return { status: 'request', kind: 'onboarding', requestKey: 'created', input: { returning: false } };
  }
  if (!isSettled(onboarding)) return IDLE;
  return { status: 'change-stage', to: 'active', reason: onboarding.outcome ?? 'accepted' };
}

function decideActive(facts: LifecycleFacts, asOf: Instant): LifecycleDecision {
  const first = firstReview(facts);
  if (first !== null) return first;
  const review = decideReview(facts, asOf);
  if (review?.status === 'request') return review;
  const dormantAt = dormancyAt(facts);
  if (dormantAt !== null && dormantAt <= asOf) return { status: 'change-stage', to: 'dormant', reason: 'silent' };
  if (review !== null && (dormantAt === null || review.at <= dormantAt)) return review;
  return dormantAt === null ? IDLE : { status: 'planned', at: dormantAt, action: 'markDormant' };
}

/** A review of who has come through onboarding. Who came back was reviewed when that happened. */
function firstReview(facts: LifecycleFacts): LifecycleDecision | null {
  const onboarding = latest(facts, 'onboarding');
  if (facts.reviewOn === null || onboarding === null || !isSettled(onboarding) || isReviewOpen(facts)) return null;
  if (onboarding.requestKey !== 'created') return null;
  const requestKey = `onboarding-${onboarding.number}`;
  if (wasAskedFor(facts, 'credit_review', requestKey)) return null;
  return { status: 'request', kind: 'credit_review', requestKey, input: { trigger: 'onboarding', detail: '' } };
}

/** The next review: asked for when it is due, and waited for until then. */
function decideReview(
  facts: LifecycleFacts,
  asOf: Instant,
): Extract<LifecycleDecision, { status: 'request' | 'planned' }> | null {
  const review = dueReview(facts);
  if (review === null) return null;
  const { at, trigger, detail, requestKey } = review;
  if (at > asOf) return { status: 'planned', at, action: 'beginReview' };
  return { status: 'request', kind: 'credit_review', requestKey, input: { trigger, detail } };
}

function dueReview(facts: LifecycleFacts): ReviewDue | null {
  const reviews = facts.episodes.filter((episode) => episode.kind === 'credit_review');
  const exhausted = facts.episodes.filter(
    ({ kind, outcome, closedAt }) => kind === 'escalation' && outcome === 'exhausted' && closedAt !== null,
  );
  const due = nextReview(facts.reviewOn, {
    zone: facts.zone,
    isReviewOpen: isReviewOpen(facts),
    lastReviewAt: reviews.reduce<Instant | null>((last, { startedAt }) => Math.max(last ?? startedAt, startedAt), null),
    // Without a scorecard there is nothing to review by.
    reviewAt: facts.reviewOn === null ? null : facts.reviewAt,
    openItems: facts.openItems,
    brokenPromisesAt: facts.brokenPromisesAt,
    escalationsExhaustedAt: exhausted.map(({ closedAt }) => closedAt ?? 0),
  });
  return due !== null && wasAskedFor(facts, 'credit_review', due.requestKey) ? null : due;
}

/** The start of the civil day on which the customer has been without an order for so many days. */
function dormancyAt({ dormantAfterDays, lastOrderOn, stageSinceAt, zone }: LifecycleFacts): Instant | null {
  if (dormantAfterDays === null) return null;
  // Somebody who was made active again without an order is not dormant on the same day.
  const since = civilDateAt(stageSinceAt, zone);
  const from = lastOrderOn === null || lastOrderOn < since ? since : lastOrderOn;
  return startOfDay(addDays(from, dormantAfterDays), zone);
}

/** Who is away is tried to be won back, once for each stay; what is still owed keeps reviews going. */
function decideAway(facts: LifecycleFacts, asOf: Instant): LifecycleDecision {
  const { stage, stageSinceAt, lastOrderAt, lostReason, dormantAfterDays } = facts;
  const requestKey = stageKey(facts);
  const winBack = facts.episodes.find((episode) => episode.kind === 'win_back' && episode.requestKey === requestKey);
  const rest = () => decideReview(facts, asOf) ?? IDLE;
  if (winBack !== undefined && winBack.status !== 'closed') return rest();
  if (winBack?.outcome === 'won') return { status: 'change-stage', to: 'won_back', reason: 'order' };
  const returnedAt = winBack?.closedAt ?? stageSinceAt;
  if (lastOrderAt !== null && lastOrderAt > returnedAt)
    return { status: 'change-stage', to: 'active', reason: 'order' };
  if (winBack !== undefined || dormantAfterDays === null) return rest();
  const input = { reason: lostReason ?? 'silent', startedBy: stage };
  return { status: 'request', kind: 'win_back', requestKey, input };
}

/**
 * Who was won back is valued again and then assigned again, by what the review has found, and then is a customer like any
 * other.
 */
function decideWonBack(facts: LifecycleFacts): LifecycleDecision {
  const requestKey = `won-back-${stageKey(facts)}`;
  if (isReviewOpen(facts)) return IDLE;
  if (facts.reviewOn !== null && !wasAskedFor(facts, 'credit_review', requestKey)) {
    return { status: 'request', kind: 'credit_review', requestKey, input: { trigger: 'won-back', detail: '' } };
  }
  const onboarding = facts.episodes.find(
    (episode) => episode.requestKey === requestKey && episode.kind === 'onboarding',
  );
  if (onboarding === undefined) {
    if (!facts.assigns) return { status: 'change-stage', to: 'active', reason: 'no-assignment-policy' };
    return { status: 'request', kind: 'onboarding', requestKey, input: { returning: true } };
  }
  if (!isSettled(onboarding)) return IDLE;
  return { status: 'change-stage', to: 'active', reason: onboarding.outcome ?? 'accepted' };
}

function isSettled({ status, isAccepted }: LifecycleEpisode): boolean {
  return isAccepted || status === 'closed';
}

function latest({ episodes }: LifecycleFacts, kind: NumberedEpisode): LifecycleEpisode | null {
  return episodes.findLast((episode) => episode.kind === kind) ?? null;
}

/** Reviews come one at a time. */
function isReviewOpen({ episodes }: LifecycleFacts): boolean {
  return episodes.some(({ kind, status }) => kind === 'credit_review' && status !== 'closed');
}

function wasAskedFor({ episodes }: LifecycleFacts, kind: NumberedEpisode, requestKey: string): boolean {
  return episodes.some((episode) => episode.kind === kind && episode.requestKey === requestKey);
}

/** Names one stay in a stage. */
function stageKey({ stage, stageSinceAt }: LifecycleFacts): string {
  return `${stage}-${new Date(stageSinceAt).toISOString()}`;
}
