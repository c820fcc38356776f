import type { Connection } from '@temporalio/client';
import { currentVersions } from '../../config/current-versions';
import { reasonOf } from '../reason-of';
import { ok, warning, type Finding } from './finding';

export type VersionSettings = {
  readonly namespace: string;
  /** The queue of the workflows. */
  readonly lifecycleQueue: string;
  readonly deploymentName: string;
};

/** Whether a version of the workers gets new runs, and whether workers of another one are still needed. */
export async function checkWorkerVersion(
  { workflowService }: Pick<Connection, 'workflowService'>,
  { namespace, lifecycleQueue, deploymentName }: VersionSettings,
): Promise<Finding> {
  const subject = 'worker version';
  try {
    const versions = await currentVersions(workflowService, { namespace, deploymentName });
    const names = [...versions].filter((name) => name !== null);
    if (names.length === 0) {
      const mend = `temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id …`;
      return warning(subject, `no version of "${deploymentName}" is current: its workers get nothing to do`, mend);
    }
    const others = names.map((name) => `TemporalWorkerDeploymentVersion != '${name}'`).join(' AND ');
    const query = `TaskQueue = '${lifecycleQueue}' AND ExecutionStatus = 'Running' AND ${others}`;
    const left = Number((await workflowService.countWorkflowExecutions({ namespace, query })).count);
    const current = `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} current`;
    if (left === 0) return ok(subject, `${current}, and no run is left on another`);
    const mend = 'keep its workers; the reconcile asks the runs to move, and "perennial reconcile" at once';
    return warning(subject, `${current}, and ${left} runs are on another`, mend);
  } catch (error) {
    return warning(subject, `cannot be looked for: ${reasonOf(error)}`, 'look at the log of the Temporal server');
  }
}
