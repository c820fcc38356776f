import { civilDateAt } from '../calendar/zone';
import { DAY_MS } from '../policy/contact-policy';
import type { Instant, Playbook } from '../types';
import type { DecideInput } from './input';
import { lastActsOf, type LastActs } from './last-acts';
import { leadOf, leads, type Pair } from './pairs';

/** What would act at one instant if the contact policy let it: pairs of one kind. */
export type Batch = {
  /** When the batch was first as it is now. */
  readonly readyAt: Instant;
  /** The one of what acts that leads. */
  readonly lead: Pair;
  /** How many pairs act or are superseded. */
  readonly size: number;
  /** Which ones: worked out when it is asked for, since most batches are only looked at. */
  readonly members: () => Members;
};

/** Pairs of one kind, one or more of each item. */
export type Members = { readonly acting: readonly Pair[]; readonly superseded: readonly Pair[] };

/** How `each` spaces the steps that it catches up with. */
export type Spacing = { readonly gapMs: number; readonly lastActs: LastActs };

/**
 * With `each`, the minimum gap, or a day of 24 hours where the policy has none, from what acted last.
 * @returns `null` for `latest` and `skip`, which act on one step for all that passed
 */
export function spacingOf(input: DecideInput, { catchUp }: Playbook): Spacing | null {
  if (catchUp !== 'each') return null;
  const { minimumGapDays } = input.policy;
  return { gapMs: (minimumGapDays === 0 ? 1 : minimumGapDays) * DAY_MS, lastActs: lastActsOf(input) };
}

/**
 * The batches of one kind in order of time, from `from` on: the first is what acts then, and each later one takes its place
 * as soon as a further pair is eligible (which can change the lead, and with it channel and windows).
 * An item's passed steps are one step: the last in playbook order, or with spacing the first that is left.
 *
 * Made one by one, as they are asked for: mostly the first is all that is needed, however much is open.
 *
 * @param pairs by nominal instant (`byNominal`)
 * @param first index of the first pair that counts; those before it are left out
 */
export function batches(
  pairs: readonly Pair[],
  from: Instant,
  spacing: Spacing | null,
  first = 0,
): Generator<Batch, void, undefined> {
  return spacing === null ? latestBatches(pairs, from, first) : spacedBatches(pairs, from, spacing, first);
}

/** Whatever is eligible counts, and of all that is, the last step in playbook order leads: no group has to be made for it. */
function* latestBatches(pairs: readonly Pair[], from: Instant, first: number): Generator<Batch, void, undefined> {
  let lead: Pair | null = null;
  let next = first;
  for (let pair = pairs[next]; pair !== undefined; pair = pairs[next]) {
    const readyAt = Math.max(from, pair.nominalAt);
    for (; pair !== undefined && pair.nominalAt <= readyAt; pair = pairs[next]) {
      if (lead === null || leads(pair, lead)) lead = pair;
      next += 1;
    }
    const end = next;
    if (lead !== null) yield { readyAt, lead, size: end - first, members: () => latestOfEach(pairs.slice(first, end)) };
  }
}

/** Of each item's pairs the last in playbook order acts. */
function latestOfEach(eligible: readonly Pair[]): Members {
  const latest = new Map<string, Pair>();
  for (const pair of eligible) {
    const known = latest.get(pair.item.id);
    if (known === undefined || pair.order > known.order) latest.set(pair.item.id, pair);
  }
  return {
    acting: [...latest.values()],
    superseded: eligible.filter((pair) => latest.get(pair.item.id) !== pair),
  };
}

function* spacedBatches(
  pairs: readonly Pair[],
  from: Instant,
  spacing: Spacing,
  first: number,
): Generator<Batch, void, undefined> {
  /** Of each item the first that is left, in playbook order. */
  const firstOfEach = new Map<string, Pair>();
  let next = first;
  let last: Instant | null = null;
  for (const instant of withSpaced(pairs, spacing, first)) {
    const readyAt = Math.max(from, instant);
    if (readyAt === last) continue;
    last = readyAt;
    for (let pair = pairs[next]; pair !== undefined && pair.nominalAt <= readyAt; pair = pairs[next]) {
      const known = firstOfEach.get(pair.item.id);
      if (known === undefined || pair.order < known.order) firstOfEach.set(pair.item.id, pair);
      next += 1;
    }
    const acting = [...firstOfEach.values()].filter((pair) => spacedAt(pair, spacing) <= readyAt);
    const lead = leadOf(acting);
    if (lead !== null) yield { readyAt, lead, size: acting.length, members: () => ({ acting, superseded: [] }) };
  }
}

/** The order that `batches` takes its pairs in. */
export function byNominal(a: Pair, b: Pair): number {
  return a.nominalAt - b.nominalAt;
}

/** Whether a civil day later than the one `pair` would have landed on has begun: then `skip` gives it up. */
export function isMissed(landingAt: Instant, asOf: Instant, zone: string): boolean {
  return landingAt < asOf && civilDateAt(landingAt, zone) < civilDateAt(asOf, zone);
}

/** Instants, ascending, at which what is eligible and far enough away can change. */
function withSpaced(pairs: readonly Pair[], spacing: Spacing, first: number): readonly Instant[] {
  const instants: Instant[] = [];
  for (let index = first; index < pairs.length; index += 1) {
    const pair = pairs[index];
    if (pair !== undefined) instants.push(pair.nominalAt, spacedAt(pair, spacing));
  }
  return instants.sort((a, b) => a - b);
}

/** A step that already waited when the one before it acted keeps the gap to it; one that came due later is on schedule. */
export function spacedAt(pair: Pair, spacing: Spacing | null): Instant {
  const last = spacing?.lastActs.get(pair.item.id)?.get(pair.kind);
  return spacing === null || last === undefined || pair.nominalAt > last ? pair.nominalAt : last + spacing.gapMs;
}
