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
import type { EpisodeStart, LifecycleAction, LifecyclePlan } from '../activities/plan-lifecycle';
import { reads, writes } from './activity-options';
import { collections } from './collections';
import { creditReview } from './credit-review';
import { escalation } from './escalation';
import { followPlan, type CarriedPlan, type Planned } from './follow-plan';
import { collectionsWorkflowId } from './ids';
import {
  closeCustomerUpdate,
  episodeEndedSignal,
  factsChangedSignal,
  lifecycleStatusQuery,
  markLostUpdate,
  requestReviewUpdate,
  type LifecycleStatus,
} from './messages';
import { ON_CURRENT_VERSION } from './on-current-version';
import { onboarding } from './onboarding';
import { RISK_BAND, STAGE, startAttributes } from './search-attributes';
import { winBack } from './win-back';

export type LifecycleInput = {
  readonly customerId: string;
  readonly carried?: CarriedPlan<LifecycleAction> & {
    readonly stage: string;
    // Runs that began with version 0.1 carry neither.
    readonly band?: string | null;
    readonly episodes?: LifecycleStatus['episodes'];
  };
};

/** The whole course of one customer: moves it from stage to stage, and starts the episodes that the facts ask for. */
export async function customerLifecycle({ customerId, carried }: LifecycleInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof customerLifecycle>(ON_CURRENT_VERSION);
  let status: LifecycleStatus = { stage: carried?.stage ?? '', status: 'open', episodes: carried?.episodes ?? [] };
  let band = carried?.band ?? null;

  const follow = async ({
    starts,
    open,
    stage,
    band: nextBand,
    ...plan
  }: LifecyclePlan): Promise<NextPlan<LifecycleAction>> => {
    if (stage !== status.stage) upsertSearchAttributes([{ key: STAGE, value: stage }]);
    if ((nextBand ?? null) !== band) upsertSearchAttributes([{ key: RISK_BAND, value: nextBand ?? null }]);
    band = nextBand ?? null;
    status = { stage, status: plan.status === 'closed' ? 'closed' : 'open', episodes: open ?? [] };
    for (const start of starts ?? []) await startEpisode(customerId, start);
    return plan;
  };

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
      setHandler(markLostUpdate, (input) => writes.markLost({ customerId, ...input }), {
        validator: refuseWithoutReason,
      });
      setHandler(requestReviewUpdate, (input) => writes.requestReview({ customerId, ...input }), {
        validator: refuseWithoutReason,
      });
    },
    plan: async () => follow(await reads.planLifecycle({ customerId })),
    act: async ({ action, at, summary }: Planned<LifecycleAction>) => {
      const input = { customerId, plannedAt: at };
      switch (action) {
        case 'markDormant':
          return follow(await writes.markDormant.executeWithOptions({ summary }, [input]));
        case 'beginReview':
          return follow(await writes.beginReview.executeWithOptions({ summary }, [input]));
        // Plans of runs that began with version 0.1.
        case 'start-collections': {
          const summary = 'Collections is under way';
          const workflowId = collectionsWorkflowId(customerId);
          await startEpisode(customerId, { kind: 'collections', workflowId, episodeId: null });
          return { status: 'idle', summary, details: `**${summary}**` };
        }
      }
    },
    continueAsNew: (next) =>
      continueAsNew({ customerId, carried: { ...next, stage: status.stage, band, episodes: status.episodes } }),
  });
}

function refuseWithoutReason({ reason }: { readonly reason: string }): void {
  if (reason.trim() !== '') return;
  throw ApplicationFailure.create({
    type: 'validation-failed',
    nonRetryable: true,
    message: 'The command came without a reason; expected one',
  });
}

/** The episode outlives this run: the lifecycle continues as new, and a closed parent would end its children. */
async function startEpisode(customerId: string, start: EpisodeStart): Promise<void> {
  for (;;) {
    try {
      await startWorkflow(customerId, start);
      return;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (await wakeRunning(start.workflowId)) return;
    }
  }
}

const EPISODES = { onboarding, credit_review: creditReview, escalation, win_back: winBack };
const SUMMARIES = {
  collections: 'Reminders, tasks and escalations about open invoices',
  onboarding: 'Finding an owner who accepts the customer',
  credit_review: 'One review of the customer’s credit',
  escalation: 'A ladder of people, until somebody takes the matter up',
  win_back: 'One attempt to win the customer back',
};

async function startWorkflow(customerId: string, { kind, workflowId, episodeId }: EpisodeStart): Promise<void> {
  const options = {
    workflowId,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    typedSearchAttributes: startAttributes(customerId, kind),
    staticSummary: SUMMARIES[kind],
  };
  if (kind === 'collections') await startChild(collections, { ...options, args: [{ customerId }] });
  else await startChild(EPISODES[kind], { ...options, args: [{ customerId, episodeId: episodeId ?? '' }] });
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
