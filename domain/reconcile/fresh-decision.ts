import type { Instant } from '../types';

/** What an episode would do if it planned now, decided without storing anything. */
export type FreshDecision = {
  /** The touch, or what is done at once; `idle` = it waits for facts, or for a kill switch. */
  readonly decision: string;
  /** The instant of the touch; `null` where nothing is planned for one. */
  readonly at: Instant | null;
};

export const WAITS: FreshDecision = { decision: 'idle', at: null };
