import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, type DataConverter } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { TouchAction } from '../../../domain/types';
import { createActivities } from '../../../activities/create-activities';
import {
  createReconcileActivities,
  type ReconcileActivities,
} from '../../../activities/reconcile/create-reconcile-activities';
import type { ReconcileDeps } from '../../../activities/reconcile/reconcile-deps';
import { OutboxRelay } from '../../../worker/outbox-relay';
import { createReconcileEngine } from '../../../worker/reconcile-engine';
import { runRelay, type RunningRelay } from '../../../worker/run-relay';
import { createWorkers, type Workers } from '../../../worker/create-workers';
import { collectionsWorkflowId, customerWorkflowId } from '../../../workflows/ids';
import { factsChangedSignal } from '../../../workflows/messages';
import { taskQueues } from '../../../workflows/task-queues';
import type { EngineWorld } from '../../activities/support/engine-world';
import { stackEnvironment } from '../../support/stack-environment';
import { createTestNamespace } from '../../support/test-temporal';
import { storedPlan } from '../../../facts/read/stored-plan';
import { eventually } from './eventually';
import { testWorkflowBundle } from './workflow-bundle';

/** How the reconcile is to look; without it, the workers have none. */
type Reconciling = Pick<Required<ReconcileDeps>, 'limits' | 'observing'>;

/** Where the processes of one installation meet, and how this one speaks to Temporal. */
type Process = { readonly namespace: string; readonly dataConverter: DataConverter };

/** Mails that are handed over side by side. */
export const EMAIL_SLOTS = 10;

// One runtime for a process; the SDK's own lines would bury Jest's.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** An engine world with the real Temporal server: workers, relay and a client, on task queues of its own. */
export class RunningEngine {
  private running: Promise<void>;

  private constructor(
    private readonly world: EngineWorld,
    readonly client: Client,
    readonly relay: OutboxRelay,
    private readonly connection: NativeConnection,
    private readonly process: Process,
    private workers: Workers,
    private readonly relaying: RunningRelay,
    private readonly reconcileActivities: ReconcileActivities | null,
  ) {
    this.running = workers.run();
  }

  /** @param given default a namespace of its own, and nothing encrypted */
  static async start(
    world: EngineWorld,
    reconciling: Reconciling | null = null,
    given: Process | null = null,
  ): Promise<RunningEngine> {
    const { temporalAddress: address } = stackEnvironment();
    const process = given ?? { namespace: (await createTestNamespace()).namespace, dataConverter: {} };
    const client = new Client({ connection: await Connection.connect({ address }), ...process });
    const connection = await NativeConnection.connect({ address });
    const relay = new OutboxRelay({
      db: world.db,
      temporal: client,
      lifecycleQueue: taskQueues('').lifecycle,
      observer: { signalled: () => undefined, failed: (_, error) => console.error(error) },
    });
    const relaying = runRelay({
      relay,
      databaseUrl: world.databaseUrl,
      pollMs: 200,
      onError: (error) => console.error(error),
    });
    const engine = createReconcileEngine({
      relay,
      temporal: client,
      lifecycleQueue: taskQueues('').lifecycle,
      deploymentName: null,
    });
    const { db, deps } = world;
    const reconciles =
      reconciling === null ? null : createReconcileActivities({ ...reconciling, db, clock: deps.clock, engine });
    const workers = await createEngineWorkers(world, connection, process, reconciles);
    return new RunningEngine(world, client, relay, connection, process, workers, relaying, reconciles);
  }

  lifecycle(customerId: string): WorkflowHandle {
    return this.client.workflow.getHandle(customerWorkflowId(customerId));
  }

  collections(customerId: string): WorkflowHandle {
    return this.client.workflow.getHandle(collectionsWorkflowId(customerId));
  }

  /** Waits until every fact is planned for, and the next touch is this one. */
  async planned(customerId: string, next: { readonly action: TouchAction; readonly at: string } | null): Promise<void> {
    await eventually(async () => {
      expect(await this.world.db.outbox.count({ where: { customerId, sentAt: null } })).toBe(0);
      const { factsVersion } = await this.world.db.customer.findUniqueOrThrow({ where: { id: customerId } });
      const where = { customerId_kind_number: { customerId, kind: 'collections' as const, number: 1 } };
      const { plannedFacts, plan, nextAt } = await this.world.db.episode.findUniqueOrThrow({ where });
      expect(plannedFacts).toBe(factsVersion);
      const decision = storedPlan(plan)?.decision;
      const action = decision?.status === 'planned' ? decision.action : null;
      expect(nextAt === null ? null : { action, at: nextAt.toISOString() }).toEqual(next);
    });
  }

  /** What has happened in the customer's running or last episode, by event type. */
  async eventNames(customerId: string): Promise<string[]> {
    return eventNamesOf(this.collections(customerId));
  }

  /** Has collections plan so many seconds before it is due, by a clock that stands, and wait for it by a real timer. */
  async waitsFor(customerId: string, dueAt: string, seconds: number): Promise<void> {
    // A signal that came later would be planned for when the hour has come, without a timer.
    await this.atRest(customerId);
    this.world.at(Date.parse(dueAt) - seconds * 1_000);
    await this.collections(customerId).signal(factsChangedSignal, { eventId: 'test' });
    await eventually(async () => {
      const names = await this.eventNames(customerId);
      expect(names.lastIndexOf('timerStarted')).toBeGreaterThan(names.lastIndexOf('workflowExecutionSignaled'));
    });
  }

  /** Waits until neither the lifecycle nor collections has anything in hand, or a signal on its way to the other. */
  async atRest(customerId: string): Promise<void> {
    // In this order, since it is the lifecycle that signals.
    for (const handle of [this.lifecycle(customerId), this.collections(customerId)]) {
      await eventually(async () => {
        const { pendingActivities, pendingWorkflowTask } = (await handle.describe()).raw;
        // Read afterwards: with nothing in hand, no more signals are begun.
        const names = await eventNamesOf(handle);
        expect({
          activities: pendingActivities?.length ?? 0,
          task: pendingWorkflowTask ?? null,
          signals: countOf(names, SIGNAL_BEGUN) - countOf(names, ...SIGNAL_ENDED),
        }).toEqual({ activities: 0, task: null, signals: 0 });
      });
    }
  }

  /** No workflow and no activity goes on until `startWorkers`; facts are relayed all the same. */
  async stopWorkers(): Promise<void> {
    this.workers.shutdown();
    await this.running;
  }

  async startWorkers(): Promise<void> {
    this.workers = await createEngineWorkers(this.world, this.connection, this.process, this.reconcileActivities);
    this.running = this.workers.run();
  }

  async close(): Promise<void> {
    await this.relaying.stop();
    await this.stopWorkers();
    await this.client.connection.close();
    await this.connection.close();
  }
}

const SIGNAL_BEGUN = 'signalExternalWorkflowExecutionInitiated';
const SIGNAL_ENDED = ['externalWorkflowExecutionSignaled', 'signalExternalWorkflowExecutionFailed'];

async function eventNamesOf(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).map((event) => {
    const attributes = Object.keys(event).find((key) => key.endsWith('EventAttributes'));
    return attributes?.replace('EventAttributes', '') ?? '';
  });
}

function countOf(names: readonly string[], ...wanted: readonly string[]): number {
  return names.filter((name) => wanted.includes(name)).length;
}

async function createEngineWorkers(
  world: EngineWorld,
  connection: NativeConnection,
  process: Process,
  reconcileActivities: ReconcileActivities | null,
): Promise<Workers> {
  return createWorkers({
    connection,
    ...process,
    taskQueuePrefix: '',
    workflowBundle: { codePath: await testWorkflowBundle() },
    activities: createActivities(world.deps),
    ...(reconcileActivities === null ? {} : { reconcileActivities }),
    observing: ({ error }) => {
      // What is refused or delayed on purpose is an ApplicationFailure.
      if (error !== null && !(error instanceof ApplicationFailure)) console.error(error);
    },
    limits: { emailPerSecond: 100, smsPerSecond: 100, workflowSlots: 10, activitySlots: 10, emailSlots: EMAIL_SLOTS },
  });
}
