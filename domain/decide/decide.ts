import type { Channel, Decision, IdleReason, Instant, PlannedTouch, Playbook, StepKind, TouchAction } from '../types';
import { batches, byNominal, isMissed, spacingOf } from './catch-up';
import type { DecideInput } from './input';
import { nextMessage, type MessageRules } from './message-touch';
import { byInvoiceThenStep, explainUnwanted, kindOf, lastActsOf, leadOf, pairRef, pairsOf, type Pair } from './pairs';

/**
 * The next planned touch: the earliest instant, not before `asOf`, at which some touch would happen if no fact changed,
 * with its reason; else idle with its reason; or closed, where nothing is open. Pure: the same input gives the same answer.
 *
 * Ties at one instant: the end of a hold (it is a fact), skips, credit holds, messages, tasks, escalations.
 *
 * @param asOf the instant the decision is made for; it moves steps and policy only, the facts are those of `input`
 */
export function decide(input: DecideInput, asOf: Instant): Decision {
  if (input.items.length === 0) return { status: 'closed' };
  if (input.paused) return { status: 'idle', reason: 'paused' };
  if (input.playbook === null) return { status: 'idle', reason: 'no-playbook' };
  const pairs = pairsOf(input);
  const wanted = pairs.live.filter((pair) => pair.wanted);
  const message = messageTouch(input, input.playbook, wanted, asOf);
  const candidates = [
    holdEnd(input, asOf),
    skipTouch(input, pairs.live, asOf),
    plainTouch(input, input.playbook, wanted, 'hold', asOf),
    typeof message === 'string' ? null : message,
    plainTouch(input, input.playbook, wanted, 'task', asOf),
    plainTouch(input, input.playbook, wanted, 'escalation', asOf),
  ];
  const next = candidates.reduce<PlannedTouch | null>(
    (first, touch) => (touch !== null && (first === null || touch.at < first.at) ? touch : first),
    null,
  );
  if (next !== null) return next;
  if (typeof message === 'string') return { status: 'idle', reason: message };
  if (pairs.held > 0) return { status: 'idle', reason: 'held' };
  return { status: 'idle', reason: pairs.belowMinimum > 0 ? 'below-minimum' : 'exhausted' };
}

/** A hold that runs out is ended by a touch of its own, so that what it kept waiting is settled at that very instant. */
function holdEnd(input: DecideInput, asOf: Instant): PlannedTouch | null {
  let first: { readonly id: string; readonly untilAt: Instant } | null = null;
  for (const { id, untilAt } of input.holds) {
    if (untilAt === null) continue;
    if (first === null || untilAt < first.untilAt || (untilAt === first.untilAt && id < first.id))
      first = { id, untilAt };
  }
  if (first === null) return null;
  return {
    status: 'planned',
    at: Math.max(asOf, first.untilAt),
    action: 'end-hold',
    lead: null,
    covers: [],
    superseded: [],
    holdId: first.id,
    reason: { nominalAt: first.untilAt, moves: [], insteadOf: null },
  };
}

/** Pairs whose condition is false, whatever their kind or invoice, are settled together as soon as they are eligible. */
function skipTouch(input: DecideInput, live: readonly Pair[], asOf: Instant): PlannedTouch | null {
  const unwanted = live.filter((pair) => !pair.wanted);
  const at = Math.max(asOf, Math.min(...unwanted.map((pair) => pair.nominalAt)));
  const acting = unwanted.filter((pair) => pair.nominalAt <= at);
  const lead = leadOf(acting);
  if (lead === null) return null;
  return touch(input, { at, action: 'skip', lead, acting, superseded: [] });
}

/** Tasks, credit holds and escalations: the contact policy does not move them. */
function plainTouch(
  input: DecideInput,
  playbook: Playbook,
  wanted: readonly Pair[],
  kind: StepKind,
  asOf: Instant,
): PlannedTouch | null {
  const ofKind = wanted.filter((pair) => kindOf(pair.step) === kind);
  if (ofKind.length === 0) return null;
  const skips = playbook.catchUp === 'skip';
  const isGivenUp = (pair: Pair) => skips && isMissed(pair.nominalAt, asOf, input.customer.zone);
  const missed = ofKind.filter(isGivenUp);
  const left = ofKind.filter((pair) => !isGivenUp(pair)).sort(byNominal);
  for (const batch of batches(left, asOf, playbook.catchUp, spacing(input))) {
    const lead = leadOf(batch.acting);
    if (lead === null) continue;
    const items = new Set(batch.acting.map((pair) => pair.item.id));
    const superseded = [...batch.superseded, ...missed.filter((pair) => items.has(pair.item.id))];
    return touch(input, { at: batch.readyAt, action: lead.step.do, lead, acting: batch.acting, superseded });
  }
  return null;
}

/** The next message, or one task to mend the contact points where none is usable, or why there will be neither. */
function messageTouch(
  input: DecideInput,
  playbook: Playbook,
  wanted: readonly Pair[],
  asOf: Instant,
): PlannedTouch | IdleReason | null {
  const pairs = wanted.filter((pair) => kindOf(pair.step) === 'message');
  if (pairs.length === 0) return null;
  const channels = new Set(input.contactPoints.filter((point) => point.usable).map((point) => point.channel));
  if (channels.size === 0) return fixContact(input, pairs, asOf);
  const rules: MessageRules = {
    playbook,
    channels,
    spacing: spacing(input),
    contact: {
      policy: input.policy,
      calendar: input.calendar,
      zone: input.customer.zone,
      messages: [...input.messages].sort((a, b) => a.at - b.at),
    },
  };
  const next = nextMessage(rules, pairs, asOf);
  if (next === null || next === 'no-window') return next;
  const own: Channel = next.lead.step.do === 'sms' ? 'sms' : 'email';
  const planned = touch(input, { ...next, action: next.channel });
  return {
    ...planned,
    reason: { ...planned.reason, moves: next.moves, insteadOf: own === next.channel ? null : own },
  };
}

function fixContact(input: DecideInput, pairs: readonly Pair[], asOf: Instant): PlannedTouch | IdleReason {
  if (input.contactMissing) return 'no-contact';
  const at = Math.max(asOf, Math.min(...pairs.map((pair) => pair.nominalAt)));
  const lead = leadOf(pairs.filter((pair) => pair.nominalAt <= at));
  if (lead === null) return 'no-contact';
  return touch(input, { at, action: 'fix-contact', lead, acting: [], superseded: [] });
}

function spacing(input: DecideInput) {
  return spacingOf(input.policy.minimumGapDays, lastActsOf(input));
}

type TouchParts = {
  readonly at: Instant;
  readonly action: TouchAction;
  readonly lead: Pair;
  readonly acting: readonly Pair[];
  readonly superseded: readonly Pair[];
};

function touch(input: DecideInput, { at, action, lead, acting, superseded }: TouchParts): PlannedTouch {
  return {
    status: 'planned',
    at,
    action,
    lead: pairRef(lead),
    covers: [...acting].sort(byInvoiceThenStep).map((pair) => ({
      ...pairRef(pair),
      outcome: action === 'skip' ? 'skipped' : pair === lead ? 'done' : 'merged',
      explanation: action === 'skip' ? explainUnwanted(input, pair) : null,
    })),
    superseded: [...superseded].sort(byInvoiceThenStep).map(pairRef),
    holdId: null,
    reason: { nominalAt: lead.nominalAt, moves: [], insteadOf: null },
  };
}
