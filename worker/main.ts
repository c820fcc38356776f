import { existsSync } from 'node:fs';
import { DefaultLogger, NativeConnection, Runtime, type TelemetryOptions } from '@temporalio/worker';
import closeWithGrace from 'close-with-grace';
import { createClockActivities } from '../activities/clock/create-clock-activities';
import { createActivities } from '../activities/create-activities';
import { createReconcileActivities } from '../activities/reconcile/create-reconcile-activities';
import { ConfigError, parseConfig, type Config } from '../config/config';
import { createLogger } from '../config/create-logger';
import { connectionOptions, createTemporalClient, dataConverter } from '../config/temporal-client';
import { createPrisma } from '../prisma/client';
import { taskQueues } from '../workflows/task-queues';
import { createClockEngine } from './clock-engine';
import { CustomerActs } from './customer-acts';
import { createSenders } from './create-senders';
import { createWorkers } from './create-workers';
import { createMetrics } from './metrics';
import { startMetricsServer } from './metrics-server';
import { OutboxRelay } from './outbox-relay';
import { createReconcileEngine } from './reconcile-engine';
import { scheduleReconcile } from './reconcile-schedule';
import { runRelay } from './run-relay';
import { createWebhookPoster } from './webhooks/post-webhook';
import { runDeliverer } from './webhooks/run-deliverer';
import { WebhookDeliverer } from './webhooks/webhook-deliverer';
import { WORKFLOW_BUNDLE_PATH } from './workflow-bundle';

/** A killed hand-over is worse than a slow stop: the container's own grace should be longer. */
const CLOSE_WITHIN_MS = 150_000;

async function main(config: Config): Promise<void> {
  const logger = createLogger('worker', config);
  Runtime.install({
    telemetryOptions: sdkTelemetry(config),
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const { workflowId, runId, activityType, attempt } = (meta ?? {}) as Record<string, unknown>;
      logger[LEVELS[level]]({ workflowId, runId, activityType, attempt }, message);
    }),
  });
  if (!existsSync(WORKFLOW_BUNDLE_PATH))
    throw new Error(`There is no ${WORKFLOW_BUNDLE_PATH}; expected "npm run build" to make it`);

  const db = createPrisma({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
  const temporal = createTemporalClient(config);
  const connection = await NativeConnection.connect({
    ...connectionOptions(config),
    grpcCompression: { codec: config.TEMPORAL_COMPRESSION },
  });
  const { senders, sandboxSenders, close: closeSenders } = createSenders(config);
  const metrics = createMetrics(db);
  const clock = () => Date.now();
  const taskQueuePrefix = config.TASK_QUEUE_PREFIX ?? '';
  const { lifecycle: lifecycleQueue } = taskQueues(taskQueuePrefix);
  const relay = new OutboxRelay({
    db,
    temporal,
    lifecycleQueue,
    observer: {
      signalled: metrics.relay.signalled,
      failed: (customerId, error) => {
        metrics.relay.failed();
        logger.warn({ customerId, err: error }, 'a workflow could not be told of changed facts; it is tried again');
      },
    },
  });
  const acts = new CustomerActs();
  const version = versionOf(config);
  const workers = await createWorkers({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    taskQueuePrefix,
    workflowBundle: { codePath: WORKFLOW_BUNDLE_PATH },
    activities: createActivities({
      db,
      clock,
      senders,
      sandboxSenders,
      publicUrl: config.PUBLIC_URL,
      observer: metrics.touches,
    }),
    clockActivities: createClockActivities({ db, clock, engine: createClockEngine({ relay, temporal, acts }) }),
    reconcileActivities: createReconcileActivities({
      db,
      clock,
      engine: createReconcileEngine({
        relay,
        temporal,
        lifecycleQueue,
        deploymentName: version?.deploymentName ?? null,
      }),
      observing: metrics.reconciled,
      undecided: ({ error, ...about }) => {
        logger.warn({ ...about, err: error }, 'what comes next for a customer cannot be decided');
      },
    }),
    dataConverter: dataConverter(config),
    ...(version === undefined ? {} : { version }),
    observing: (run) => {
      metrics.activity(run);
      acts.ended(run.workflowId);
      const { activity, workflowId, attempt, error } = run;
      if (run.outcome === 'failed') logger.warn({ activity, workflowId, attempt, err: error }, 'activity failed');
    },
    limits: {
      emailPerSecond: config.EMAIL_PER_SECOND,
      smsPerSecond: config.SMS_PER_SECOND,
      workflowSlots: config.WORKFLOW_SLOTS,
      activitySlots: config.ACTIVITY_SLOTS,
      emailSlots: config.SMTP_CONNECTIONS,
    },
  });
  const { RECONCILE_CRON: cron, RECONCILE_RENEW_DAYS: renewAfterDays } = config;
  await scheduleReconcile({ temporal, lifecycleQueue, cron, renewAfterDays }).catch((error: unknown) => {
    // Customers are served without it; the next worker that starts tries again.
    logger.error({ err: error }, 'the reconcile could not be scheduled');
  });
  const relaying = runRelay({
    relay,
    databaseUrl: config.DATABASE_URL,
    onError: (error) => {
      logger.error({ err: error }, 'the outbox could not be read; it is tried again');
    },
  });
  const poster = createWebhookPoster();
  const delivering = runDeliverer({
    deliverer: new WebhookDeliverer({
      db,
      poster,
      clock,
      observer: {
        attempted: (outcome, about) => {
          metrics.webhookAttempted(outcome);
          if (outcome !== 'delivered') logger.warn({ ...about, outcome }, 'an endpoint did not take an event');
        },
        broken: (endpointId, error) => {
          logger.error({ endpointId, err: error }, 'serving a webhook endpoint failed; it is tried again');
        },
      },
    }),
    onError: (error) => {
      logger.error({ err: error }, 'events for webhook endpoints could not be read; it is tried again');
    },
  });
  const metricsServer =
    config.METRICS_PORT === undefined ? null : await startMetricsServer(metrics.registry, config.METRICS_PORT);

  const running = workers.run();
  closeWithGrace({ delay: CLOSE_WITHIN_MS }, async ({ err }) => {
    if (err !== undefined) logger.error({ err }, 'the worker ends because of an error');
    workers.shutdown();
    await Promise.all([relaying.stop(), delivering.stop(), running.catch(() => undefined)]);
    poster.close();
    await metricsServer?.close();
    await closeSenders();
    await temporal.connection.close();
    await connection.close();
    await db.$disconnect();
  });
  logger.info({ queues: taskQueues(taskQueuePrefix), version }, 'the worker runs');
  await running;
}

function versionOf({ WORKER_DEPLOYMENT: deploymentName, WORKER_BUILD_ID: buildId }: Config) {
  return deploymentName === undefined || buildId === undefined ? undefined : { deploymentName, buildId };
}

/** What the SDK's core counts is served by itself, on a port of its own. */
function sdkTelemetry({ SDK_METRICS_PORT: port }: Config): TelemetryOptions {
  if (port === undefined) return {};
  return {
    metrics: {
      prometheus: {
        bindAddress: `0.0.0.0:${port}`,
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
      },
    },
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

function start(): Promise<void> {
  try {
    return main(parseConfig(process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return Promise.resolve();
  }
}

void start();
