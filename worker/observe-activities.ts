import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

export type ActivityRun = {
  readonly activity: string;
  readonly outcome: 'done' | 'failed';
  readonly seconds: number;
  /** Between the moment at which the attempt could have begun and its begin. */
  readonly waitedSeconds: number;
  readonly error: unknown;
  readonly workflowId: string;
  readonly attempt: number;
};

/** Hears how each activity went. */
export type ActivityObserving = (run: ActivityRun) => void;

/**
 * Tells how activities went, and keeps what errors say out of Temporal: the text of a database or a template can carry
 * names and addresses, and histories are kept. Failures that are meant for Temporal pass as they are.
 */
export function observeActivities(observing: ActivityObserving): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const startedAt = process.hrtime.bigint();
        // Two machines' clocks: what their difference makes negative is no wait.
        const waitedSeconds = Math.max(0, Date.now() - info.currentAttemptScheduledTimestampMs) / 1_000;
        const tell = (outcome: ActivityRun['outcome'], error: unknown) => {
          const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
          const workflowId = info.workflowExecution?.workflowId ?? '';
          const { activityType: activity, attempt } = info;
          observing({ activity, outcome, seconds, waitedSeconds, error, workflowId, attempt });
        };
        try {
          const result = await next(input);
          tell('done', null);
          return result;
        } catch (error) {
          tell('failed', error);
          throw error instanceof TemporalFailure || isCancellation(error) ? error : withoutText(error);
        }
      },
    },
  });
}

function withoutText(error: unknown): ApplicationFailure {
  const name = error instanceof Error ? error.name : 'Error';
  const code = typeof error === 'object' && error !== null && 'code' in error ? ` ${String(error.code)}` : '';
  return ApplicationFailure.create({ type: name, message: `${name}${code}; the worker's log has its text` });
}

function isCancellation(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
