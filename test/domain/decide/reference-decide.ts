import type { DecideInput } from '../../../domain/decide/input';
import type { Channel, Instant, Playbook, StepKind } from '../../../domain/types';
import { at, dateAt, DAY_MS, isOpen, nextDate } from './reference-clock';
import { inPlayFrom, KINDS, leadOf, listed, livePairs, nameOf, type Pair } from './reference-pairs';
import { moveByPolicy } from './reference-policy';

const FIVE_MINUTES_MS = 5 * 60_000;

/** One touch, or `null` for none; pairs as `item/step`, in the order in which they are listed. */
export type ReferenceTouch = {
  readonly at: Instant;
  readonly action: string;
  readonly lead: string | null;
  readonly acting: readonly string[];
  readonly superseded: readonly string[];
};

/** `decide` once more, from the rules alone: it walks through time and asks at each change what would act then. */
export function referenceDecide(input: DecideInput, asOf: Instant): ReferenceTouch | null {
  const { playbook } = input;
  if (playbook === null || input.paused || input.items.length === 0) return null;
  const live = livePairs(input, playbook);
  const wanted = live.filter((pair) => pair.wanted);
  const lost = lostBefore(input, playbook, live, asOf);
  const touches = [
    endOfHold(input, asOf),
    skip(
      live.filter((pair) => !lost.includes(pair)),
      asOf,
    ),
    ...(['hold', 'message', 'task', 'escalation'] as const).map((kind) => {
      const [pairs = [], gone = []] = [wanted, lost].map((all) => all.filter(({ step }) => KINDS[step.do] === kind));
      if (kind === 'message' && usableOf(input).length === 0) return fixContact(input, playbook, pairs, asOf);
      const acts: Acts =
        kind === 'message' ? sender(input, playbook, asOf) : (lead, t) => ({ at: t, action: lead.step.do });
      return act(input, playbook, pairs, gone, kind, asOf, acts);
    }),
  ].filter((touch) => touch !== null);
  const first = Math.min(...touches.map((touch) => touch.at));
  return touches.find((touch) => touch.at === first) ?? null;
}

function endOfHold({ holds }: DecideInput, asOf: Instant): ReferenceTouch | null {
  const ends = holds.flatMap((hold) => (hold.untilAt === null ? [] : [hold.untilAt]));
  if (ends.length === 0) return null;
  return { at: Math.max(asOf, Math.min(...ends)), action: 'end-hold', lead: null, acting: [], superseded: [] };
}

function skip(live: readonly Pair[], asOf: Instant): ReferenceTouch | null {
  const unwanted = live.filter((pair) => !pair.wanted);
  if (unwanted.length === 0) return null;
  const then = Math.max(asOf, Math.min(...unwanted.map((pair) => pair.nominalAt)));
  return touchOf(
    then,
    'skip',
    unwanted.filter((pair) => pair.nominalAt <= then),
    [],
  );
}

function fixContact(
  input: DecideInput,
  playbook: Playbook,
  all: readonly Pair[],
  asOf: Instant,
): ReferenceTouch | null {
  const over = overBy(input, playbook, all, 'message', asOf);
  const pairs = all.filter((pair) => !over.includes(pair));
  if (input.contactMissing || pairs.length === 0) return null;
  const then = Math.max(asOf, Math.min(...pairs.map((pair) => pair.nominalAt)));
  const lead = leadOf(pairs.filter((pair) => pair.nominalAt <= then));
  return { at: then, action: 'fix-contact', lead: nameOf(lead), acting: [], superseded: [] };
}

/** When a lead that leads from `t` on would act, and how; `null` = never. */
type Acts = (lead: Pair, t: Instant) => { readonly at: Instant; readonly action: string } | null;

/** With `skip`, the pairs of a kind whose day is over. */
function overBy(
  input: DecideInput,
  playbook: Playbook,
  pairs: readonly Pair[],
  kind: StepKind,
  asOf: Instant,
): readonly Pair[] {
  if (playbook.catchUp !== 'skip') return [];
  const landings = landingsOf(input, playbook, pairs, kind);
  const dayOf = (then: Instant) => (then === Infinity ? '9999-12-31' : dateAt(then, input.customer.zone));
  return pairs.filter((pair) => dayOf(landings.get(pair) ?? Infinity) < dayOf(asOf));
}

/** Pairs that became unwanted only after their day was over and they had been looked at. */
function lostBefore(input: DecideInput, playbook: Playbook, live: readonly Pair[], asOf: Instant): readonly Pair[] {
  return (['message', 'hold', 'task', 'escalation'] as const)
    .flatMap((kind) => {
      const pairs = live.filter(({ step }) => KINDS[step.do] === kind);
      return overBy(input, playbook, pairs, kind, asOf);
    })
    .filter((pair) => !pair.wanted && asOf - inPlayFrom(input, pair.item) > FIVE_MINUTES_MS);
}

function usableOf(input: DecideInput): readonly Channel[] {
  return input.contactPoints.filter((point) => point.usable).map((point) => point.channel);
}

/** A message goes when it may from where it waited; if that is over, from now. */
function sender(input: DecideInput, { sendAt }: Playbook, asOf: Instant): Acts {
  const lastMessageAt = Math.max(-Infinity, ...input.messages.map((message) => message.at));
  return once((lead) => {
    const action = channelOf(lead, usableOf(input));
    const time = lead.step.sendAt ?? sendAt;
    const move = (from: Instant) => moveByPolicy(input, action, time, from, () => true);
    const since = Math.max(lead.nominalAt, eachFrom(input, lead), inPlayFrom(input, lead.item), lastMessageAt);
    const waited = move(since);
    const then = waited !== null && waited >= asOf ? waited : move(backInto(input, action, time, since, asOf));
    return then === null ? null : { at: then, action };
  });
}

/** A closed day without windows lasts until the time of day at which the next open one begins to send. */
function backInto(
  { policy, calendar, customer: { zone } }: DecideInput,
  channel: Channel,
  sendAt: number,
  since: Instant,
  asOf: Instant,
): Instant {
  const hasWindows = policy.windows.some(({ channels }) => channels.length === 0 || channels.includes(channel));
  const today = dateAt(asOf, zone);
  const dayBefore = nextDate(today, -1);
  const isMorningAfter = isOpen(calendar, today) && !isOpen(calendar, dayBefore) && asOf < at(today, sendAt, zone);
  if (hasWindows || policy.closedDays === 'none' || !isMorningAfter) return asOf;
  return dateAt(since, zone) === today ? asOf : Math.max(since, at(dayBefore, 0, zone));
}

function act(
  input: DecideInput,
  playbook: Playbook,
  pairs: readonly Pair[],
  lost: readonly Pair[],
  kind: StepKind,
  asOf: Instant,
  acts: Acts,
): ReferenceTouch | null {
  if (playbook.catchUp !== 'skip') return search(input, playbook, pairs, asOf, acts, []);
  // What could only go on a later day than the one it would have landed on is given up, day by day.
  const landings = landingsOf(input, playbook, pairs, kind);
  const dayOf = (then: Instant) => dateAt(then, input.customer.zone);
  const missed = [...lost];
  for (let left = pairs; ; left = left.filter((pair) => !missed.includes(pair))) {
    const touch = search(input, playbook, left, asOf, acts, missed);
    const first = Math.min(...left.map((pair) => landings.get(pair) ?? Infinity));
    if (touch === null || first === Infinity || dayOf(first) >= dayOf(touch.at)) return touch;
    missed.push(...left.filter((pair) => landings.get(pair) === first));
  }
}

/** Walks through the instants at which something becomes eligible, to the first touch that comes before the next. */
function search(
  input: DecideInput,
  playbook: Playbook,
  pairs: readonly Pair[],
  asOf: Instant,
  acts: Acts,
  missed: readonly Pair[],
): ReferenceTouch | null {
  const changes = [asOf, ...pairs.flatMap((pair) => [pair.nominalAt, eachFrom(input, pair)])];
  const times = [...new Set(changes)].filter((t) => t >= asOf).sort((a, b) => a - b);
  for (const [index, t] of times.entries()) {
    const { acting, superseded } = counted(input, playbook, pairs, t);
    if (acting.length === 0) continue;
    const touch = acts(leadOf(acting), t);
    if (touch === null || touch.at >= (times[index + 1] ?? Infinity)) continue;
    const ofActing = missed.filter((pair) => acting.some(({ item }) => item.id === pair.item.id));
    return touchOf(touch.at, touch.action, acting, [...superseded, ...ofActing]);
  }
  return null;
}

/** Rule 4: of each item's eligible pairs the one that counts. */
function counted(input: DecideInput, { catchUp }: Playbook, pairs: readonly Pair[], t: Instant) {
  const acting: Pair[] = [];
  const superseded: Pair[] = [];
  for (const { id } of input.items) {
    const eligible = pairs
      .filter((pair) => pair.item.id === id && pair.nominalAt <= t)
      .sort((a, b) => a.order - b.order);
    const one = catchUp === 'each' ? eligible[0] : eligible.at(-1);
    if (one === undefined) continue;
    if (catchUp !== 'each') superseded.push(...eligible.filter((pair) => pair !== one));
    else if (eachFrom(input, one) > t) continue;
    acting.push(one);
  }
  return { acting, superseded };
}

/** With `each`, when a pair that waited while the one before it acted may follow; else its nominal instant. */
function eachFrom(input: DecideInput, pair: Pair): Instant {
  if (input.playbook?.catchUp !== 'each') return pair.nominalAt;
  const kinds = new Map(input.playbook.steps.map((step) => [step.id, KINDS[step.do]]));
  const acts = (input.settled.get(pair.item.id) ?? [])
    .filter(({ outcome }) => outcome === 'done' || outcome === 'merged')
    .filter(({ stepId }) => kinds.get(stepId) === KINDS[pair.step.do])
    .map((settled) => settled.at);
  const last = Math.max(-Infinity, ...acts);
  return pair.nominalAt > last ? pair.nominalAt : last + Math.max(1, input.policy.minimumGapDays) * DAY_MS;
}

/** Where each pair would have landed had every touch gone out on time. */
function landingsOf(
  input: DecideInput,
  playbook: Playbook,
  pairs: readonly Pair[],
  kind: StepKind,
): Map<Pair, Instant> {
  const landings = new Map<Pair, Instant>();
  if (kind !== 'message') return new Map(pairs.map((pair) => [pair, pair.nominalAt]));
  const knows = (message: Instant, candidate: Instant) => message <= candidate;
  const moved = once((lead) => {
    const sendAt = lead.step.sendAt ?? playbook.sendAt;
    return moveByPolicy(input, channelOf(lead, usableOf(input)), sendAt, lead.nominalAt, knows) ?? Infinity;
  });
  for (let left = pairs; left.length > 0; left = left.filter((pair) => !landings.has(pair))) {
    const times = [...new Set(left.map((pair) => pair.nominalAt))].sort((a, b) => a - b);
    const index = times.findIndex((t, i) => {
      const lead = leadOf(counted(input, playbook, left, t).acting);
      return moved(lead) < (times[i + 1] ?? Infinity);
    });
    const t = times[index];
    if (t === undefined) break;
    const { acting, superseded } = counted(input, playbook, left, t);
    for (const pair of [...acting, ...superseded]) landings.set(pair, moved(leadOf(acting)));
  }
  return landings;
}

function once<Result>(ask: (lead: Pair) => Result): (lead: Pair) => Result {
  const answers = new Map<Pair, Result>();
  return (lead) => {
    const known = answers.get(lead);
    if (known !== undefined) return known;
    const answer = ask(lead);
    answers.set(lead, answer);
    return answer;
  };
}

function channelOf(lead: Pair, usable: readonly Channel[]): Channel {
  const own = lead.step.do as Channel;
  return usable.length === 0 || usable.includes(own) ? own : own === 'email' ? 'sms' : 'email';
}

function touchOf(then: Instant, action: string, acting: readonly Pair[], superseded: readonly Pair[]): ReferenceTouch {
  return { at: then, action, lead: nameOf(leadOf(acting)), acting: listed(acting), superseded: listed(superseded) };
}
