import type {
  Channel,
  Decision,
  IdleReason,
  Instant,
  Move,
  PlannedTouch,
  Playbook,
  StepKind,
  TouchAction,
} from '../types';
import { batches, byNominal, isMissed, spacingOf, type Members } from './catch-up';
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
  const toAct = byKind(pairs.live, (pair) => pair.wanted);
  const toSkip = pairs.live.filter((pair) => !pair.wanted && !givenUp.has(pair));
  const over = givenUp.size === 0 ? NONE : byKind(givenUp, () => true);
  const message = messageTouch(rules, toAct.message, over.message, asOf);
  const candidates = [
    holdEnd(input, asOf),
    skipTouch(toSkip, pairs.facts, asOf),
    plainTouch(rules, toAct.hold, over.hold, asOf),
    typeof message === 'string' ? null : message,
    plainTouch(rules, toAct.task, over.task, asOf),
    plainTouch(rules, toAct.escalation, over.escalation, asOf),
  ];
  const next = candidates.reduce<Candidate | null>(
    (first, one) => (one !== null && (first === null || one.at < first.at) ? one : first),
    null,
  );
  if (next !== null) return next.touch();
  if (typeof message === 'string') return { status: 'idle', reason: message };
  if (pairs.held > 0) return { status: 'idle', reason: 'held' };
  return { status: 'idle', reason: pairs.belowMinimum > 0 ? 'below-minimum' : 'exhausted' };
}

/** What would be next of its kind; only the one that comes first is worked out in full. */
type Candidate = { readonly at: Instant; readonly touch: () => PlannedTouch };

/** A hold that runs out is ended by a touch of its own, so that what it kept waiting is settled at that very instant. */
function holdEnd(input: DecideInput, asOf: Instant): Candidate | null {
  let first: { readonly id: string; readonly untilAt: Instant } | null = null;
  for (const { id, untilAt } of input.holds) {
    if (untilAt === null) continue;
    if (first === null || untilAt < first.untilAt || (untilAt === first.untilAt && id < first.id))
      first = { id, untilAt };
  }
  if (first === null) return null;
  const { id: holdId, untilAt } = first;
  const at = Math.max(asOf, untilAt);
  const reason = { nominalAt: untilAt, moves: [], insteadOf: null };
  const touch = { status: 'planned', action: 'end-hold', lead: null, covers: [], superseded: [], reason } as const;
  return { at, touch: () => ({ ...touch, at, holdId }) };
}

/** Pairs whose condition is false, whatever their kind or invoice, are settled together as soon as they are eligible. */
function skipTouch(unwanted: readonly Pair[], facts: PairFacts, asOf: Instant): Candidate | null {
  const at = firstAt(unwanted, asOf);
  const acting = unwanted.filter((pair) => pair.nominalAt <= at);
  const lead = leadOf(acting);
  if (lead === null) return null;
  return { at, touch: () => touchOf({ at, action: 'skip', lead, members: { acting, superseded: [] } }, facts) };
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
): Candidate | null {
  if (pairs.length === 0) return null;
  const sorted = pairs.toSorted(byNominal);
  const isLeft = (pair: Pair) => !isMissed(pair.nominalAt, asOf, contact.zone);
  const left = playbook.catchUp === 'skip' ? sorted.findIndex(isLeft) : 0;
  const first = left < 0 ? sorted.length : left;
  const { value: batch } = batches(sorted, asOf, spacing, first).next();
  if (batch === undefined) return null;
  const { lead, readyAt: at } = batch;
  const members = () => withMissed(batch.members(), [...over, ...sorted.slice(0, first)]);
  return { at, touch: () => touchOf({ at, action: lead.step.do, lead, members: members() }) };
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
): Candidate | IdleReason | null {
  if (pairs.length === 0) return null;
  if (rules.channels.size === 0) return fixContact(rules, pairs, asOf);
  const next = nextMessage(rules, pairs, asOf);
  if (next === null || next === 'no-window') return next;
  const { at, channel, moves, lead } = next;
  const own: Channel = lead.step.do === 'sms' ? 'sms' : 'email';
  const insteadOf = own === channel ? null : own;
  const touch = (): PlannedTouch =>
    touchOf({ at, action: channel, lead, members: withMissed(next.members(), over), moves, insteadOf });
  return { at, touch };
}

/** What `catchUp: skip` has given up asks for no contact point. */
function fixContact(rules: MessageRules, pairs: readonly Pair[], asOf: Instant): Candidate | IdleReason | null {
  const givenUp = new Set(rules.playbook.catchUp === 'skip' ? givenUpMessages(rules, pairs, asOf) : []);
  const waiting = pairs.filter((pair) => !givenUp.has(pair));
  const at = firstAt(waiting, asOf);
  const lead = leadOf(waiting.filter((pair) => pair.nominalAt <= at));
  if (lead === null) return null;
  if (rules.contactMissing) return 'no-contact';
  return { at, touch: () => touchOf({ at, action: 'fix-contact', lead, members: NOBODY }) };
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

type Kinds = Readonly<Record<StepKind, readonly Pair[]>>;

const NONE: Kinds = { message: [], hold: [], fee: [], task: [], escalation: [] };

function byKind(pairs: Iterable<Pair>, counts: (pair: Pair) => boolean): Kinds {
  const kinds: Record<StepKind, Pair[]> = { message: [], hold: [], fee: [], task: [], escalation: [] };
  for (const pair of pairs) if (counts(pair)) kinds[pair.kind].push(pair);
  return kinds;
}

const NOBODY: Members = { acting: [], superseded: [] };

type TouchParts = {
  readonly at: Instant;
  readonly action: TouchAction;
  readonly lead: Pair;
  readonly members: Members;
  readonly moves?: readonly Move[];
  readonly insteadOf?: Channel | null;
};

/** @param facts what a `skip` explains itself with */
function touchOf(
  { at, action, lead, members, moves = [], insteadOf = null }: TouchParts,
  facts: PairFacts | null = null,
): PlannedTouch {
  return {
    status: 'planned',
    at,
    action,
    lead: pairRef(lead),
    covers: members.acting.toSorted(byInvoiceThenStep).map((pair) => ({
      itemId: pair.item.id,
      invoice: pair.item.invoiceNumber,
      step: pair.step.id,
      outcome: action === 'skip' ? 'skipped' : pair === lead ? 'done' : 'merged',
      explanation: facts === null ? null : explainUnwanted(pair, facts),
    })),
    superseded: members.superseded.toSorted(byInvoiceThenStep).map(pairRef),
    holdId: null,
    reason: { nominalAt: lead.nominalAt, moves, insteadOf },
  };
}
