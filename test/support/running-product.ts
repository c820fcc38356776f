import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure, type DataConverter } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import type { ActivityObserver, Senders } from '../../activities/activity-deps';
import { capturedEmailSender, capturedSmsSender } from '../../activities/channels/captured-senders';
import { createClockActivities } from '../../activities/clock/create-clock-activities';
import { createActivities } from '../../activities/create-activities';
import { createReconcileActivities } from '../../activities/reconcile/create-reconcile-activities';
import { createApp } from '../../api/create-app';
import { makeApiKey } from '../../api/http/authenticate';
import type { PrismaClient } from '../../prisma/generated/client';
import { createClockEngine } from '../../worker/clock-engine';
import { createWorkers, type Workers } from '../../worker/create-workers';
import { CustomerActs } from '../../worker/customer-acts';
import { OutboxRelay } from '../../worker/outbox-relay';
import { createReconcileEngine } from '../../worker/reconcile-engine';
import { runRelay, type RunningRelay } from '../../worker/run-relay';
import { taskQueues } from '../../workflows/task-queues';
import { testWorkflowBundle } from '../workflows/support/workflow-bundle';
import { createTestDatabase, type TestDatabase } from './test-database';
import { createTestNamespace } from './test-temporal';

// One runtime for a process; the SDK's own lines would bury Jest's.
Runtime.install({ logger: new DefaultLogger('ERROR') });

const clock = (): number => Date.now();
const NO_LIMIT = 1_000_000;
const CAPTURED: Senders = { email: capturedEmailSender, sms: capturedSmsSender };
const NO_OBSERVER: ActivityObserver = {
  messageReached: () => undefined,
  touchActed: () => undefined,
  touchGuarded: () => undefined,
  messageSent: () => undefined,
  messageUnknown: () => undefined,
};

/** The whole product in this process, as `npm run dev` has it: API, worker and relay over a seeded database of its own. */
export class RunningProduct {
  private constructor(
    readonly server: { readonly url: string; readonly apiKey: string },
    readonly temporal: Client,
    private readonly database: TestDatabase,
    private readonly connection: NativeConnection,
    private readonly workers: Workers,
    private readonly running: Promise<void>,
    private readonly relaying: RunningRelay,
    private readonly http: Server,
  ) {}

  get prisma(): PrismaClient {
    return this.database.prisma;
  }

  /**
   * @param dataConverter what encrypts payloads; default nothing
   * @param sandboxSenders the providers of sandbox customers; default those that take everything
   */
  static async start(dataConverter: DataConverter = {}, sandboxSenders: Senders = CAPTURED): Promise<RunningProduct> {
    const database = await createTestDatabase({ seeded: true });
    const { prisma, url: databaseUrl } = database;
    const { address, namespace } = await createTestNamespace();
    const temporal = new Client({ connection: await Connection.connect({ address }), namespace, dataConverter });
    const connection = await NativeConnection.connect({ address });
    const observer = { signalled: () => undefined, failed: (_: string, error: unknown) => console.error(error) };
    const relay = new OutboxRelay({ db: prisma, temporal, lifecycleQueue: taskQueues('').lifecycle, observer });
    const relaying = runRelay({ relay, databaseUrl, onError: (error) => console.error(error) });
    const acts = new CustomerActs();
    const workers = await createWorkers({
      connection,
      namespace,
      taskQueuePrefix: '',
      workflowBundle: { codePath: await testWorkflowBundle() },
      activities: createActivities({
        db: prisma,
        clock,
        senders: CAPTURED,
        sandboxSenders,
        publicUrl: 'https://perennial.test',
        observer: NO_OBSERVER,
      }),
      clockActivities: createClockActivities({
        db: prisma,
        clock,
        engine: createClockEngine({ relay, temporal, acts }),
      }),
      reconcileActivities: createReconcileActivities({
        db: prisma,
        clock,
        engine: createReconcileEngine({
          relay,
          temporal,
          lifecycleQueue: taskQueues('').lifecycle,
          deploymentName: null,
        }),
        observing: () => undefined,
      }),
      dataConverter,
      observing: ({ error, workflowId }) => {
        acts.ended(workflowId);
        // What is refused or delayed on purpose is an ApplicationFailure.
        if (error !== null && !(error instanceof ApplicationFailure)) console.error(error);
      },
      limits: {
        emailPerSecond: NO_LIMIT,
        smsPerSecond: NO_LIMIT,
        workflowSlots: 40,
        activitySlots: 20,
        emailSlots: 20,
      },
    });
    const app = createApp({
      prisma,
      temporal,
      senders: CAPTURED,
      logger: pino({ level: 'silent' }),
      clock,
      config: {
        publicUrl: 'https://perennial.test',
        rateLimitPerMinute: NO_LIMIT,
        trustProxy: null,
        lifecycleQueue: taskQueues('').lifecycle,
        twilioAuthToken: null,
        webhookAllowHttp: false,
      },
    });
    const http = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => http.once('listening', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const { text: apiKey, prefix, secretHash } = makeApiKey();
    await prisma.apiKey.create({ data: { name: 'test', prefix, secretHash, role: 'admin' } });
    const server = { url, apiKey };
    return new RunningProduct(server, temporal, database, connection, workers, workers.run(), relaying, http);
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
    await this.relaying.stop();
    this.workers.shutdown();
    await this.running;
    await this.temporal.connection.close();
    await this.connection.close();
    await this.database.drop();
  }
}
