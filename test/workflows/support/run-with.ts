import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { ClockActivities } from '../../../activities/clock/create-clock-activities';
import type { ReconcileActivities } from '../../../activities/reconcile/create-reconcile-activities';
import { siblingQueues } from '../../../workflows/task-queues';
import type { History } from '../../replay/histories';
import type { TestTemporal } from '../../support/test-temporal';
import { testWorkflowBundle } from './workflow-bundle';

const QUEUE = 'lifecycle';

/**
 * Runs one workflow to its end over activities that answer as a test says.
 * @returns the histories of its runs, the first first
 */
export async function runWith(
  { address, namespace }: TestTemporal,
  activities: ClockActivities | ReconcileActivities,
  workflow: { readonly type: string; readonly input: unknown },
): Promise<readonly History[]> {
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const connection = await NativeConnection.connect({ address });
  const base = { connection, namespace, activities };
  const workflows = await Worker.create({
    ...{ ...base, taskQueue: QUEUE },
    workflowBundle: { codePath: await testWorkflowBundle() },
  });
  // A worker hears of a cancellation with a heartbeat that gets through.
  const clocks = await Worker.create({
    ...{ ...base, taskQueue: siblingQueues(QUEUE).clock },
    ...{ maxHeartbeatThrottleInterval: '100ms', maxConcurrentActivityTaskExecutions: 20 },
  });
  try {
    const workflowId = `run-with-${workflow.type}`;
    const handle = await client.workflow.start(workflow.type, {
      ...{ workflowId, taskQueue: QUEUE },
      args: [workflow.input],
    });
    await workflows.runUntil(clocks.runUntil(handle.result()));
    const runs: History[] = [];
    let runId: string | null | undefined = handle.firstExecutionRunId;
    while (typeof runId === 'string' && runId !== '') {
      const history: History = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      runs.push(history);
      runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    }
    return runs;
  } finally {
    await client.connection.close();
    await connection.close();
  }
}
