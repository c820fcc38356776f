import { addDays } from '../calendar/civil-date';
import { startOfDay } from '../calendar/zone';
import type { CivilDate, Instant } from '../types';
import type { ReviewTrigger } from './credit-review-input';
import type { ReviewOn } from './scorecard';

export type ReviewTriggerFacts = {
  /** The customer's zone. */
  readonly zone: string;
  /** A review is under way: nothing asks for another. */
  readonly isReviewOpen: boolean;
  /** When the last review was asked for; what came before it was looked at by it. */
  readonly lastReviewAt: Instant | null;
  /** When the terms that stand are to be reviewed. */
  readonly reviewAt: Instant | null;
  readonly openItems: readonly {
    readonly dueOn: CivilDate;
    readonly arrivedAt: Instant;
    readonly currency: string;
    readonly balanceMinor: bigint;
  }[];
  readonly brokenPromisesAt: readonly Instant[];
  readonly escalationsExhaustedAt: readonly Instant[];
};

/** A review that is to be asked for at an instant. */
export type ReviewDue = {
  readonly at: Instant;
  readonly trigger: ReviewTrigger;
  /** For people. */
  readonly detail: string;
  /** The same cause asks once. */
  readonly requestKey: string;
};

/**
 * The earliest review that will be asked for if no fact changes: the next one by the band's interval, or before it
 * because an overdue total passes its limit, a promise was broken or an escalation found nobody. `null` where nothing
 * asks for one.
 * @param reviewOn `null` where no published scorecard applies: then nothing asks but the interval
 */
export function nextReview(reviewOn: ReviewOn | null, facts: ReviewTriggerFacts): ReviewDue | null {
  if (facts.isReviewOpen) return null;
  const candidates = [byInterval(facts)];
  if (reviewOn !== null) {
    candidates.push(...overOverdue(reviewOn, facts));
    if (reviewOn.brokenPromise) candidates.push(byEvent(facts, facts.brokenPromisesAt, 'promise-broken'));
    if (reviewOn.escalationExhausted) {
      candidates.push(byEvent(facts, facts.escalationsExhaustedAt, 'escalation-exhausted'));
    }
  }
  return candidates.reduce((best, next) => (next !== null && (best === null || next.at < best.at) ? next : best), null);
}

function byInterval(facts: ReviewTriggerFacts): ReviewDue | null {
  const { reviewAt } = facts;
  // A review that came to nothing has left the terms as they were; it does not come again for the same date.
  if (reviewAt === null || !isFresh(reviewAt, facts)) return null;
  return { at: reviewAt, trigger: 'due', detail: 'interval', requestKey: `due-${new Date(reviewAt).toISOString()}` };
}

function byEvent(facts: ReviewTriggerFacts, instants: readonly Instant[], cause: string): ReviewDue | null {
  const fresh = instants.filter((at) => isFresh(at, facts));
  return fresh.length === 0 ? null : event(Math.min(...fresh), cause);
}

function event(at: Instant, cause: string): ReviewDue {
  return { at, trigger: 'event', detail: cause, requestKey: `${cause}-${new Date(at).toISOString()}` };
}

function isFresh(at: Instant, { lastReviewAt }: ReviewTriggerFacts): boolean {
  return lastReviewAt === null || at > lastReviewAt;
}

/** For each currency the instant at which the items that are then overdue come to more than its limit. */
function overOverdue({ overdueOver }: ReviewOn, facts: ReviewTriggerFacts): readonly (ReviewDue | null)[] {
  return Array.from(overdueOver, ([currency, limitMinor]) => {
    const items = facts.openItems
      .filter((item) => item.currency === currency)
      .map(({ dueOn, arrivedAt, balanceMinor }) => ({
        // Overdue from the day after; one that arrives later is known only then.
        at: Math.max(startOfDay(addDays(dueOn, 1), facts.zone), arrivedAt),
        balanceMinor,
      }))
      .toSorted((a, b) => a.at - b.at);
    let totalMinor = 0n;
    const passing = items.find(({ balanceMinor }) => (totalMinor += balanceMinor) > limitMinor);
    return passing === undefined || !isFresh(passing.at, facts) ? null : event(passing.at, `overdue-${currency}`);
  });
}
