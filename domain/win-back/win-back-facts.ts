import type { Calendar, Channel, ContactPolicy, ContactRole, Instant, SentMessage } from '../types';
import type { Amounts, LossReason, WinBackPolicy } from './win-back-policy';

/** A win-back that has been started: what was chosen then, and stays. */
export type StartedWinBack = {
  readonly policy: WinBackPolicy;
  /** ID of the branch. */
  readonly branch: string;
  readonly holdOut: boolean;
  /** Budget and costs count in it; `null` = nothing costs anything. */
  readonly currency: string | null;
  /** The first instant at which an order no longer counts. */
  readonly measureUntilAt: Instant;
};

/** What happened since the start, and what stands in the way now. */
export type WinBackFacts = {
  /** `null` before the start. */
  readonly winBack: StartedWinBack | null;
  /** Before the start: whether a published policy applies. */
  readonly hasPolicy: boolean;
  /** The first order, or invoice issued on a later day than the start. */
  readonly orderedAt: Instant | null;
  readonly repliedAt: Instant | null;
  /** Consent to marketing withdrawn, or an address opted out as a whole. */
  readonly optedOutAt: Instant | null;
  /** Said with the command to stop it. */
  readonly stopReason: string | null;
  /** Messages and tasks so far; what was skipped counts as none. */
  readonly touches: number;
  /** What those have cost. */
  readonly costMinor: bigint;
  readonly disputeIsOpen: boolean;
  /** When each hold with the reason `dispute` ends by itself; `null` = not by itself. */
  readonly disputeHolds: readonly (Instant | null)[];
  readonly escalationIsOpen: boolean;
  /** Overdue totals by currency. */
  readonly overdue: Amounts;
};

/** What a decision about a win-back is made with. */
export type WinBackInput = {
  readonly customer: {
    readonly zone: string;
    /** As stored: `new`, `onboarding`, `active`, `dormant`, `lost`, `won_back`. */
    readonly stage: string;
    readonly lostReason: string | null;
    readonly engagement: 'paused' | 'active' | 'closed';
  };
  /** Why the customer is to be won back. */
  readonly reason: LossReason;
  /** The stage that asked for it. */
  readonly startedBy: string;
  readonly startedAt: Instant;
  /** Steps that are settled, done or skipped, with the instant. */
  readonly done: ReadonlyMap<string, Instant>;
  readonly facts: WinBackFacts;
  readonly contact: {
    readonly policy: ContactPolicy;
    readonly calendar: Calendar;
    /** Of every episode of the customer, ascending. */
    readonly messages: readonly SentMessage[];
  };
  /** Those that are in order and agreed to marketing. */
  readonly marketingPoints: readonly { readonly channel: Channel; readonly role: ContactRole }[];
};
