import assert from 'node:assert/strict';
import type { ReconcileReport } from '../../../domain/reconcile/reconcile-report';
import { reconcileWorkflowId } from '../../../workflows/ids';
import { taskQueues } from '../../../workflows/task-queues';
import { eventually } from '../../workflows/support/eventually';
import { countOn, makeCurrent } from '../../workflows/support/worker-deployment';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL } from '../support/chaos-world';
import { between } from '../support/seeded';

/** A release comes in the middle of a herd; who sleeps on is moved by the reconcile, and the old workers are ended. */
export const twoVersions: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const { draw, size } = chaos;
    const count = Math.max(12, Math.ceil(20 * size));
    const deploymentName = `${world.taskQueuePrefix}workers`;
    const messagesPerSecond = Math.ceil(count / 4);
    await world.customers(count);
    const first = await world.start(1, { messagesPerSecond, release: { deploymentName, isSecond: false } });
    await makeCurrent(world.temporal, deploymentName, '1');
    await world.untilTaken(between(draw, 'taken before', 1, Math.ceil(count / 2)));

    const now = new Date(world.engine.now).toISOString();
    await world.start(1, { messagesPerSecond, release: { deploymentName, isSecond: true } }, now);
    if (draw('killed') < 0.5) first.workers[0]?.kill();
    await makeCurrent(world.temporal, deploymentName, '2');
    await world.untilTaken(count);
    await world.settled();
    assert.ok(world.taken - first.kills * count <= count, `${world.taken} mails for ${count} customers`);

    const asleep = await countOn(world.temporal, deploymentName, '1');
    let renewed = 0;
    await eventually(async () => {
      renewed += (await reconcile(world)).renewed;
      // An episode that began while it looked is asked by the next.
      await eventually(async () => {
        const left = await countOn(world.temporal, deploymentName, '1');
        if (left > 0) throw new Error(`${left} runs are still on the first version`);
      }, 10_000);
    }, 120_000);
    await first.stop();
    await world.goesOn();
    return `${world.taken} mails for ${count} customers; ${asleep} runs slept on the first version, ${renewed} were asked to move`;
  });

async function reconcile({ temporal, taskQueuePrefix }: ChaosWorld): Promise<ReconcileReport> {
  const { lifecycle: taskQueue } = taskQueues(taskQueuePrefix);
  const start = { workflowId: reconcileWorkflowId(taskQueue), taskQueue, args: [{ renewAfterDays: 90 }] };
  return (await temporal.workflow.execute('reconcile', start)) as ReconcileReport;
}
