import { z } from 'zod';
import { instantOut } from './fields';

/** The longest that a run lives by itself. */
const LONGEST_RUN_DAYS = 90;

export const reconcileBody = z
  .strictObject({
    renewAfterDays: z.int().min(0).max(LONGEST_RUN_DAYS).default(LONGEST_RUN_DAYS).meta({
      description: 'Workflow runs of this age go on as new ones, on the code that is deployed now; 0 = all of them.',
    }),
  })
  .default({ renewAfterDays: LONGEST_RUN_DAYS });

const countsOut = z.record(z.string(), z.int());

const reconcileReportOut = z
  .object({
    customers: z.int().meta({ description: 'Customers that were looked at.' }),
    workflows: z.int().meta({ description: 'Running workflows that were looked at.' }),
    renewed: z.int().meta({ description: 'Runs that were asked to go on as new ones, because of their age.' }),
    repaired: countsOut.meta({ description: 'How often each fault was mended.', example: { 'missing-episode': 1 } }),
    reported: countsOut.meta({
      description: 'How often each was found that only a person can mend.',
      example: { 'owner-inactive': 1 },
    }),
    examples: z
      .array(z.object({ kind: z.string(), of: z.string().meta({ description: 'ID of the customer or workflow.' }) }))
      .meta({ description: 'The first 50 of both.' }),
  })
  .meta({ id: 'ReconcileReport' });

const reconcileFields = z.object({
  workflowId: z.string().meta({ description: 'To be found in Temporal UI.' }),
  runId: z.string(),
  status: z.enum(['running', 'done', 'failed']),
  startedAt: instantOut,
  finishedAt: instantOut.nullable(),
  report: reconcileReportOut.nullable().meta({ description: 'Once it is done.' }),
});

export const reconcileOut = reconcileFields.meta({ id: 'Reconcile' });
export const startedReconcileOut = reconcileFields
  .extend({
    joined: z.boolean().meta({
      description: 'It was under way already, and renews the runs of the age that it was asked for with.',
    }),
  })
  .meta({ id: 'StartedReconcile' });
