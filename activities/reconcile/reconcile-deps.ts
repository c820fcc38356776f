import type { ReconcileReport } from '../../domain/reconcile/reconcile-report';
import type { ReconcileLimits } from '../../domain/reconcile/reconcile-state';
import type { Instant } from '../../domain/types';
import type { PrismaClient } from '../../prisma/generated/client';

/** A workflow that Temporal lists as running. */
export type ListedRun = {
  readonly workflowId: string;
  /** How long this run has lasted. */
  readonly ageMs: number;
  /** Whether it is bound to a version of the workers that new runs do not begin with. */
  readonly isOnOldVersion: boolean;
};

export type RunState = {
  readonly isRunning: boolean;
  /** Whether an activity of it is under way, or waits for its next attempt. */
  readonly isActing: boolean;
};

/** What the reconcile needs of Temporal. Lists may lag by seconds; a workflow that is asked itself answers as it is. */
export interface ReconcileEngine {
  /** Sends a customer's events to its workflows now. */
  relay(customerId: string): Promise<void>;
  /** IDs of the workflows of these customers that are listed as running. */
  listRunning(customerIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** A page of all our running workflows. @param pageToken of the page before; `null` for the first */
  listRuns(pageToken: string | null): Promise<{ readonly runs: readonly ListedRun[]; readonly next: string | null }>;
  describe(workflowId: string): Promise<RunState>;
  /** Lets a workflow plan again. One that is gone is no error. */
  wake(workflowId: string): Promise<void>;
  /** Lets a workflow go on as a new run at the next chance. One that is gone is no error. */
  renew(workflowId: string): Promise<void>;
}

/** Hears what was mended and reported, as it happens. */
export type ReconcileObserving = (found: Pick<ReconcileReport, 'repaired' | 'reported'>) => void;

/** An episode of which nothing could be decided, and why: for the log alone, since the text of an error can carry names. */
export type Undecided = { readonly customerId: string; readonly workflowId: string; readonly error: unknown };

export type ReconcileDeps = {
  readonly db: PrismaClient;
  /** The machine's clock. */
  readonly clock: () => Instant;
  readonly engine: ReconcileEngine;
  readonly observing: ReconcileObserving;
  readonly undecided?: (about: Undecided) => void;
  /** Default `RECONCILE_LIMITS`. */
  readonly limits?: ReconcileLimits;
};
