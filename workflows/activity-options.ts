import { proxyActivities, workflowInfo, type ActivityInterfaceFor, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/create-activities';
import type { NextPlan, TouchInput } from '../activities/next-plan';
import type { EpisodeActs } from '../activities/episodes/create-episode-activities';
import { siblingQueues } from './task-queues';

/** Facts are read and a plan is stored: safe to repeat, and over in milliseconds. */
export const reads = proxyActivities<Pick<Activities, 'planTouch' | 'planLifecycle' | 'planEpisode'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** One transaction that claims, does and records: a repeat finds the claim and does nothing twice. */
const WRITING: ActivityOptions = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};
export const writes =
  proxyActivities<
    Pick<
      Activities,
      | 'createTask'
      | 'placeCreditHold'
      | 'startEscalation'
      | 'skipSteps'
      | 'endHold'
      | 'askForContact'
      | 'closeCustomer'
      | 'markLost'
      | 'requestReview'
      | 'acknowledgeEscalation'
      | 'resolveEscalation'
      | 'markDormant'
      | 'beginReview'
    >
  >(WRITING);

/**
 * A provider is talked to. Repeats are decided by the delivery ledger, not by Temporal; they go on for as long as the
 * message is due. Three minutes cover the longest that a mail server may take (two); a worker that dies is noticed by
 * its missing heartbeat.
 */
const SENDING: ActivityOptions = {
  startToCloseTimeout: '3m',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
};
export const sends = proxyActivities<CollectionsSends>(SENDING);

type CollectionsSends = {
  readonly [Name in 'sendEmail' | 'sendSms']: (input: TouchInput) => Promise<NextPlan>;
};

const episodeWrites = proxyActivities<EpisodeActs>(WRITING);
const episodeSends = proxyActivities<EpisodeActs>(SENDING);

/** The acts of episodes, by the name of the action that is planned. */
export function acts(risk: 'write' | 'send'): ActivityInterfaceFor<EpisodeActs> {
  return risk === 'write' ? episodeWrites : episodeSends;
}

/** The queue of a channel, beside the workflow's own. */
export function queueOf(channel: 'email' | 'sms'): string {
  return siblingQueues(workflowInfo().taskQueue)[channel];
}
