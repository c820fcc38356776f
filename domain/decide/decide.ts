import type { Channel, Decision, IdleReason, Instant, PlannedTouch, Playbook, StepKind, TouchAction } from '../types';
import { batches, byNominal, isMissed, spacingOf } from './catch-up';
import { givenUpBeforehand } from './given-up';
import { inPlaySince } from './in-play';
import type { DecideInput } from './input';
import { givenUpMessages, nextMessage, withMissed, type MessageRules } from './message-touch';
import { byInvoiceThenStep, explainUnwanted, leadOf, pairRef, pairsOf, type Pair } from './pairs';
import type { PairFacts } from './pair-facts';

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
  const rules = rulesOf(input, input.playbook);
  const givenUp = givenUpBeforehand(rules, pairs.live, asOf);
  const toAct = byKind(pairs.live.filter((pair) => pair.wanted));
  const toSkip = pairs.live.filter((pair) => !pair.wanted && !givenUp.has(pair));
  const over = byKind(givenUp);
  const message = messageTouch(rules, toAct.message, over.message, asOf);
  const candidates = [
    holdEnd(input, asOf),
    skipTouch(toSkip, pairs.facts, asOf),
    plainTouch(rules, toAct.hold, over.hold, asOf),
    typeof message === 'string' ? null : message,
    plainTouch(rules, toAct.task, over.task, asOf),
    plainTouch(rules, toAct.escalation, over.escalation, asOf),
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
function skipTouch(unwanted: readonly Pair[], facts: PairFacts, asOf: Instant): PlannedTouch | null {
  const at = firstAt(unwanted, asOf);
  const acting = unwanted.filter((pair) => pair.nominalAt <= at);
  const lead = leadOf(acting);
  if (lead === null) return null;
  return touch({ at, action: 'skip', lead, acting, superseded: [] }, facts);
}

/**
 * Tasks, credit holds and escalations: the contact policy does not move them.
 * @param over pairs given up already
 */
function plainTouch(
  { playbook, spacing, contact }: MessageRules,
  pairs: readonly Pair[],
  over: readonly Pair[],
  asOf: Instant,
): PlannedTouch | null {
  if (pairs.length === 0) return null;
  const skips = playbook.catchUp === 'skip';
  const isGivenUp = (pair: Pair) => skips && isMissed(pair.nominalAt, asOf, contact.zone);
  const missed = [...over, ...pairs.filter(isGivenUp)];
  const left = pairs.filter((pair) => !isGivenUp(pair)).sort(byNominal);
  for (const batch of batches(left, asOf, spacing)) {
    const lead = leadOf(batch.acting);
    if (lead === null) continue;
    return touch({ ...withMissed(batch, missed), at: batch.readyAt, action: lead.step.do, lead });
  }
  return null;
}

/**
 * The next message, or one task to mend the contact points where none is usable, or why there will be neither.
 * @param over pairs given up already
 */
function messageTouch(
  rules: MessageRules,
  pairs: readonly Pair[],
  over: readonly Pair[],
  asOf: Instant,
): PlannedTouch | IdleReason | null {
  if (pairs.length === 0) return null;
  if (rules.channels.size === 0) return fixContact(rules, pairs, asOf);
  const next = nextMessage(rules, pairs, asOf);
  if (next === null || next === 'no-window') return next;
  const own: Channel = next.lead.step.do === 'sms' ? 'sms' : 'email';
  const planned = touch({ ...withMissed(next, over), action: next.channel });
  return {
    ...planned,
    reason: { ...planned.reason, moves: next.moves, insteadOf: own === next.channel ? null : own },
  };
}

/** What `catchUp: skip` has given up asks for no contact point. */
function fixContact(rules: MessageRules, pairs: readonly Pair[], asOf: Instant): PlannedTouch | IdleReason | null {
  const givenUp = new Set(rules.playbook.catchUp === 'skip' ? givenUpMessages(rules, pairs, asOf) : []);
  const waiting = pairs.filter((pair) => !givenUp.has(pair));
  const at = firstAt(waiting, asOf);
  const lead = leadOf(waiting.filter((pair) => pair.nominalAt <= at));
  if (lead === null) return null;
  return rules.contactMissing ? 'no-contact' : touch({ at, action: 'fix-contact', lead, acting: [], superseded: [] });
}

/** The first instant from `asOf` on at which one of the pairs is eligible; an instant without end for none. */
function firstAt(pairs: readonly Pair[], asOf: Instant): Instant {
  return Math.max(
    asOf,
    pairs.reduce((first, pair) => Math.min(first, pair.nominalAt), Infinity),
  );
}

function rulesOf(input: DecideInput, playbook: Playbook): MessageRules {
  return {
    playbook,
    channels: new Set(input.contactPoints.filter((point) => point.usable).map((point) => point.channel)),
    contactMissing: input.contactMissing,
    spacing: spacingOf(input, playbook),
    inPlaySince: inPlaySince(input),
    contact: {
      policy: input.policy,
      calendar: input.calendar,
      zone: input.customer.zone,
      messages: input.messages.toSorted((a, b) => a.at - b.at),
    },
  };
}

function byKind(pairs: Iterable<Pair>): Readonly<Record<StepKind, readonly Pair[]>> {
  const kinds: Record<StepKind, Pair[]> = { message: [], hold: [], fee: [], task: [], escalation: [] };
  for (const pair of pairs) kinds[pair.kind].push(pair);
  return kinds;
}

type TouchParts = {
  readonly at: Instant;
  readonly action: TouchAction;
  readonly lead: Pair;
  readonly acting: readonly Pair[];
  readonly superseded: readonly Pair[];
};

/** @param facts what a `skip` explains itself with */
function touch({ at, action, lead, acting, superseded }: TouchParts, facts: PairFacts | null = null): PlannedTouch {
  return {
    status: 'planned',
    at,
    action,
    lead: pairRef(lead),
    covers: acting.toSorted(byInvoiceThenStep).map((pair) => ({
      ...pairRef(pair),
      outcome: action === 'skip' ? 'skipped' : pair === lead ? 'done' : 'merged',
      explanation: facts === null ? null : explainUnwanted(pair, facts),
    })),
    superseded: superseded.toSorted(byInvoiceThenStep).map(pairRef),
    holdId: null,
    reason: { nominalAt: lead.nominalAt, moves: [], insteadOf: null },
  };
}
