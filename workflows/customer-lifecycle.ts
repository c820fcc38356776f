import {
  ApplicationFailure,
  getExternalWorkflowHandle,
  log,
  makeContinueAsNewFunc,
  ParentClosePolicy,
  setHandler,
  startChild,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { NextPlan } from '../activities/next-plan';
import type { LifecycleAction } from '../activities/plan-lifecycle';
import { reads, writes } from './activity-options';
import { collections } from './collections';
import { followPlan, type CarriedPlan } from './follow-plan';
import { collectionsWorkflowId } from './ids';
import {
  closeCustomerUpdate,
  episodeEndedSignal,
  factsChangedSignal,
  lifecycleStatusQuery,
  type LifecycleStatus,
} from './messages';
import { STAGE, startAttributes } from './search-attributes';

export type LifecycleInput = {
  readonly customerId: string;
  readonly carried?: CarriedPlan<LifecycleAction> & { readonly stage: string };
};

/** The whole course of one customer: owns the stage, and starts the episodes that the facts ask for. */
export async function customerLifecycle({ customerId, carried }: LifecycleInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof customerLifecycle>();
  let status: LifecycleStatus = { stage: carried?.stage ?? '', status: 'open' };

  await followPlan<LifecycleAction>({
    carried: carried ?? null,
    listen: (wake) => {
      setHandler(lifecycleStatusQuery, () => status);
      setHandler(episodeEndedSignal, wake);
      setHandler(
        closeCustomerUpdate,
        async ({ reason, actor }) => {
          await writes.closeCustomer({ customerId, reason, actor });
          status = { ...status, status: 'closed' };
          wake();
          return status;
        },
        { validator: refuseWithoutReason },
      );
    },
    plan: async () => {
      const { stage, ...plan } = await reads.planLifecycle({ customerId });
      if (stage !== status.stage) upsertSearchAttributes([{ key: STAGE, value: stage }]);
      status = { stage, status: plan.status === 'closed' ? 'closed' : 'open' };
      return plan;
    },
    act: () => startCollections(customerId),
    continueAsNew: (next) => continueAsNew({ customerId, carried: { ...next, stage: status.stage } }),
  });
}

function refuseWithoutReason({ reason }: { readonly reason: string }): void {
  if (reason.trim() !== '') return;
  throw ApplicationFailure.create({
    type: 'validation-failed',
    nonRetryable: true,
    message: 'A customer was to be closed without a reason; expected one',
  });
}

/** The episode outlives this run: the lifecycle continues as new, and a closed parent would end its children. */
async function startCollections(customerId: string): Promise<NextPlan<LifecycleAction>> {
  const workflowId = collectionsWorkflowId(customerId);
  const summary = 'Collections is under way';
  for (;;) {
    try {
      await startChild(collections, {
        workflowId,
        args: [{ customerId }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        typedSearchAttributes: startAttributes(customerId, 'collections'),
        staticSummary: 'Reminders, tasks and escalations about open invoices',
      });
      break;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (await wakeRunning(workflowId)) break;
    }
  }
  return { status: 'idle', summary, details: `**${summary}**` };
}

/** @returns false where the episode has ended meanwhile, so that another can be started */
async function wakeRunning(workflowId: string): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(factsChangedSignal, { eventId: 'lifecycle' });
    return true;
  } catch {
    log.info('The episode ended before it could be woken');
    return false;
  }
}
