import { assertNever } from '../assert-never';
import { decide } from '../decide/decide';
import type { DecideInput, ScheduledItem } from '../decide/input';
import { supersededOnResume } from '../decide/resume';
import { scheduleItem } from '../decide/schedule';
import type { DueItem, Instant, Outcome, PairRef, PlannedTouch, SettledPair } from '../types';

/** A fact that becomes known at an instant. */
export type SimulatedFact = { readonly at: Instant } & (
  | { readonly kind: 'invoice'; readonly item: DueItem }
  /** What exceeds the item's balance stays unallocated and pays nothing else. */
  | { readonly kind: 'payment'; readonly itemId: string; readonly amountMinor: bigint }
);

export type Span = {
  readonly from: Instant;
  /** Not included. */
  readonly until: Instant;
};

/**
 * Plays one customer through a span: applies each fact at its instant, asks `decide`, and acts on what it says, as the engine does.
 *
 * @param start the customer as it stands at `span.from`
 * @param facts in order of `at`; facts of one instant all count before a touch of that instant
 * @returns every touch of the span in the order it was acted on
 */
export function simulateCustomer(
  start: DecideInput,
  facts: readonly SimulatedFact[],
  span: Span,
): readonly PlannedTouch[] {
  const touches: PlannedTouch[] = [];
  let state = start;
  let asOf = span.from;
  let next = 0;
  for (;;) {
    for (let fact = facts[next]; fact !== undefined && fact.at <= asOf; fact = facts[next]) {
      state = applyFact(state, fact);
      next += 1;
    }
    const decision = decide(state, asOf);
    const factAt = facts[next]?.at ?? Infinity;
    const touchAt = decision.status === 'planned' ? decision.at : Infinity;
    const at = Math.min(factAt, touchAt);
    if (at >= span.until) return touches;
    asOf = at;
    if (decision.status !== 'planned' || factAt <= touchAt) continue;
    touches.push(decision);
    state = act(state, decision);
  }
}

function applyFact(state: DecideInput, fact: SimulatedFact): DecideInput {
  switch (fact.kind) {
    case 'invoice':
      return { ...state, items: [...state.items, schedule(state, fact.item)] };
    case 'payment':
      return pay(state, fact.itemId, fact.amountMinor);
    default:
      return assertNever(fact);
  }
}

function schedule({ playbook, calendar, customer }: DecideInput, item: DueItem): ScheduledItem {
  return playbook === null ? { ...item, nominals: [] } : scheduleItem(item, playbook, calendar, customer.zone);
}

function pay(state: DecideInput, itemId: string, amountMinor: bigint): DecideInput {
  const items = state.items.flatMap((item) => {
    if (item.id !== itemId) return [item];
    const balanceMinor = item.balanceMinor - amountMinor;
    return balanceMinor > 0n ? [{ ...item, balanceMinor }] : [];
  });
  // What is settled of a closed item can never matter again, and a long simulation would carry it along.
  const settled =
    items.length === state.items.length ? state.settled : state.settled.filter((s) => s.itemId !== itemId);
  return { ...state, items, settled };
}

function act(state: DecideInput, touch: PlannedTouch): DecideInput {
  switch (touch.action) {
    case 'end-hold':
      return endHold(state, touch);
    case 'fix-contact':
      return { ...state, contactMissing: true };
    default: {
      const covered = touch.covers.map((pair) => settledPair(pair, pair.outcome, touch.at));
      const superseded = touch.superseded.map((pair) => settledPair(pair, 'superseded', touch.at));
      const settled = [...state.settled, ...covered, ...superseded];
      if (touch.action !== 'email' && touch.action !== 'sms') return { ...state, settled };
      return { ...state, settled, messages: [...state.messages, { at: touch.at, channel: touch.action }] };
    }
  }
}

function endHold(state: DecideInput, touch: PlannedTouch): DecideInput {
  const endedAt = touch.reason.nominalAt;
  const holds = state.holds.filter((hold) => hold.id !== touch.holdId);
  const stillHeld = (itemId: string) => holds.some((hold) => hold.itemId === null || hold.itemId === itemId);
  const ended = state.holds.find((hold) => hold.id === touch.holdId);
  const freed = state.items
    .filter((item) => (ended?.itemId ?? item.id) === item.id && !stillHeld(item.id))
    .map((item) => item.id);
  const holdEnds = [...state.holdEnds, { itemId: ended?.itemId ?? null, at: endedAt }];
  const after = { ...state, holds, holdEnds };
  const superseded = supersededOnResume(after, new Set(freed), endedAt);
  const settled = [...state.settled, ...superseded.map((pair) => settledPair(pair, 'superseded', endedAt))];
  return { ...after, settled };
}

function settledPair(pair: PairRef, outcome: Outcome, at: Instant): SettledPair {
  return { itemId: pair.itemId, stepId: pair.step, outcome, at };
}
