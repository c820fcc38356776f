import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { reconcileWorkflowId } from '../workflows/ids';

export type ReconcileScheduling = {
  readonly temporal: Client;
  readonly lifecycleQueue: string;
  /** Five fields, in UTC; `off` = none. */
  readonly cron: string;
  readonly renewAfterDays: number;
};

/**
 * Puts the schedule of the reconcile there as it is configured: made by the first worker that starts, changed by the
 * next that starts with other settings. A schedule that an operator has paused stays paused.
 */
export async function scheduleReconcile(scheduling: ReconcileScheduling): Promise<void> {
  const { schedule } = scheduling.temporal;
  const scheduleId = reconcileWorkflowId(scheduling.lifecycleQueue);
  if (scheduling.cron === 'off') {
    await schedule
      .getHandle(scheduleId)
      .delete()
      .catch((error: unknown) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      });
    return;
  }
  const options = scheduleOptions(scheduling);
  try {
    await schedule.create({ ...options, scheduleId });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await schedule.getHandle(scheduleId).update(({ state }) => ({ ...options, state }));
  }
}

function scheduleOptions({ lifecycleQueue, cron, renewAfterDays }: ReconcileScheduling) {
  return {
    spec: { cronExpressions: [cron], timezone: 'UTC' },
    // One at a time; a night that was missed by more than an hour waits for the next.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1h' },
    action: {
      type: 'startWorkflow',
      workflowType: 'reconcile',
      workflowId: reconcileWorkflowId(lifecycleQueue),
      taskQueue: lifecycleQueue,
      args: [{ renewAfterDays }],
      staticSummary: 'Looks for what rows and workflows disagree on, and mends it',
    },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>;
}
