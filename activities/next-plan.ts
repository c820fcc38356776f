import type { Instant, TouchAction } from '../domain/types';

/**
 * What a workflow does next: act after a wait, wait for a fact, or end. It carries no business data.
 * `summary` is one line for Temporal UI, `details` a few lines of Markdown; both are free of personal data.
 */
export type NextPlan<Action extends string = TouchAction> =
  | {
      readonly status: 'planned';
      readonly action: Action;
      /** The step of an episode that it is, for the act that does it. */
      readonly step?: string;
      /** In the customer's time. */
      readonly at: Instant;
      /** Milliseconds from the customer's now to `at`; 0 = at once. */
      readonly waitMs: number;
      /** `at` by the machine's clock; left out on a test clock, and in histories of version 0.1. */
      readonly dueAt?: Instant;
      readonly summary: string;
      readonly details: string;
    }
  | { readonly status: 'idle' | 'closed'; readonly summary: string; readonly details: string };

/** The wait of a plan for `at`. @param now the customer's */
export function waitFor(
  at: Instant,
  { now, customer }: { readonly now: Instant; readonly customer: { readonly isSandbox: boolean } },
): { readonly waitMs: number; readonly dueAt?: Instant } {
  const waitMs = Math.max(0, at - now);
  return customer.isSandbox ? { waitMs } : { waitMs, dueAt: at };
}

/** A touch that has come due, as the workflow hands it to the activity that acts. */
export type TouchInput = {
  readonly customerId: string;
  /** The planned instant, in the customer's time. */
  readonly plannedAt: Instant;
};
