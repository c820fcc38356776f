import { getExternalWorkflowHandle, log, makeContinueAsNewFunc } from '@temporalio/workflow';
import { assertNever } from '../domain/assert-never';
import type { TouchAction } from '../domain/types';
import type { NextPlan, TouchInput } from '../activities/next-plan';
import { queueOf, reads, sends, writes } from './activity-options';
import { followPlan, type CarriedPlan, type Planned } from './follow-plan';
import { customerWorkflowId } from './ids';
import { episodeEndedSignal } from './messages';
import { ON_CURRENT_VERSION } from './on-current-version';

export type CollectionsInput = {
  readonly customerId: string;
  readonly carried?: CarriedPlan<TouchAction>;
};

/** Reminds one customer about invoices, for as long as one of them is open. */
export async function collections({ customerId, carried }: CollectionsInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof collections>(ON_CURRENT_VERSION);
  await followPlan<TouchAction>({
    carried: carried ?? null,
    plan: () => reads.planTouch({ customerId }),
    act: (planned) => act(customerId, planned),
    continueAsNew: (next) => continueAsNew({ customerId, carried: next }),
    tellEnd: () => tellLifecycle(customerId),
  });
}

async function tellLifecycle(customerId: string): Promise<void> {
  try {
    const lifecycle = getExternalWorkflowHandle(customerWorkflowId(customerId));
    await lifecycle.signal(episodeEndedSignal, { episode: 'collections' });
  } catch {
    // The lifecycle was closed before its episode was; nobody is left to be told.
    log.info('The lifecycle of this episode is closed');
  }
}

function act(customerId: string, { action, at, summary }: Planned<TouchAction>): Promise<NextPlan> {
  const input: [TouchInput] = [{ customerId, plannedAt: at }];
  switch (action) {
    case 'email':
      return sends.sendEmail.executeWithOptions({ summary, taskQueue: queueOf('email') }, input);
    case 'sms':
      return sends.sendSms.executeWithOptions({ summary, taskQueue: queueOf('sms') }, input);
    case 'task':
      return writes.createTask.executeWithOptions({ summary }, input);
    case 'hold-credit':
      return writes.placeCreditHold.executeWithOptions({ summary }, input);
    case 'escalate':
      return writes.startEscalation.executeWithOptions({ summary }, input);
    case 'skip':
      return writes.skipSteps.executeWithOptions({ summary }, input);
    case 'end-hold':
      return writes.endHold.executeWithOptions({ summary }, input);
    case 'fix-contact':
      return writes.askForContact.executeWithOptions({ summary }, input);
    default:
      return assertNever(action);
  }
}
