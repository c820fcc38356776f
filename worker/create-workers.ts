import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import type { DataConverter, WorkerDeploymentVersion } from '@temporalio/common';
import type { ClockActivities } from '../activities/clock/create-clock-activities';
import type { Activities } from '../activities/create-activities';
import type { ReconcileActivities } from '../activities/reconcile/create-reconcile-activities';
import { taskQueues } from '../workflows/task-queues';
import { observeActivities, type ActivityObserving } from './observe-activities';

export type WorkersDeps = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueuePrefix: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly activities: Activities;
  /** Left out where this process is to move no test clocks. */
  readonly clockActivities?: ClockActivities;
  /** Left out where this process is to find and mend no faults. */
  readonly reconcileActivities?: ReconcileActivities;
  readonly dataConverter: DataConverter;
  /** Left out where runs go on with whatever workers there are. */
  readonly version?: WorkerDeploymentVersion;
  readonly observing: ActivityObserving;
  readonly limits: WorkerLimits;
};

export type WorkerLimits = {
  /** Messages handed over per second, over all workers together: the server keeps it. */
  readonly emailPerSecond: number;
  readonly smsPerSecond: number;
  /** Workflow tasks at the same time. Cold replay keeps a thread busy; with 40 its queue stays under a second. */
  readonly workflowSlots: number;
  /** Activities at the same time, on each queue. Not above the database pool, or they wait for connections. */
  readonly activitySlots: number;
  /**
   * Mails handed over at the same time: as many as there are connections, since what waits for one has passed the last
   * look, and a kill switch would not stop it any more.
   */
  readonly emailSlots: number;
};

export type Workers = {
  /** Runs until `shutdown`; rejects where a worker cannot go on. */
  readonly run: () => Promise<void>;
  /** Takes no more work, and lets what is under way end. */
  readonly shutdown: () => void;
};

/** Longer than a mail server may take for one message, so that a shutdown leaves no hand-over unanswered. */
const GRACE = '130s' as const;
/** Customers that are moved at the same time: each holds a slot for as long as its clock moves, and mostly waits. */
const CLOCK_SLOTS = 100;

/** One worker for each queue: workflows with the activities inside the database, email, SMS, and test clocks. */
export async function createWorkers(deps: WorkersDeps): Promise<Workers> {
  const { connection, namespace, dataConverter, limits, version } = deps;
  const queues = taskQueues(deps.taskQueuePrefix);
  const { sendEmail, sendSms, notifyStaff, ...lifecycle } = deps.activities;
  const common = {
    connection,
    namespace,
    dataConverter,
    shutdownGraceTime: GRACE,
    maxConcurrentActivityTaskExecutions: limits.activitySlots,
    interceptors: { activity: [observeActivities(deps.observing)] },
    ...(version === undefined ? {} : { workerDeploymentOptions: pinnedTo(version) }),
  };
  const { clockActivities, reconcileActivities } = deps;
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: queues.lifecycle,
      workflowBundle: deps.workflowBundle,
      activities: { ...lifecycle, ...reconcileActivities },
      maxConcurrentWorkflowTaskExecutions: limits.workflowSlots,
    }),
    Worker.create({
      ...common,
      taskQueue: queues.email,
      activities: { sendEmail, notifyStaff },
      maxTaskQueueActivitiesPerSecond: limits.emailPerSecond,
      maxConcurrentActivityTaskExecutions: Math.min(limits.activitySlots, limits.emailSlots),
    }),
    Worker.create({
      ...common,
      taskQueue: queues.sms,
      activities: { sendSms },
      maxTaskQueueActivitiesPerSecond: limits.smsPerSecond,
    }),
    ...(clockActivities === undefined
      ? []
      : [
          Worker.create({
            ...common,
            taskQueue: queues.clock,
            activities: clockActivities,
            // A customer stands where it stands after every step: another worker takes it on from there.
            shutdownGraceTime: '1s',
            maxConcurrentActivityTaskExecutions: CLOCK_SLOTS,
          }),
        ]),
  ]);
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    run: async () => {
      try {
        // One that fails takes the others with it: a process that serves half of its queues looks alive and is not.
        await Promise.all(workers.map((worker) => worker.run()));
      } finally {
        shutdown();
      }
    },
    shutdown,
  };
}

/** A run stays with the version that it began with, and its activities do, too. */
function pinnedTo(version: WorkerDeploymentVersion) {
  return { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' } as const;
}
