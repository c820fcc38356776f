import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Channel } from '../domain/types';
import type { ActivityDeps } from './activity-deps';
import { askForContact } from './ask-for-contact';
import { closeCustomer, type CloseInput } from './close-customer';
import { asCommand } from './command';
import { createTask } from './create-task';
import { endHold } from './end-hold';
import {
  createEpisodeActs,
  planOfEpisode,
  type EpisodeActInput,
  type EpisodeInput,
} from './episodes/create-episode-activities';
import { episodeOf } from './episodes/definitions';
import {
  acknowledgeCommand,
  resolveCommand,
  type AcknowledgeCommand,
  type ResolveCommand,
} from './escalation-commands';
import { collectionsSource } from './messages/collections-source';
import {
  markLostCommand,
  requestReviewCommand,
  type MarkLostCommand,
  type RequestReviewCommand,
} from './lifecycle-commands';
import type { MessageSource } from './messages/message-source';
import { sendMessage } from './messages/send-message';
import type { NextPlan, TouchInput } from './next-plan';
import { placeCreditHold } from './place-credit-hold';
import { planLifecycle, type PlanLifecycleInput } from './plan-lifecycle';
import { planTouch, type PlanInput } from './plan-touch';
import type { RunRef } from './run-ref';
import { skipSteps } from './skip-steps';
import { startEscalation } from './start-escalation';

/** A third of the heartbeat timeout in workflows/activity-options. */
const HEARTBEAT_MS = 5_000;
/** Left of an activity's time for the last try to record what a provider has answered. */
const LAST_RECORD_MS = 10_000;

/** Every activity by the name that Temporal UI shows, which is what an operator would say. */
export function createActivities(deps: ActivityDeps) {
  const sending = async <Action extends string>(
    channel: Channel,
    source: MessageSource<Action>,
    input: TouchInput,
  ): Promise<NextPlan<Action>> => {
    // A worker that dies while a provider is slow is noticed within seconds, not when the provider's time is up.
    const beat = setInterval(() => {
      heartbeat();
    }, HEARTBEAT_MS);
    const signal = cancellationSignal();
    const timeUp = AbortSignal.timeout(activityInfo().startToCloseTimeoutMs - LAST_RECORD_MS);
    try {
      return await sendMessage(deps, source, channel, input, runRef(), signal, AbortSignal.any([signal, timeUp]));
    } finally {
      clearInterval(beat);
    }
  };
  const sendingFor = (action: string, channel: Channel, { kind, ...input }: EpisodeActInput) =>
    sending(channel, episodeOf(kind).source(deps, action, input), input);
  return {
    ...createEpisodeActs(deps, runRef),
    planEpisode: (input: EpisodeInput) => planOfEpisode(deps, input, runRef()),
    notifyStaff: (input: EpisodeActInput) => sendingFor('notifyStaff', 'email', input),
    planTouch: (input: PlanInput) => planTouch(deps, input, runRef()),
    planLifecycle: (input: PlanLifecycleInput) => planLifecycle(deps, input, runRef()),
    markDormant: (input: PlanLifecycleInput) => planLifecycle(deps, input, runRef()),
    beginReview: (input: PlanLifecycleInput) => planLifecycle(deps, input, runRef()),
    closeCustomer: (input: CloseInput) => asCommand(() => closeCustomer(deps, input)),
    markLost: (input: MarkLostCommand) => markLostCommand(deps, input),
    requestReview: (input: RequestReviewCommand) => requestReviewCommand(deps, input),
    acknowledgeEscalation: (input: AcknowledgeCommand) => acknowledgeCommand(deps, input),
    resolveEscalation: (input: ResolveCommand) => resolveCommand(deps, input),
    sendEmail: (input: TouchInput | EpisodeActInput): Promise<NextPlan<string>> =>
      'kind' in input ? sendingFor('sendEmail', 'email', input) : sending('email', collectionsSource(deps), input),
    sendSms: (input: TouchInput | EpisodeActInput): Promise<NextPlan<string>> =>
      'kind' in input ? sendingFor('sendSms', 'sms', input) : sending('sms', collectionsSource(deps), input),
    createTask: (input: TouchInput) => createTask(deps, input, runRef()),
    placeCreditHold: (input: TouchInput) => placeCreditHold(deps, input, runRef()),
    startEscalation: (input: TouchInput) => startEscalation(deps, input, runRef()),
    skipSteps: (input: TouchInput) => skipSteps(deps, input, runRef()),
    endHold: (input: TouchInput) => endHold(deps, input, runRef()),
    askForContact: (input: TouchInput) => askForContact(deps, input, runRef()),
  };
}

/** What workflows call by name; the acts of episodes are called by the action that is planned. */
export type Activities = ReturnType<typeof createActivities>;

function runRef(): RunRef {
  const { workflowId, runId } = activityInfo().workflowExecution ?? { workflowId: '', runId: '' };
  return { workflowId, runId };
}
