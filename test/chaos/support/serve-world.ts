import { NativeConnection } from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import { capturedSmsSender } from '../../../activities/channels/captured-senders';
import { createSmtpEmailSender } from '../../../activities/channels/smtp-email-sender';
import { createTwilioSmsSender } from '../../../activities/channels/twilio-sms-sender';
import { createClockActivities } from '../../../activities/clock/create-clock-activities';
import { createActivities } from '../../../activities/create-activities';
import { createReconcileActivities } from '../../../activities/reconcile/create-reconcile-activities';
import { createPrisma } from '../../../prisma/client';
import { createClockEngine } from '../../../worker/clock-engine';
import { createWorkers } from '../../../worker/create-workers';
import { CustomerActs } from '../../../worker/customer-acts';
import { OutboxRelay } from '../../../worker/outbox-relay';
import { createReconcileEngine } from '../../../worker/reconcile-engine';
import { runRelay } from '../../../worker/run-relay';
import { taskQueues } from '../../../workflows/task-queues';
import { secondReleaseActivities } from '../../workflows/support/second-release';
import type { ChaosWorkerSettings, StageReached } from './chaos-worker-settings';

// So that a provider that hangs costs a scenario seconds.
const PROVIDER_TIMEOUT_MS = 1_500;
const LOOK_UP_INTERVAL_MS = 500;

/** Holds a message at a stage until it may go on. */
export type StageGate = (stage: StageReached['stage'], id: string) => Promise<void>;

export type Serving = {
  /** Resolves when everything is closed; rejects where a worker cannot go on. */
  readonly ended: Promise<void>;
  /** Takes no more work, and lets what is under way end. */
  readonly shutdown: () => void;
};

/** A worker with its relay, as worker/main has them, on the clock of the scenario. */
export async function serveWorld(settings: ChaosWorkerSettings, gate: StageGate): Promise<Serving> {
  const { databaseUrl, temporalAddress, taskQueuePrefix, activitySlots, messagesPerSecond, release } = settings;
  const db = createPrisma({ url: databaseUrl, poolSize: activitySlots * 2 });
  const { smtpUrl: url } = settings;
  const email = createSmtpEmailSender({ url, replyTimeoutMs: PROVIDER_TIMEOUT_MS, maxConnections: activitySlots });
  const temporal = new Client({ connection: await Connection.connect({ address: temporalAddress }) });
  const relay = new OutboxRelay({
    db,
    temporal,
    lifecycleQueue: taskQueues(taskQueuePrefix).lifecycle,
    observer: { signalled: () => undefined, failed: () => undefined },
  });
  const clock = () => Date.now() + settings.clockAheadMs;
  const acts = new CustomerActs();
  const activities = createActivities({
    db,
    clock,
    senders: { email, sms: createTwilioSmsSender({ ...settings.twilio, timeoutMs: PROVIDER_TIMEOUT_MS }) },
    sandboxSenders: { email, sms: capturedSmsSender },
    publicUrl: 'http://127.0.0.1:1',
    lookUpIntervalMs: LOOK_UP_INTERVAL_MS,
    observer: {
      touchActed: () => undefined,
      touchGuarded: () => undefined,
      messageSent: () => undefined,
      messageUnknown: () => undefined,
      messageReached: gate,
    },
  });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const workers = await createWorkers({
    connection,
    namespace: 'default',
    taskQueuePrefix,
    workflowBundle: { codePath: settings.bundlePath },
    activities: {
      ...(release?.isSecond === true ? secondReleaseActivities(activities) : activities),
      sendEmail: async (input) => {
        await gate('picked-up', input.customerId);
        return activities.sendEmail(input);
      },
      sendSms: async (input) => {
        await gate('picked-up', input.customerId);
        return activities.sendSms(input);
      },
    },
    dataConverter: {},
    ...(release === null
      ? {}
      : {
          version: { deploymentName: release.deploymentName, buildId: release.isSecond ? '2' : '1' },
          reconcileActivities: createReconcileActivities({
            db,
            clock: () => Date.now() + settings.clockAheadMs,
            engine: createReconcileEngine({
              relay,
              temporal,
              lifecycleQueue: taskQueues(taskQueuePrefix).lifecycle,
              deploymentName: release.deploymentName,
            }),
            observing: () => undefined,
          }),
        }),
    ...(settings.movesClocks
      ? { clockActivities: createClockActivities({ db, clock, engine: createClockEngine({ relay, temporal, acts }) }) }
      : {}),
    observing: ({ workflowId }) => {
      acts.ended(workflowId);
    },
    limits: {
      emailPerSecond: messagesPerSecond,
      smsPerSecond: messagesPerSecond,
      workflowSlots: 10,
      activitySlots,
      emailSlots: activitySlots,
    },
  });
  // Servers go away on purpose.
  const relaying = runRelay({ relay, databaseUrl, pollMs: 200, onError: () => undefined });
  const run = async (): Promise<void> => {
    await workers.run();
    await relaying.stop();
    await email.close();
    await temporal.connection.close();
    await connection.close();
    await db.$disconnect();
  };
  return { ended: run(), shutdown: workers.shutdown };
}
