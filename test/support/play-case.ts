import { asOfFor } from '../../domain/decide/as-of';
import { decide } from '../../domain/decide/decide';
import type { DecideInput } from '../../domain/decide/input';
import { supersededOnResume } from '../../domain/decide/resume';
import type { Channel, DueItem, HoldFacts, Instant, Outcome, PairRef, PlannedTouch } from '../../domain/types';
import { scheduled, withSettled } from './collections-case';

/** A fact of any kind, as what it makes of the customer at its instant. */
export type CaseFact = { readonly at: Instant; readonly apply: (state: DecideInput) => DecideInput };

export type Play = {
  readonly touches: readonly PlannedTouch[];
  /** The customer as it stands in the end. */
  readonly state: DecideInput;
};

export type PlaySetting = {
  readonly from: Instant;
  /** Not included. */
  readonly until: Instant;
  readonly facts?: readonly CaseFact[];
  /** Instants at which the plan is made once more though nothing changed. */
  readonly replans?: readonly Instant[];
  /** Spans `[from, to)` in which nothing runs: neither plans nor touches. */
  readonly stops?: readonly { readonly from: Instant; readonly to: Instant }[];
  /** How many milliseconds late the timers fire, one after the other, over and over. */
  readonly lateness?: readonly number[];
  /** Called with what acts, and the customer as it stands then. */
  readonly onTouch?: (touch: PlannedTouch, state: DecideInput) => void;
};

/** More touches than any case has: a decision that never comes to an end fails instead of running on. */
const MOST_TOUCHES = 500;

/**
 * Plays a customer the way the engine does: plan, wait for the planned instant or a fact, decide again for the planned
 * instant (after more than five minutes for now), act. Facts of any kind, extra plans, stops and late timers come in as
 * they may in operation.
 */
export function playCase(start: DecideInput, setting: PlaySetting): Play {
  const { from, until, facts = [], replans = [], stops = [], lateness = [0], onTouch } = setting;
  const running = (at: Instant): Instant =>
    stops.reduce((then, stop) => (then >= stop.from && then < stop.to ? stop.to : then), at);
  const wakes = [...facts.map(({ at }) => at), ...replans].map(running).sort((a, b) => a - b);
  const touches: PlannedTouch[] = [];
  const pending = [...facts].sort((a, b) => a.at - b.at);
  let state = start;
  let plannedAt: Instant | null = null;
  let now = running(from);
  while (now < until) {
    while (pending[0] !== undefined && pending[0].at <= now) state = (pending.shift() as CaseFact).apply(state);
    const asOf = asOfFor(now, plannedAt);
    const plan = decide(state, asOf);
    plannedAt = plan.status === 'planned' ? plan.at : null;
    if (plan.status === 'planned' && plan.at <= asOf) {
      if (touches.push(plan) > MOST_TOUCHES) throw new Error(`More than ${MOST_TOUCHES} touches`);
      onTouch?.(plan, state);
      state = record(state, plan);
      continue;
    }
    const nextWake = wakes.find((wake) => wake > now) ?? Infinity;
    const late = lateness[touches.length % lateness.length] ?? 0;
    const actsAt = plannedAt === null ? Infinity : running(Math.max(now, plannedAt + late));
    now = Math.min(nextWake, actsAt);
  }
  return { touches, state };
}

/** What acting on a touch leaves behind. */
function record(state: DecideInput, touch: PlannedTouch): DecideInput {
  if (touch.action === 'fix-contact') return { ...state, contactMissing: true };
  if (touch.action === 'end-hold') return liftHold(state, touch.holdId ?? '', touch.at);
  const settle = (pair: PairRef, outcome: Outcome) => ({
    itemId: pair.itemId,
    stepId: pair.step,
    outcome,
    at: touch.at,
  });
  const after = withSettled(
    state,
    ...touch.covers.map((pair) => settle(pair, pair.outcome)),
    ...touch.superseded.map((pair) => settle(pair, 'superseded')),
  );
  const isMessage = touch.action === 'email' || touch.action === 'sms';
  return isMessage ? withMessage(after, touch.at, touch.action) : after;
}

function withMessage(state: DecideInput, at: Instant, channel: Channel): DecideInput {
  return { ...state, messages: [...state.messages, { at, channel }].sort((a, b) => a.at - b.at) };
}

/** A hold ends, by itself or lifted; what came back into play is settled as the rule for breaks says. */
function liftHold(state: DecideInput, holdId: string, at: Instant): DecideInput {
  const ended = state.holds.filter((hold) => hold.id === holdId).map(({ itemId }) => ({ itemId, at }));
  const lifted = {
    ...state,
    holds: state.holds.filter((hold) => hold.id !== holdId),
    holdEnds: [...state.holdEnds, ...ended],
  };
  const isHeld = (holds: readonly HoldFacts[], item: DueItem) =>
    holds.some((hold) => hold.itemId === null || hold.itemId === item.id);
  const freed = state.items.filter((item) => isHeld(state.holds, item) && !isHeld(lifted.holds, item));
  return resume(lifted, new Set(freed.map(({ id }) => id)), at);
}

function resume(state: DecideInput, itemIds: ReadonlySet<string>, at: Instant): DecideInput {
  const gone = supersededOnResume(state, itemIds, at).map((pair) => ({
    itemId: pair.itemId,
    stepId: pair.step,
    outcome: 'superseded' as const,
    at,
  }));
  return withSettled(state, ...gone);
}

export function invoiceArrives(at: Instant, item: DueItem): CaseFact {
  return { at, apply: (state) => ({ ...state, items: [...state.items, scheduled(state, item)] }) };
}

export function paymentArrives(at: Instant, itemId: string, amountMinor: bigint): CaseFact {
  const apply = (state: DecideInput): DecideInput => ({
    ...state,
    items: state.items
      .map((item) => (item.id === itemId ? { ...item, balanceMinor: item.balanceMinor - amountMinor } : item))
      .filter((item) => item.balanceMinor > 0n),
  });
  return { at, apply };
}

export function holdStarts(at: Instant, itemId: string | null, untilAt: Instant | null, id = 'hold'): CaseFact {
  const hold: HoldFacts = { id, itemId, fromAt: at, untilAt, reason: 'case' };
  return { at, apply: (state) => ({ ...state, holds: [...state.holds, hold] }) };
}

/** A message of another episode. */
export function messageSent(at: Instant, channel: Channel): CaseFact {
  return { at, apply: (state) => withMessage(state, at, channel) };
}

/** From now on these channels have a usable contact point. */
export function contactsBecome(at: Instant, channels: readonly Channel[]): CaseFact {
  const apply = (state: DecideInput): DecideInput => ({
    ...state,
    contactPoints: state.contactPoints.map((point) => ({ ...point, usable: channels.includes(point.channel) })),
    contactMissing: state.contactMissing && channels.length === 0,
  });
  return { at, apply };
}

export function holdLifted(at: Instant, id = 'hold'): CaseFact {
  return { at, apply: (state) => liftHold(state, id, at) };
}
