import type { ReviewTriggerFacts } from '../credit/review-triggers';
import type { ReviewOn } from '../credit/scorecard';
import type { NumberedEpisode } from '../episode/episode-kind';
import type { CivilDate, Instant } from '../types';

export type Stage = 'new' | 'onboarding' | 'active' | 'dormant' | 'lost' | 'won_back';

export type LifecycleEpisode = {
  readonly id: string;
  readonly kind: NumberedEpisode;
  readonly number: number;
  readonly status: 'requested' | 'running' | 'closed';
  readonly requestKey: string | null;
  readonly outcome: string | null;
  readonly startedAt: Instant;
  readonly closedAt: Instant | null;
  /** For an onboarding: whether somebody has the customer for good. */
  readonly isAccepted: boolean;
};

/** All that the lifecycle decides on. */
export type LifecycleFacts = {
  readonly engagement: 'paused' | 'active' | 'closed';
  readonly stage: Stage;
  readonly stageSinceAt: Instant;
  readonly zone: string;
  readonly hasOwner: boolean;
  /** Why the customer is dormant or lost. */
  readonly lostReason: string | null;
  readonly openItems: ReviewTriggerFacts['openItems'];
  readonly hasInvoice: boolean;
  /** The customer's civil date of the last order or invoice; `null` where there was none. */
  readonly lastOrderOn: CivilDate | null;
  /** When the last order or invoice became known. */
  readonly lastOrderAt: Instant | null;
  /** Whether collections is under way. */
  readonly isCollecting: boolean;
  /** All but collections, by kind, then number. */
  readonly episodes: readonly LifecycleEpisode[];
  /** Whether a published assignment policy applies. */
  readonly assigns: boolean;
  /** Of the published scorecard that applies, or `null`. */
  readonly reviewOn: ReviewOn | null;
  /** When the terms that stand are to be reviewed. */
  readonly reviewAt: Instant | null;
  readonly brokenPromisesAt: readonly Instant[];
  /** Civil days without an order after which the customer is dormant; `null` where no win-back policy applies. */
  readonly dormantAfterDays: number | null;
};
