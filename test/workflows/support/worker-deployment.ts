import type { Client } from '@temporalio/client';
import { eventually } from './eventually';

/** What an operator does with the `temporal` command. @param buildId `null` = workers without a version */
export async function makeCurrent(client: Client, deploymentName: string, buildId: string | null): Promise<void> {
  const { workflowService, options } = client;
  const request = { namespace: options.namespace, deploymentName, buildId: buildId ?? '', identity: 'test' };
  // It is refused until the server has seen workers of the version on every queue.
  await eventually(() => workflowService.setWorkerDeploymentCurrentVersion(request), 120_000);
}

/** Lets so many of the new runs begin with a version that is not current yet. */
export async function rampUp(
  client: Client,
  deploymentName: string,
  buildId: string,
  percentage: number,
): Promise<void> {
  const { workflowService, options } = client;
  const request = { namespace: options.namespace, deploymentName, buildId, percentage, identity: 'test' };
  await eventually(() => workflowService.setWorkerDeploymentRampingVersion(request), 120_000);
}

/** How many runs are bound to a version, as the documents have operators count them. */
export async function countOn(client: Client, deploymentName: string, buildId: string): Promise<number> {
  const query = `TemporalWorkerDeploymentVersion = '${deploymentName}:${buildId}' AND ExecutionStatus = 'Running'`;
  return (await client.workflow.count(query)).count;
}
