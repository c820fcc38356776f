import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { z } from 'zod';
import type { ReconcileReport } from '../../domain/reconcile/reconcile-report';
import { reconcileWorkflowId } from '../../workflows/ids';
import { reconcileBody, reconcileOut, startedReconcileOut } from '../contract/reconcile';
import { askEngine } from '../http/engine';
import { iso, isoOrNull, notFound } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Reconcile';
const PATH = '/v1/reconcile';

/** @throws WorkflowNotFoundError where none was ever asked for, or Temporal keeps it no longer */
async function presentReconcile({ workflow }: Client, workflowId: string): Promise<z.input<typeof reconcileOut>> {
  const handle = workflow.getHandle(workflowId);
  const { runId, status, startTime, closeTime } = await handle.describe();
  const state = status.name === 'RUNNING' ? 'running' : status.name === 'COMPLETED' ? 'done' : 'failed';
  const report = state === 'done' ? ((await handle.result()) as ReconcileReport) : null;
  return {
    ...{ workflowId, runId, status: state },
    startedAt: iso(startTime),
    finishedAt: isoOrNull(closeTime ?? null),
    report: report === null ? null : { ...report, examples: [...report.examples] },
  };
}

/** @throws what `error` is, where it is not that one runs already */
function isUnderWay(error: unknown): true {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
  throw error;
}

export const reconcileRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: PATH,
    name: 'startReconcile',
    tag: TAG,
    summary: 'Look for what rows and workflows disagree on, and mend it',
    description: 'The same as every night, at once. While one that was asked for is under way, that is the answer.',
    access: 'admin',
    effect: 'outside',
    body: reconcileBody,
    success: { status: 202, schema: startedReconcileOut, description: 'It is under way.' },
    handle: async ({ deps, body }) => {
      const { lifecycleQueue } = deps.config;
      const workflowId = reconcileWorkflowId(lifecycleQueue);
      const started = await askEngine(deps.temporal, async (client) => {
        const joined = await client.workflow
          .start('reconcile', {
            workflowId,
            taskQueue: lifecycleQueue,
            args: [body],
            staticSummary: 'Looks for what rows and workflows disagree on, and mends it',
          })
          .then(() => false, isUnderWay);
        return { ...(await presentReconcile(client, workflowId)), joined };
      });
      return { status: 202, body: started, location: PATH };
    },
  }),
  defineRoute({
    method: 'get',
    path: PATH,
    name: 'getReconcile',
    tag: TAG,
    summary: 'Read how the reconcile goes that was asked for last, and what it has found',
    description: 'Those of the schedule stand in Temporal UI.',
    access: 'read',
    success: { status: 200, schema: reconcileOut, description: 'The reconcile.' },
    handle: async ({ deps }) => {
      const workflowId = reconcileWorkflowId(deps.config.lifecycleQueue);
      try {
        return { body: await askEngine(deps.temporal, (client) => presentReconcile(client, workflowId)) };
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
        throw notFound('No reconcile was asked for', '尚未请求过对账');
      }
    },
  }),
];
