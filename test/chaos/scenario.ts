import type { ChaosServers } from './support/chaos-servers';
import type { Draw } from './support/seeded';

export type Chaos = {
  readonly servers: ChaosServers;
  /** All that is random comes from it. */
  readonly draw: Draw;
  /** How long a server stays away; only for rows with `usesAway`. */
  readonly awayMs: number;
  /** Multiplies the number of customers: 1 in the short form. */
  readonly size: number;
};

/**
 * Does the fault and asserts what must hold all the same.
 * @returns in one line what was seen
 */
export type Scenario = (chaos: Chaos) => Promise<string>;

/** A line of the table: played here, or proved by tests that are named. */
export type Row = {
  readonly name: string;
  readonly fault: string;
  readonly expected: string;
  readonly run: Scenario | null;
  /** Files that prove it, or parts of it, with every run of the tests. */
  readonly proofs: readonly string[];
  /** Left out of the short form: it waits for time-outs, and a proof stands in for it. */
  readonly isLong?: boolean;
  /** How long a server stays away makes a difference to it. */
  readonly usesAway?: boolean;
  /** It stops Temporal or PostgreSQL, so that nothing else can be played on them. */
  readonly stopsServers?: boolean;
};
