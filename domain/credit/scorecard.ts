import type { OpeningHours } from '../calendar/business-hours';
import type { Condition, LocalizedText } from '../types';

/** A place on the number line beside a value: right before it, or right after it. */
export type Cut = { readonly value: number; readonly after: boolean };

/** What a bin takes. Money is counted in minor units of the scorecard's currency. */
export type BinTest =
  | { readonly kind: 'range'; readonly from: Cut; readonly to: Cut }
  | { readonly kind: 'values'; readonly values: readonly (string | boolean)[] }
  | { readonly kind: 'else' };

export type Bin = {
  readonly test: BinTest;
  readonly points: number;
  /** What it takes, in words. */
  readonly label: LocalizedText;
};

/** One line of a scorecard: the first bin that takes the fact's value gives the points. */
export type Factor = {
  readonly id: string;
  readonly fact: string;
  readonly bins: readonly Bin[];
  /** Points where the fact is not known. */
  readonly missing: number;
};

export type LimitRule =
  | { readonly kind: 'fixed'; readonly minor: bigint }
  | {
      readonly kind: 'formula';
      /** A money fact, or a customer attribute in units of the currency. */
      readonly of: string;
      readonly timesThousandths: bigint;
      /** The product is rounded down to a multiple of it. */
      readonly roundMinor: bigint | null;
      readonly atLeastMinor: bigint | null;
      readonly atMostMinor: bigint | null;
    };

export type Proposal = 'approve' | 'decline' | 'refer';

export type Band = {
  readonly id: string;
  /** The least score that belongs to it. */
  readonly from: number;
  readonly decision: Proposal;
  readonly limit: LimitRule;
  readonly termsDays: number;
  /** Days until the next review. */
  readonly reviewEveryDays: number;
};

/** Who decides what a scorecard does not decide, and by when. */
export type Referral = {
  /** Only staff of this role decide. */
  readonly role: string;
  readonly queue: string;
  /** Minutes of opening time. */
  readonly decideWithinMinutes: number;
  readonly businessHours: OpeningHours;
  /** The ladder that is climbed when nobody has decided; `null` = the one that is always there. */
  readonly ladder: string | null;
};

/** What asks for a review before it is due. */
export type ReviewOn = {
  /** Overdue totals by currency, in minor units; a currency that is not listed asks for none. */
  readonly overdueOver: ReadonlyMap<string, bigint>;
  readonly brokenPromise: boolean;
  readonly escalationExhausted: boolean;
};

export type Scorecard = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly applies: Condition | null;
  readonly priority: number;
  /** Of its amounts, of the money it counts and of the limits it gives. */
  readonly currency: string;
  readonly factors: readonly Factor[];
  /** From the highest score to the lowest; the last takes every score there is. */
  readonly bands: readonly Band[];
  /** By currency: the highest limit that is approved without a person; `null` = any. */
  readonly autoApproveUpTo: ReadonlyMap<string, bigint> | null;
  readonly refer: Referral | null;
  readonly reviewOn: ReviewOn;
};
