import { decide } from '../../domain/decide/decide';
import type { DecideInput } from '../../domain/decide/input';
import { supersededOnResume } from '../../domain/decide/resume';
import type { DueItem, HoldFacts, Instant, Outcome, PairRef, PlannedTouch } from '../../domain/types';
import { scheduled } from './collections-case';

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
};

/**
 * Plays a customer the way the engine does: plan, wait for the planned instant or a fact, act. Facts of any kind, extra
 * plans and stops come in as they may in operation. What acts after a stop is decided for the instant it acts at.
 */
export function playCase(start: DecideInput, setting: PlaySetting): Play {
  const { from, until, facts = [], replans = [], stops = [] } = setting;
  const running = (at: Instant): Instant =>
    stops.reduce((then, stop) => (then >= stop.from && then < stop.to ? stop.to : then), at);
  const wakes = [...facts.map(({ at }) => at), ...replans].map(running).sort((a, b) => a - b);
  const touches: PlannedTouch[] = [];
  const pending = [...facts].sort((a, b) => a.at - b.at);
  let state = start;
  let now = running(from);
  while (now < until) {
    while (pending[0] !== undefined && pending[0].at <= now) state = (pending.shift() as CaseFact).apply(state);
    const plan = decide(state, now);
    const nextWake = wakes.find((wake) => wake > now) ?? Infinity;
    const actsAt = plan.status === 'planned' ? running(plan.at) : Infinity;
    if (plan.status === 'planned' && actsAt === now) {
      touches.push(plan);
      state = record(state, plan);
    } else {
      now = Math.min(nextWake, actsAt);
    }
  }
  return { touches, state };
}

/** What acting on a touch leaves behind. */
export function record(state: DecideInput, touch: PlannedTouch): DecideInput {
  if (touch.action === 'fix-contact') return { ...state, contactMissing: true };
  if (touch.action === 'end-hold') return liftHold(state, touch.holdId ?? '', touch.at);
  const settle = (pair: PairRef, outcome: Outcome) => ({
    itemId: pair.itemId,
    stepId: pair.step,
    outcome,
    at: touch.at,
  });
  const settled = [
    ...state.settled,
    ...touch.covers.map((pair) => settle(pair, pair.outcome)),
    ...touch.superseded.map((pair) => settle(pair, 'superseded')),
  ];
  const isMessage = touch.action === 'email' || touch.action === 'sms';
  const messages = isMessage ? [...state.messages, { at: touch.at, channel: touch.action }] : state.messages;
  return { ...state, settled, messages };
}

/** A hold ends, by itself or lifted; what came back into play is settled as the rule for breaks says. */
export function liftHold(state: DecideInput, holdId: string, at: Instant): DecideInput {
  const lifted = { ...state, holds: state.holds.filter((hold) => hold.id !== holdId) };
  const isHeld = (holds: readonly HoldFacts[], item: DueItem) =>
    holds.some((hold) => hold.itemId === null || hold.itemId === item.id);
  const freed = state.items.filter((item) => isHeld(state.holds, item) && !isHeld(lifted.holds, item));
  return resume(lifted, new Set(freed.map(({ id }) => id)), at);
}

export function resume(state: DecideInput, itemIds: ReadonlySet<string>, at: Instant): DecideInput {
  const gone = supersededOnResume(state, itemIds, at).map((pair) => ({
    itemId: pair.itemId,
    stepId: pair.step,
    outcome: 'superseded' as const,
    at,
  }));
  return { ...state, settled: [...state.settled, ...gone] };
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

export function holdLifted(at: Instant, id = 'hold'): CaseFact {
  return { at, apply: (state) => liftHold(state, id, at) };
}
