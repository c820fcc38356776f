import { assertNever } from '../domain/assert-never';
import { formatInstant } from '../domain/calendar/zone';
import { explainDecision } from '../domain/decide/explain';
import type { Decision, PlannedTouch, TouchAction } from '../domain/types';

/**
 * A decision in one line for Temporal UI.
 * @example "SMS reminder-2, 3 invoices, 2024-03-08 10:00 Asia/Shanghai"
 */
export function summarize(decision: Decision, zone: string): string {
  switch (decision.status) {
    case 'closed':
      return 'No open invoice';
    case 'idle':
      return `Waiting: ${decision.reason}`;
    case 'planned':
      return `${touchName(decision)}, ${formatInstant(decision.at, zone)}`;
    default:
      return assertNever(decision);
  }
}

/** The decision and why, as Markdown for the current details of a run. */
export function detail(decision: Decision, zone: string): string {
  const because = explainDecision(decision, zone).map(({ en }) => `- ${en}`);
  return [`**${summarize(decision, zone)}**`, '', ...because].join('\n');
}

function touchName({ action, lead, covers }: PlannedTouch): string {
  const count = new Set(covers.map((pair) => pair.itemId)).size;
  const invoices = count === 0 ? '' : `, ${count} ${count === 1 ? 'invoice' : 'invoices'}`;
  return `${NAMES[action]}${lead === null ? '' : ` ${lead.step}`}${invoices}`;
}

const NAMES: Readonly<Record<TouchAction, string>> = {
  email: 'Email',
  sms: 'SMS',
  task: 'Task',
  'hold-credit': 'Credit hold',
  escalate: 'Escalation',
  skip: 'Skip',
  'fix-contact': 'Task to mend contact points before',
  'end-hold': 'End of a hold',
};
