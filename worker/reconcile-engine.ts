import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ListedRun, ReconcileEngine } from '../activities/reconcile/reconcile-deps';
import { factsChangedSignal, renewSignal } from '../workflows/messages';
import { CUSTOMER_ID } from '../workflows/search-attributes';
import type { OutboxRelay } from './outbox-relay';

export type ReconcileEngineParts = {
  readonly relay: OutboxRelay;
  readonly temporal: Client;
  /** The queue of our workflows: other installations in the namespace have others. */
  readonly lifecycleQueue: string;
};

const LISTED_AT_ONCE = 200;
const TYPES = ['customerLifecycle', 'collections', 'onboarding', 'creditReview', 'escalation', 'winBack'];

/** Temporal as the reconcile sees it. */
export function createReconcileEngine({ relay, temporal, lifecycleQueue }: ReconcileEngineParts): ReconcileEngine {
  const { workflowService, options } = temporal;
  const ours = `TaskQueue = '${lifecycleQueue}' AND ExecutionStatus = 'Running' AND WorkflowType IN (${quoted(TYPES)})`;

  const list = async (query: string, token: Uint8Array | null) => {
    const { executions, nextPageToken } = await workflowService.listWorkflowExecutions({
      namespace: options.namespace,
      query,
      pageSize: LISTED_AT_ONCE,
      ...(token === null ? {} : { nextPageToken: token }),
    });
    const runs = executions.map(({ execution, startTime }): ListedRun => ({
      workflowId: execution?.workflowId ?? '',
      ageMs: Date.now() - Number(startTime?.seconds ?? 0) * 1_000,
    }));
    return { runs, next: nextPageToken.length === 0 ? null : nextPageToken };
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
        for (const { workflowId } of page.runs) found.add(workflowId);
        token = page.next;
      } while (token !== null);
      return found;
    },
    listRuns: async (pageToken) => {
      const { runs, next } = await list(ours, pageToken === null ? null : Buffer.from(pageToken, 'base64'));
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

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}
