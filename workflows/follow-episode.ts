import { log, workflowInfo } from '@temporalio/workflow';
import type { NumberedEpisode } from '../domain/episode/episode-kind';
import { acts, queueOf, reads } from './activity-options';
import { followPlan, type CarriedPlan, type Planned } from './follow-plan';

export type EpisodeWorkflowInput = {
  readonly customerId: string;
  readonly episodeId: string;
  readonly carried?: CarriedPlan<string>;
};

/** What an episode adds to the one loop. */
export type EpisodeWorkflow = {
  readonly kind: NumberedEpisode;
  readonly continueAsNew: (input: EpisodeWorkflowInput) => Promise<never>;
  /** Registers what the workflow hears besides; `wake` lets it plan again. */
  readonly listen?: (wake: () => void) => void;
};

const QUEUES: Readonly<Record<string, 'email' | 'sms'>> = { sendEmail: 'email', sendSms: 'sms', notifyStaff: 'email' };

/** Follows the plan of one episode until it is closed. Its end is a fact, of which the lifecycle hears as of any other. */
export async function followEpisode(
  { customerId, episodeId, carried }: EpisodeWorkflowInput,
  { kind, continueAsNew, listen }: EpisodeWorkflow,
): Promise<void> {
  await followPlan<string>({
    carried: carried ?? null,
    ...(listen === undefined ? {} : { listen }),
    plan: () => reads.planEpisode({ customerId, episodeId, kind }),
    act: ({ action, at, step, summary }: Planned<string>) => {
      const input = { customerId, episodeId, kind, plannedAt: at, step: step ?? '' };
      const channel = QUEUES[action];
      const act = acts(channel === undefined ? 'write' : 'send')[action];
      if (act === undefined) throw new TypeError(`No activity is named ${action}`);
      return act.executeWithOptions(channel === undefined ? { summary } : { summary, taskQueue: queueOf(channel) }, [
        input,
      ]);
    },
    continueAsNew: (next) => continueAsNew({ customerId, episodeId, carried: next }),
  });
  log.info('The episode has ended', { workflowId: workflowInfo().workflowId });
}
