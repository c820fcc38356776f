import type { EpisodeKind } from '../episode/episode-kind';
import type { Instant } from '../types';

/** An episode, or the lifecycle, whose row is not closed. */
export type OpenEpisode = {
  readonly id: string;
  readonly kind: EpisodeKind;
  readonly number: number;
  readonly status: 'requested' | 'running';
  readonly nextAt: Instant | null;
  /** When its last plan was made, by the database's clock; `null` = it has none. */
  readonly plannedAt: Instant | null;
  /** The count of facts that its last plan has seen. */
  readonly plannedFacts: number;
  readonly workflowId: string;
};

/** A touch that was claimed and has not ended. */
export type OpenClaim = {
  readonly touchId: string;
  readonly kind: EpisodeKind;
  /** `null` in collections. */
  readonly episodeId: string | null;
  readonly ageMs: number;
};

/** What PostgreSQL knows of one customer, as far as the engine can have got it wrong. Ages are by the database's clock. */
export type ReconcileState = {
  readonly id: string;
  readonly engagement: 'paused' | 'active' | 'closed';
  /** Its time stands still between advances, so nothing can be overdue. */
  readonly isSandbox: boolean;
  /** Whether it has an owner, a queue or an open onboarding. */
  readonly hasKeeper: boolean;
  readonly hasInactiveOwner: boolean;
  readonly factsVersion: number;
  readonly hasOpenItems: boolean;
  /** When something last changed that is decided by for many customers, this one among them; `null` = it is not told of such. */
  readonly rulesChangedAt: Instant | null;
  /** Since something was last recorded of the customer, or told to its workflows. */
  readonly quietMs: number;
  /** Events that no workflow has been told of. */
  readonly unsent: { readonly count: number; readonly oldestMs: number } | null;
  readonly episodes: readonly OpenEpisode[];
  readonly claims: readonly OpenClaim[];
  /** Messages that were handed over so long ago that somebody should look. */
  readonly stuckMessages: number;
};

/** How long something may last before it counts as a fault. */
export type ReconcileLimits = {
  /** An event that waits for the relay. Default five minutes. */
  readonly unsentMs: number;
  /** Nothing has happened to the customer for so long, so that what is on its way has arrived. Default two minutes. */
  readonly quietMs: number;
  /**
   * A plan this long after a change of the rules may still have been made by the old ones: a change is dated before it is
   * committed, by another machine's clock. Default one minute.
   */
  readonly rulesMs: number;
  /** A claim. Default fifteen minutes: a mail server may take two, and attempts are ten minutes apart at most. */
  readonly claimMs: number;
  /** A touch after its instant. Default fifteen minutes: the rate limits of a channel may take some. */
  readonly overdueMs: number;
  /** A message whose fate nobody has found out. Default a day. */
  readonly stuckMs: number;
};

const MINUTE_MS = 60_000;

export const RECONCILE_LIMITS: ReconcileLimits = {
  unsentMs: 5 * MINUTE_MS,
  quietMs: 2 * MINUTE_MS,
  rulesMs: MINUTE_MS,
  claimMs: 15 * MINUTE_MS,
  overdueMs: 15 * MINUTE_MS,
  stuckMs: 24 * 60 * MINUTE_MS,
};
