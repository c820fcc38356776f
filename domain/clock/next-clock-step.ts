import type { Instant } from '../types';

/** What lies ahead of a sandbox customer. */
export type ClockAhead = {
  /** The next staged fact that has not been applied. */
  readonly factAt: Instant | null;
  /** The next planned touch. */
  readonly touchAt: Instant | null;
};

export type ClockStep = { readonly kind: 'fact' | 'touch'; readonly at: Instant };

/**
 * The earliest thing that happens to a customer not after `targetAt`, or `null` where nothing is left until then.
 * At one instant facts come first: a touch is decided on all that is known by then.
 */
export function nextClockStep({ factAt, touchAt }: ClockAhead, targetAt: Instant): ClockStep | null {
  const at = Math.min(factAt ?? Infinity, touchAt ?? Infinity);
  if (at > targetAt) return null;
  return { kind: at === factAt ? 'fact' : 'touch', at };
}
