import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { NextPlan } from '../../activities/next-plan';
import { useTestNamespace } from '../support/test-temporal';
import { testWorkflowBundle } from './support/workflow-bundle';

describe('the loop of plan, wait and act', () => {
  const temporal = useTestNamespace();

  it('comes too early once where the clock of the activities is behind that of the engine, and not again and again', async () => {
    const behindMs = 5_000;
    const clock = () => Date.now() - behindMs;
    let at = Infinity;
    const waiting = (): NextPlan => {
      const waitMs = Math.max(0, at - clock());
      return { status: 'planned', action: 'task', at, waitMs, dueAt: at, summary: 'A task', details: 'A task' };
    };
    const planTouch = async (): Promise<NextPlan> => {
      at = Date.now() + 500;
      return waiting();
    };
    let acts = 0;
    const createTask = async (): Promise<NextPlan> => {
      acts += 1;
      return clock() < at ? waiting() : { status: 'closed', summary: 'Done', details: 'Done' };
    };

    const client = new Client({
      connection: await Connection.connect({ address: temporal.address }),
      namespace: temporal.namespace,
    });
    const connection = await NativeConnection.connect({ address: temporal.address });
    const worker = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: 'lifecycle',
      workflowBundle: { codePath: await testWorkflowBundle() },
      activities: { planTouch, createTask },
    });
    await worker.runUntil(
      client.workflow.execute('collections', {
        workflowId: 'customer/1/collections',
        taskQueue: 'lifecycle',
        args: [{ customerId: '1' }],
      }),
    );
    await client.connection.close();
    await connection.close();
    expect(acts).toBe(2);
  });
});
