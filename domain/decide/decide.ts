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
import { batches, firstEligible, inOrder, isMissed, latestOfEach, spacingOf, type Members } from './catch-up';
import { givenUpBeforehand } from './given-up';
import { inPlaySince } from './in-play';
import type { DecideInput } from './input';
import { givenUpMessages, nextMessage, withMissed, type MessageRules } from './message-touch';
import { byInvoiceThenStep, explainUnwanted, leadOf, pairRef, pairsOf, type Pair, type Pairs } from './pairs';
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
  const pairs = pairsOf(input, asOf);
  const { wanted, unwanted, facts } = pairs;
  const rules = rulesOf(input, input.playbook);
  const givenUp = givenUpBeforehand(rules, pairs, asOf);
  const over = (kind: StepKind) => givenUp.filter((pair) => pair.kind === kind);
  const message = messageTouch(rules, wanted.message, over('message'), asOf);
  const candidates = [
    holdEnd(input, asOf),
    skipTouch(without(unwanted, givenUp), facts, asOf),
    plainTouch(rules, wanted.hold, over('hold'), asOf),
    typeof message === 'string' ? null : message,
    plainTouch(rules, wanted.task, over('task'), asOf),
    plainTouch(rules, wanted.escalation, over('escalation'), asOf),
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
function skipTouch(unwanted: Pairs, facts: PairFacts, asOf: Instant): Candidate | null {
  const first = firstEligible(unwanted, asOf);
  if (first === null) return null;
  const { at, one, all } = first;
  const touch = () => {
    const acting = all().toSorted(byInvoiceThenStep);
    return touchOf({ at, action: 'skip', lead: leadOf(acting, one), members: { acting, superseded: [] } }, facts);
  };
  return { at, touch };
}

/**
 * Tasks, credit holds and escalations: the contact policy does not move them.
 * @param over pairs given up already
 */
function plainTouch(
  { playbook, spacing, contact }: MessageRules,
  pairs: Pairs,
  over: readonly Pair[],
  asOf: Instant,
): Candidate | null {
  const isOver = (pair: Pair) => isMissed(pair.nominalAt, asOf, contact.zone);
  const missed = playbook.catchUp === 'skip' ? pairs.eligible.filter(isOver) : [];
  const left = without(pairs, missed);
  const touch = (at: Instant, lead: Pair, members: Members) =>
    touchOf({ at, action: lead.step.do, lead, members: withMissed(members, [...over, ...missed]) });
  if (spacing !== null) {
    const { value: batch } = batches(inOrder(left), asOf, spacing).next();
    return batch === undefined
      ? null
      : { at: batch.readyAt, touch: () => touch(batch.readyAt, batch.lead, batch.members()) };
  }
  const first = firstEligible(left, asOf);
  if (first === null) return null;
  const { at, one, all } = first;
  return { at, touch: () => touch(at, leadOf(all(), one), latestOfEach(all())) };
}

/**
 * The next message, or one task to mend the contact points where none is usable, or why there will be neither.
 * @param over pairs given up already
 */
function messageTouch(
  rules: MessageRules,
  pairs: Pairs,
  over: readonly Pair[],
  asOf: Instant,
): Candidate | IdleReason | null {
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
function fixContact(rules: MessageRules, pairs: Pairs, asOf: Instant): Candidate | IdleReason | null {
  const givenUp = rules.playbook.catchUp === 'skip' ? givenUpMessages(rules, pairs, asOf) : [];
  const first = firstEligible(without(pairs, givenUp), asOf);
  if (first === null) return null;
  if (rules.contactMissing) return 'no-contact';
  const { at, one, all } = first;
  const members = { acting: [], superseded: [] };
  return { at, touch: () => touchOf({ at, action: 'fix-contact', lead: leadOf(all(), one), members }) };
}

/** @param givenUp what `catchUp: skip` has given up: some of what is eligible */
function without(pairs: Pairs, givenUp: readonly Pair[]): Pairs {
  if (givenUp.length === 0) return pairs;
  const gone = new Set(givenUp);
  return { eligible: pairs.eligible.filter((pair) => !gone.has(pair)), later: pairs.later };
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
      messages: input.messages,
    },
  };
}

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
    covers: members.acting.map((pair) => ({
      itemId: pair.item.id,
      invoice: pair.item.invoiceNumber,
      step: pair.step.id,
      outcome: action === 'skip' ? 'skipped' : pair === lead ? 'done' : 'merged',
      explanation: facts === null ? null : explainUnwanted(pair, facts),
    })),
    superseded: members.superseded.map(pairRef),
    holdId: null,
    reason: { nominalAt: lead.nominalAt, moves, insteadOf },
  };
}
