import type { Condition, LocalizedText } from '../types';

/** Why a customer is lost; `silent` is who went dormant without a word. */
export const LOSS_REASONS = ['quality', 'service', 'budget', 'competitor', 'no-need', 'silent'] as const;
export type LossReason = (typeof LOSS_REASONS)[number];

/** What a customer can still be worth. High is met by a person first, low by machines only. */
export const POTENTIALS = ['high', 'medium', 'low'] as const;
export type Potential = (typeof POTENTIALS)[number];

/** Minor units by currency. */
export type Amounts = ReadonlyMap<string, bigint>;

/** A customer is of this potential with any one of these amounts reached, in any one currency. */
export type PotentialThreshold = {
  /** Ordered or invoiced in the 24 months before. */
  readonly valueSoFar: Amounts;
  /** The attribute `expectedPurchases`. */
  readonly expectedPurchases: Amounts;
};

export const OFFER_KINDS = ['discount', 'terms', 'service-visit'] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

export type WinBackOffer = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly detail: LocalizedText;
  readonly kind: OfferKind;
  /** What the customer quotes, or `null`. */
  readonly code: string | null;
  /** Civil days from the day of the message, which is the first; it ends with the last of them. */
  readonly validForDays: number;
};

export type WinBackStepAction = 'email' | 'sms' | 'task';

export type WinBackStep = {
  readonly id: string;
  /** Civil days after the step above was done or skipped; after the start, for the first. */
  readonly afterDays: number;
  readonly do: WinBackStepAction;
  /** Minutes after local midnight; `null` = the policy's. */
  readonly sendAt: number | null;
  /** `email` and `sms` only. */
  readonly template: string | null;
  /** `task` only. */
  readonly queue: string | null;
  readonly title: LocalizedText | null;
  /** What the step costs; nothing in a currency that is not listed. */
  readonly cost: Amounts;
  /** Name of an offer of the policy. */
  readonly offer: string | null;
};

export type WinBackBranch = {
  readonly id: string;
  /** Empty = every reason. */
  readonly reasons: readonly LossReason[];
  /** Empty = every potential. */
  readonly potentials: readonly Potential[];
  readonly steps: readonly WinBackStep[];
};

/** When customers count as dormant, and how those who are dormant or lost are won back. */
export type WinBackPolicy = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly applies: Condition | null;
  readonly priority: number;
  /** Minutes after local midnight. */
  readonly sendAt: number;
  /** Civil days without an order and an invoice. */
  readonly dormantAfter: { readonly defaultDays: number; readonly segments: ReadonlyMap<string, number> };
  /** Share that gets nothing, from 0 to 0.5. */
  readonly holdOut: number;
  readonly potential: Readonly<Record<Exclude<Potential, 'low'>, PotentialThreshold>>;
  /** Overdue totals above which nothing is sent; 0 in a currency that is not listed. */
  readonly overdueOver: Amounts;
  readonly maxTouches: number;
  /** Most that the touches of one customer may cost; no limit in a currency that is not listed. */
  readonly budget: Amounts;
  /** Civil days from the start in which an order counts as won back. */
  readonly measureForDays: number;
  /** The first that fits counts; the last fits everybody. */
  readonly branches: readonly WinBackBranch[];
  readonly offers: ReadonlyMap<string, WinBackOffer>;
};

export const WIN_BACK_DEFAULTS = {
  sendAt: 10 * 60,
  dormantAfterDays: 120,
  holdOut: 0,
  maxTouches: 6,
  measureForDays: 90,
} as const;

/**
 * Civil days without an order and an invoice after which a customer is dormant.
 * @example dormancyDays(policy, { segment: 'smb' }) // 90
 */
export function dormancyDays(
  { dormantAfter }: Pick<WinBackPolicy, 'dormantAfter'>,
  customer: { readonly segment: string | null },
): number {
  const own = customer.segment === null ? undefined : dormantAfter.segments.get(customer.segment);
  return own ?? dormantAfter.defaultDays;
}

/** The first branch that is for this reason and potential. @throws Error for a policy that was not validated */
export function branchFor(
  { name, branches }: Pick<WinBackPolicy, 'name' | 'branches'>,
  reason: LossReason,
  potential: Potential,
): WinBackBranch {
  const branch = branches.find((candidate) => isFor(candidate, reason, potential));
  if (branch === undefined) throw new Error(`Win-back policy "${name}" has no branch for ${reason} and ${potential}`);
  return branch;
}

/** Whether a branch takes this reason and potential, whatever stands above it. */
export function isFor(branch: WinBackBranch, reason: LossReason, potential: Potential): boolean {
  const { reasons, potentials } = branch;
  return (
    (reasons.length === 0 || reasons.includes(reason)) && (potentials.length === 0 || potentials.includes(potential))
  );
}

/** What a step costs in the currency of its win-back. */
export function stepCost({ cost }: WinBackStep, currency: string | null): bigint {
  return (currency === null ? undefined : cost.get(currency)) ?? 0n;
}
