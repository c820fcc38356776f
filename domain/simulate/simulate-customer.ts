import { assertNever } from '../assert-never';
import { decide } from '../decide/decide';
import type { DecideInput, HoldEnd, ScheduledItem } from '../decide/input';
import { supersededOnResume } from '../decide/resume';
import { scheduleItem } from '../decide/schedule';
import { touchLogOf } from '../decide/touch-log';
import type { DueItem, HoldFacts, Instant, Outcome, PairRef, PlannedTouch, SentMessage, SettledPair } from '../types';

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
  const customer = playedFrom(start);
  let asOf = span.from;
  let next = 0;
  for (;;) {
    for (let fact = facts[next]; fact !== undefined && fact.at <= asOf; fact = facts[next]) {
      applyFact(customer, fact);
      next += 1;
    }
    const decision = decide(customer, asOf);
    const factAt = facts[next]?.at ?? Infinity;
    const touchAt = decision.status === 'planned' ? decision.at : Infinity;
    const at = Math.min(factAt, touchAt);
    if (at >= span.until) return touches;
    asOf = at;
    if (decision.status !== 'planned' || factAt <= touchAt) continue;
    touches.push(decision);
    act(customer, decision);
  }
}

/** What facts and touches change of a customer. They write on it: a copy for each would cost more than the decisions. */
type Changing = {
  readonly items: ScheduledItem[];
  readonly settled: Map<string, SettledPair[]>;
  readonly messages: SentMessage[];
  readonly holdEnds: HoldEnd[];
  holds: readonly HoldFacts[];
  contactMissing: boolean;
};

/** The customer as it stands. */
type Played = Omit<DecideInput, keyof Changing> & Changing;

function playedFrom(start: DecideInput): Played {
  return {
    ...start,
    items: [...start.items],
    settled: touchLogOf([...start.settled.values()].flat()),
    messages: [...start.messages],
    holdEnds: [...start.holdEnds],
  };
}

function applyFact(customer: Played, fact: SimulatedFact): void {
  switch (fact.kind) {
    case 'invoice':
      customer.items.push(schedule(customer, fact.item));
      return;
    case 'payment':
      pay(customer, fact.itemId, fact.amountMinor);
      return;
    default:
      assertNever(fact);
  }
}

function schedule({ playbook, calendar, customer }: Played, item: DueItem): ScheduledItem {
  return playbook === null ? { ...item, nominals: [] } : scheduleItem(item, playbook, calendar, customer.zone);
}

function pay({ items, settled }: Played, itemId: string, amountMinor: bigint): void {
  const index = items.findIndex((item) => item.id === itemId);
  const item = items[index];
  if (item === undefined) return;
  const balanceMinor = item.balanceMinor - amountMinor;
  if (balanceMinor > 0n) {
    items[index] = { ...item, balanceMinor };
    return;
  }
  items.splice(index, 1);
  // What is settled of a closed item can never matter again, and a long simulation would carry it along.
  settled.delete(itemId);
}

function act(customer: Played, touch: PlannedTouch): void {
  const { action, at, covers, superseded } = touch;
  switch (action) {
    case 'end-hold':
      endHold(customer, touch);
      return;
    case 'fix-contact':
      customer.contactMissing = true;
      return;
    default:
      for (const pair of covers) settle(customer, pair, pair.outcome, at);
      for (const pair of superseded) settle(customer, pair, 'superseded', at);
      if (action === 'email' || action === 'sms') customer.messages.push({ at, channel: action });
  }
}

function endHold(customer: Played, touch: PlannedTouch): void {
  const endedAt = touch.reason.nominalAt;
  const ended = customer.holds.find((hold) => hold.id === touch.holdId);
  const holds = customer.holds.filter((hold) => hold.id !== touch.holdId);
  const stillHeld = (itemId: string) => holds.some((hold) => hold.itemId === null || hold.itemId === itemId);
  const freed = customer.items
    .filter((item) => (ended?.itemId ?? item.id) === item.id && !stillHeld(item.id))
    .map((item) => item.id);
  customer.holds = holds;
  customer.holdEnds.push({ itemId: ended?.itemId ?? null, at: endedAt });
  for (const pair of supersededOnResume(customer, new Set(freed), endedAt))
    settle(customer, pair, 'superseded', endedAt);
}

function settle({ settled }: Played, { itemId, step }: PairRef, outcome: Outcome, at: Instant): void {
  const pair = { itemId, stepId: step, outcome, at };
  const ofItem = settled.get(itemId);
  if (ofItem === undefined) settled.set(itemId, [pair]);
  else ofItem.push(pair);
}
