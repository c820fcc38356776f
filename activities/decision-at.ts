import { decide } from '../domain/decide/decide';
import type { Channel, Decision, Instant, TouchAction } from '../domain/types';
import type { LoadedInput } from '../facts/read/load-decide-input';
import type { StoredPlan } from '../facts/read/stored-plan';

/** The decision for one customer; a customer whose lifecycle was closed has nothing to come, whatever is open. */
export function decisionAt({ input, context }: LoadedInput, asOf: Instant): Decision {
  return context.customer.engagement === 'closed' ? { status: 'closed' } : decide(input, asOf);
}

/**
 * The kill switch that keeps `decision` from being acted on at `now`, or `null`. A hold ends whatever its customer's
 * playbook may do.
 */
export function stoppedBy(
  { settings, playbook, now }: LoadedInput['context'],
  decision: Decision,
): StoredPlan['stopped'] {
  if (decision.status !== 'planned' || decision.at > now) return null;
  if (settings.sendingStopped) return 'sending';
  const isPlaybookStopped = playbook !== null && settings.stoppedPlaybooks.includes(playbook.name);
  if (isPlaybookStopped && decision.action !== 'end-hold') return 'playbook';
  if (decision.action === 'email' && settings.emailStopped) return 'email';
  if (decision.action === 'sms' && settings.smsStopped) return 'sms';
  return null;
}

export function isMessage(action: TouchAction): action is Channel {
  return action === 'email' || action === 'sms';
}
