import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/create-activities';
import { siblingQueues } from './task-queues';

/** Facts are read and a plan is stored: safe to repeat, and over in milliseconds. */
export const reads = proxyActivities<Pick<Activities, 'planTouch' | 'planLifecycle'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** One transaction that claims, does and records: a repeat finds the claim and does nothing twice. */
export const writes = proxyActivities<
  Pick<
    Activities,
    'createTask' | 'placeCreditHold' | 'startEscalation' | 'skipSteps' | 'endHold' | 'askForContact' | 'closeCustomer'
  >
>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/**
 * A provider is talked to. Repeats are decided by the delivery ledger, not by Temporal; they go on for as long as the
 * message is due. Three minutes cover the longest that a mail server may take (two); a worker that dies is noticed by
 * its missing heartbeat.
 */
export const sends = proxyActivities<Pick<Activities, 'sendEmail' | 'sendSms'>>({
  startToCloseTimeout: '3m',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
});

/** The queue of a channel, beside the workflow's own. */
export function queueOf(channel: 'email' | 'sms'): string {
  return siblingQueues(workflowInfo().taskQueue)[channel];
}
