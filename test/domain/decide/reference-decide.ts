import type { DecideInput, ScheduledItem } from '../../../domain/decide/input';
import type { Channel, Comparison, Condition, Instant, Playbook, Step, StepKind } from '../../../domain/types';
import { at, dateAt, DAY_MS, nextDate } from './reference-clock';
import { moveByPolicy } from './reference-policy';

type Pair = {
  readonly item: ScheduledItem;
  readonly step: Step;
  readonly order: number;
  readonly nominalAt: Instant;
  readonly wanted: boolean;
};

/** One touch, or `null` for none; pairs as `item/step`, in the order in which they are listed. */
export type ReferenceTouch = {
  readonly at: Instant;
  readonly action: string;
  readonly lead: string | null;
  readonly acting: readonly string[];
  readonly superseded: readonly string[];
};

const KINDS: Readonly<Record<Step['do'], StepKind>> = {
  email: 'message',
  sms: 'message',
  task: 'task',
  'hold-credit': 'hold',
  escalate: 'escalation',
};

/** `decide` once more, from the rules alone: it walks through time and asks at each change what would act then. */
export function referenceDecide(input: DecideInput, asOf: Instant): ReferenceTouch | null {
  const { playbook } = input;
  if (playbook === null || input.paused || input.items.length === 0) return null;
  const live = livePairs(input, playbook);
  const wanted = live.filter((pair) => pair.wanted);
  const touches = [
    endOfHold(input, asOf),
    skip(live, asOf),
    ...(['hold', 'message', 'task', 'escalation'] as const).map((kind) => {
      const pairs = wanted.filter(({ step }) => KINDS[step.do] === kind);
      if (kind !== 'message')
        return act(input, playbook, pairs, kind, asOf, (lead, t) => ({ at: t, action: lead.step.do }));
      const usable = input.contactPoints.filter((point) => point.usable).map((point) => point.channel);
      return usable.length === 0
        ? fixContact(input, pairs, asOf)
        : act(input, playbook, pairs, kind, asOf, sender(input, playbook, usable, asOf), usable);
    }),
  ].filter((touch) => touch !== null);
  const first = Math.min(...touches.map((touch) => touch.at));
  return touches.find((touch) => touch.at === first) ?? null;
}

function livePairs(input: DecideInput, { steps, minimumBalance }: Playbook): readonly Pair[] {
  const total = (currency: string) =>
    input.items.filter((item) => item.currency === currency).reduce((sum, item) => sum + item.balanceMinor, 0n);
  return input.items.flatMap((item) =>
    steps.flatMap((step, order) => {
      const nominalAt = item.nominals[order] ?? NaN;
      const since = input.stepsSince.get(step.id) ?? -Infinity;
      if (
        input.settled.some((pair) => pair.itemId === item.id && pair.stepId === step.id) ||
        input.holds.some((hold) => hold.itemId === null || hold.itemId === item.id) ||
        total(item.currency) < (minimumBalance.get(item.currency) ?? 0n) ||
        (item.arrivedAt < since && nominalAt <= since)
      )
        return [];
      const fact = (name: string): number => {
        if (name === 'invoice.balance') return Number(item.balanceMinor) / 100;
        if (name === 'customer.balance') return Number(total(item.currency)) / 100;
        const nominalOn = dateAt(nominalAt, input.customer.zone);
        return (Date.parse(nominalOn) - Date.parse(item.dueOn)) / DAY_MS;
      };
      return [{ item, step, order, nominalAt, wanted: step.when === null || isTrue(step.when, fact) }];
    }),
  );
}

/** The tests compare numbers only. */
function isTrue(condition: Condition, fact: (name: string) => number): boolean {
  const { fact: name, op, value } = condition as Comparison;
  const difference = fact(name) - Number(value);
  return { gte: difference >= 0, lt: difference < 0, gt: difference > 0, lte: difference <= 0 }[op as string] ?? false;
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

function fixContact({ contactMissing }: DecideInput, pairs: readonly Pair[], asOf: Instant): ReferenceTouch | null {
  if (contactMissing || pairs.length === 0) return null;
  const then = Math.max(asOf, Math.min(...pairs.map((pair) => pair.nominalAt)));
  const lead = leadOf(pairs.filter((pair) => pair.nominalAt <= then));
  return { at: then, action: 'fix-contact', lead: nameOf(lead), acting: [], superseded: [] };
}

/** When a lead that leads from `t` on would act, and how; `null` = never. */
type Acts = (lead: Pair, t: Instant) => { readonly at: Instant; readonly action: string } | null;

/** A message goes when it may from where it waited; if that is over, from now. */
function sender(input: DecideInput, { sendAt }: Playbook, usable: readonly Channel[], asOf: Instant): Acts {
  const lastMessageAt = Math.max(-Infinity, ...input.messages.map((message) => message.at));
  return (lead) => {
    const action = channelOf(lead, usable);
    const move = (from: Instant) => moveByPolicy(input, action, lead.step.sendAt ?? sendAt, from, () => true);
    const waited = move(Math.max(lead.nominalAt, eachFrom(input, lead), lead.item.arrivedAt, lastMessageAt));
    const then = waited !== null && waited >= asOf ? waited : move(asOf);
    return then === null ? null : { at: then, action };
  };
}

function act(
  input: DecideInput,
  playbook: Playbook,
  pairs: readonly Pair[],
  kind: StepKind,
  asOf: Instant,
  acts: Acts,
  usable: readonly Channel[] = [],
): ReferenceTouch | null {
  const zone = input.customer.zone;
  const landings =
    playbook.catchUp === 'skip' ? landingsOf(input, playbook, pairs, kind, usable) : new Map<Pair, Instant>();
  const isMissed = (pair: Pair, t: Instant) => {
    const landing = landings.get(pair);
    return landing !== undefined && dateAt(landing, zone) < dateAt(t, zone);
  };
  const changes = [asOf, ...pairs.flatMap((pair) => [pair.nominalAt, eachFrom(input, pair)])];
  const last = Math.max(...changes, ...landings.values());
  for (
    let on = dateAt(asOf, zone);
    playbook.catchUp === 'skip' && at(on, 0, zone) <= last + 2 * DAY_MS;
    on = nextDate(on)
  )
    changes.push(at(on, 0, zone));
  const times = [...new Set(changes)].filter((t) => t >= asOf).sort((a, b) => a - b);
  for (const [index, t] of times.entries()) {
    const left = pairs.filter((pair) => !isMissed(pair, t));
    const { acting, superseded } = counted(input, playbook, left, t);
    if (acting.length === 0) continue;
    const touch = acts(leadOf(acting), t);
    if (touch === null || touch.at >= (times[index + 1] ?? Infinity)) continue;
    const missed = pairs.filter((pair) => isMissed(pair, t) && acting.some(({ item }) => item.id === pair.item.id));
    return touchOf(touch.at, touch.action, acting, [...superseded, ...missed]);
  }
  return null;
}

/** Rule 4: of each item's eligible pairs the one that counts. */
function counted({ ...input }: DecideInput, { catchUp }: Playbook, pairs: readonly Pair[], t: Instant) {
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
  const acts = input.settled
    .filter(({ itemId, outcome }) => itemId === pair.item.id && (outcome === 'done' || outcome === 'merged'))
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
  usable: readonly Channel[],
): Map<Pair, Instant> {
  const landings = new Map<Pair, Instant>();
  if (kind !== 'message') return new Map(pairs.map((pair) => [pair, pair.nominalAt]));
  const moved = (lead: Pair) =>
    moveByPolicy(
      input,
      channelOf(lead, usable),
      lead.step.sendAt ?? playbook.sendAt,
      lead.nominalAt,
      (message, candidate) => message <= candidate,
    ) ?? Infinity;
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

function channelOf(lead: Pair, usable: readonly Channel[]): Channel {
  const own = lead.step.do as Channel;
  return usable.includes(own) ? own : own === 'email' ? 'sms' : 'email';
}

function leadOf(pairs: readonly Pair[]): Pair {
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const [lead] = [...pairs].sort(
    (a, b) => b.order - a.order || text(a.item.dueOn, b.item.dueOn) || text(a.item.invoiceNumber, b.item.invoiceNumber),
  );
  if (lead === undefined) throw new Error('Nothing leads');
  return lead;
}

function touchOf(then: Instant, action: string, acting: readonly Pair[], superseded: readonly Pair[]): ReferenceTouch {
  return { at: then, action, lead: nameOf(leadOf(acting)), acting: listed(acting), superseded: listed(superseded) };
}

function listed(pairs: readonly Pair[]): readonly string[] {
  const key = ({ item, order }: Pair) => [item.invoiceNumber, String(order).padStart(3, '0')].join('\u0000');
  return [...pairs].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(nameOf);
}

function nameOf({ item, step }: Pair): string {
  return `${item.id}/${step.id}`;
}
