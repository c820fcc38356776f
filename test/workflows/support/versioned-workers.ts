import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../../activities/create-activities';
import { createReconcileActivities } from '../../../activities/reconcile/create-reconcile-activities';
import { RECONCILE_LIMITS } from '../../../domain/reconcile/reconcile-state';
import { createReconcileEngine } from '../../../worker/reconcile-engine';
import { createWorkers } from '../../../worker/create-workers';
import { taskQueues } from '../../../workflows/task-queues';
import type { EngineWorld } from '../../activities/support/engine-world';
import { stackEnvironment } from '../../support/stack-environment';
import type { RunningEngine } from './running-engine';
import { secondReleaseActivities, secondReleaseBundle } from './second-release';
import { testWorkflowBundle } from './workflow-bundle';

export const DEPLOYMENT = 'perennial-test';

/** Starts workers of one version beside those that are there. @returns what stops them */
export async function startVersion(
  world: EngineWorld,
  { client, relay }: RunningEngine,
  release: 'first' | 'second',
  buildId: string,
): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address: stackEnvironment().temporalAddress });
  const { lifecycle: lifecycleQueue } = taskQueues('');
  const activities = createActivities(world.deps);
  const { db, deps } = world;
  const workers = await createWorkers({
    connection,
    namespace: client.options.namespace,
    taskQueuePrefix: '',
    workflowBundle: { codePath: await (release === 'first' ? testWorkflowBundle() : secondReleaseBundle()) },
    activities: release === 'first' ? activities : secondReleaseActivities(activities),
    reconcileActivities: createReconcileActivities({
      db,
      clock: deps.clock,
      engine: createReconcileEngine({ relay, temporal: client, lifecycleQueue, deploymentName: DEPLOYMENT }),
      observing: () => undefined,
      limits: RECONCILE_LIMITS,
    }),
    dataConverter: {},
    version: { deploymentName: DEPLOYMENT, buildId },
    observing: ({ error }) => {
      if (error !== null) console.error(error);
    },
    limits: { emailPerSecond: 100, smsPerSecond: 100, workflowSlots: 10, activitySlots: 10, emailSlots: 10 },
  });
  const running = workers.run();
  return async () => {
    workers.shutdown();
    await running;
    await connection.close();
  };
}

/** The build that a run is bound to; `null` = to none. */
export async function versionOf(handle: WorkflowHandle): Promise<string | null> {
  const { raw } = await handle.describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? null;
}
