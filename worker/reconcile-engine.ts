import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ListedRun, ReconcileEngine } from '../activities/reconcile/reconcile-deps';
import { currentVersions, type VersionName } from '../config/current-versions';
import { factsChangedSignal, renewSignal } from '../workflows/messages';
import { CUSTOMER_ID } from '../workflows/search-attributes';
import type { OutboxRelay } from './outbox-relay';

export type ReconcileEngineParts = {
  readonly relay: OutboxRelay;
  readonly temporal: Client;
  /** The queue of our workflows: other installations in the namespace have others. */
  readonly lifecycleQueue: string;
  /** What this worker is a version of; `null` = it has none. */
  readonly deploymentName: string | null;
};

const LISTED_AT_ONCE = 200;
/** The server puts it on each run that is bound to a version. */
const VERSION_ATTRIBUTE = 'TemporalWorkerDeploymentVersion';
const TYPES = ['customerLifecycle', 'collections', 'onboarding', 'creditReview', 'escalation', 'winBack'];

/** Temporal as the reconcile sees it. */
export function createReconcileEngine(parts: ReconcileEngineParts): ReconcileEngine {
  const { relay, temporal, lifecycleQueue, deploymentName } = parts;
  const { workflowService, options } = temporal;
  const ours = `TaskQueue = '${lifecycleQueue}' AND ExecutionStatus = 'Running' AND WorkflowType IN (${quoted(TYPES)})`;

  const list = async (query: string, token: Uint8Array | null) => {
    const { executions, nextPageToken } = await workflowService.listWorkflowExecutions({
      namespace: options.namespace,
      query,
      pageSize: LISTED_AT_ONCE,
      ...(token === null ? {} : { nextPageToken: token }),
    });
    return { executions, next: nextPageToken.length === 0 ? null : nextPageToken };
  };
  const signal = async (send: Promise<void>): Promise<void> => {
    try {
      await send;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };

  return {
    relay: (customerId) => relay.relayCustomer(customerId),
    listRunning: async (customerIds) => {
      const found = new Set<string>();
      if (customerIds.length === 0) return found;
      let token: Uint8Array | null = null;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list(
          `${ours} AND ${CUSTOMER_ID.name} IN (${quoted(customerIds)})`,
          token,
        );
        for (const { execution } of page.executions) found.add(execution?.workflowId ?? '');
        token = page.next;
      } while (token !== null);
      return found;
    },
    listRuns: async (pageToken) => {
      const current = await currentVersions(workflowService, { namespace: options.namespace, deploymentName });
      const { executions, next } = await list(ours, pageToken === null ? null : Buffer.from(pageToken, 'base64'));
      const runs = executions.map(({ execution, startTime, searchAttributes }): ListedRun => ({
        workflowId: execution?.workflowId ?? '',
        ageMs: Date.now() - Number(startTime?.seconds ?? 0) * 1_000,
        isOnOldVersion: !current.has(versionIn(searchAttributes?.indexedFields)),
      }));
      return { runs, next: next === null ? null : Buffer.from(next).toString('base64') };
    },
    describe: async (workflowId) => {
      try {
        const { status, raw } = await temporal.workflow.getHandle(workflowId).describe();
        const isRunning = status.name === 'RUNNING';
        return { isRunning, isActing: isRunning && (raw.pendingActivities ?? []).length > 0 };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { isRunning: false, isActing: false };
        throw error;
      }
    },
    wake: (workflowId) =>
      signal(temporal.workflow.getHandle(workflowId).signal(factsChangedSignal, { eventId: 'reconcile' })),
    renew: (workflowId) => signal(temporal.workflow.getHandle(workflowId).signal(renewSignal)),
  };
}

function versionIn(attributes: Readonly<Record<string, Payload>> | null | undefined): VersionName {
  const payload = attributes?.[VERSION_ATTRIBUTE];
  return payload === undefined ? null : defaultPayloadConverter.fromPayload<string>(payload);
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}
