import type { Instant } from '../../domain/types';
import type { PrismaClient } from '../../prisma/generated/client';

/** What an advance needs of the engine besides the database. */
export interface ClockEngine {
  /** Sends a customer's events to its workflow now, instead of when the relay comes by. */
  relay(customerId: string): Promise<void>;
  /** Tells a workflow that what it waits for is due. A workflow that is not there is no error: the next look tells. */
  clockMoved(workflowId: string): Promise<void>;
  /** Hears of the customer's acts and plans from now on, until it is closed. */
  follow(customerId: string): ClockFollower;
}

export interface ClockFollower {
  /**
   * Resolves when a plan or an act of the customer has ended in this process since the last call, or after `atMostMs`:
   * another process may be the one that plans.
   */
  next(atMostMs: number): Promise<void>;
  close(): void;
}

export type ClockDeps = {
  readonly db: PrismaClient;
  /** The machine's clock. */
  readonly clock: () => Instant;
  readonly engine: ClockEngine;
  /** How long to wait for a plan before the attempt is given up. Default one minute. */
  readonly settleTimeoutMs?: number;
};
