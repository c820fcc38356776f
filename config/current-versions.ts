import { isGrpcServiceError, type WorkflowService } from '@temporalio/client';

/** A version of the workers as Temporal names it in its lists, `deployment:build`; `null` = workers without one. */
export type VersionName = string | null;

export type Deployment = {
  readonly namespace: string;
  /** `null` where workers have no versions. */
  readonly deploymentName: string | null;
};

const GRPC_NOT_FOUND = 5;

/** The versions of the workers that new runs begin with: the current one, and beside it the one that is being ramped up. */
export async function currentVersions(
  workflowService: WorkflowService,
  { namespace, deploymentName }: Deployment,
): Promise<ReadonlySet<VersionName>> {
  if (deploymentName === null) return new Set([null]);
  try {
    const { workerDeploymentInfo } = await workflowService.describeWorkerDeployment({ namespace, deploymentName });
    const { currentDeploymentVersion, rampingDeploymentVersion, rampingVersionPercentage } =
      workerDeploymentInfo?.routingConfig ?? {};
    const ramping = (rampingVersionPercentage ?? 0) > 0 ? [nameOf(rampingDeploymentVersion)] : [];
    return new Set([nameOf(currentDeploymentVersion), ...ramping]);
  } catch (error) {
    // No worker of it has ever been there.
    if (isGrpcServiceError(error) && Number(error.code) === GRPC_NOT_FOUND) return new Set([null]);
    throw error;
  }
}

type DeploymentVersion = { readonly deploymentName?: string | null; readonly buildId?: string | null };

function nameOf(version: DeploymentVersion | null | undefined): VersionName {
  const { deploymentName, buildId } = version ?? {};
  return deploymentName && buildId ? `${deploymentName}:${buildId}` : null;
}
