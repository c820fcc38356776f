import { civilDateAt } from '../calendar/zone';
import { DAY_MS } from '../policy/contact-policy';
import type { Instant, Playbook } from '../types';
import type { DecideInput } from './input';
import { lastActsOf, type LastActs } from './last-acts';
import type { Pair } from './pairs';

/** What would act at one instant if the contact policy let it: pairs of one kind, one or more of each item. */
export type Batch = {
  /** When the batch was first as it is now. */
  readonly readyAt: Instant;
  readonly acting: readonly Pair[];
  readonly superseded: readonly Pair[];
};

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
export function* batches(
  pairs: readonly Pair[],
  from: Instant,
  spacing: Spacing | null,
  first = 0,
): Generator<Batch, void, undefined> {
  const eligible = new Map<string, Pair[]>();
  let next = first;
  for (const at of changesOf(pairs, from, spacing, first)) {
    for (let pair = pairs[next]; pair !== undefined && pair.nominalAt <= at; pair = pairs[next]) {
      addInOrder(eligible, pair);
      next += 1;
    }
    const acting: Pair[] = [];
    const superseded: Pair[] = [];
    for (const group of eligible.values()) {
      const counted = spacing === null ? group.at(-1) : group[0];
      if (counted === undefined || spacedAt(counted, spacing) > at) continue;
      acting.push(counted);
      if (spacing === null) superseded.push(...group.slice(0, -1));
    }
    if (acting.length > 0) yield { readyAt: at, acting, superseded };
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

/** Instants, ascending and none before `from`, at which what is eligible (and with spacing, far enough away) can change. */
function* changesOf(
  pairs: readonly Pair[],
  from: Instant,
  spacing: Spacing | null,
  first: number,
): Generator<Instant, void, undefined> {
  const instants = spacing === null ? null : withSpaced(pairs, spacing, first);
  let last: Instant | null = null;
  for (let index = instants === null ? first : 0; ; index += 1) {
    const instant = instants === null ? pairs[index]?.nominalAt : instants[index];
    if (instant === undefined) return;
    const at = Math.max(from, instant);
    if (at === last) continue;
    last = at;
    yield at;
  }
}

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

/** Keeps each item's pairs in playbook order. */
function addInOrder(groups: Map<string, Pair[]>, pair: Pair): void {
  const group = groups.get(pair.item.id);
  if (group === undefined) groups.set(pair.item.id, [pair]);
  else group.splice(group.findLastIndex((known) => known.order < pair.order) + 1, 0, pair);
}
