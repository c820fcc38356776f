import { civilDateAt } from '../calendar/zone';
import { DAY_MS } from '../policy/contact-policy';
import type { CatchUp, Instant } from '../types';
import { actKey, kindOf, type LastActs, type Pair } from './pairs';

/** What would act at one instant if the contact policy let it: pairs of one kind, one or more of each item. */
export type Batch = {
  /** When the batch was first as it is now. */
  readonly readyAt: Instant;
  readonly acting: readonly Pair[];
  readonly superseded: readonly Pair[];
};

/** How `each` spaces the steps that it catches up with. */
export type Spacing = { readonly gapMs: number; readonly lastActs: LastActs };

/** The minimum gap, or a day of 24 hours where the policy has none. */
export function spacingOf(minimumGapDays: number, lastActs: LastActs): Spacing {
  return { gapMs: (minimumGapDays === 0 ? 1 : minimumGapDays) * DAY_MS, lastActs };
}

/**
 * The batches of one kind in order of time, from `from` on: the first is what acts then, and each later one takes its place
 * as soon as a further pair is eligible (which can change the lead, and with it channel and windows).
 * An item's passed steps are one step: with `latest` (and `skip`) the last in playbook order, with `each` the first that is left.
 *
 * Made one by one, as they are asked for: mostly the first is all that is needed, however much is open.
 *
 * @param pairs by nominal instant (`byNominal`)
 */
export function* batches(
  pairs: readonly Pair[],
  from: Instant,
  catchUp: CatchUp,
  spacing: Spacing,
): Generator<Batch, void, undefined> {
  const eligible = new Map<string, Pair[]>();
  let next = 0;
  for (const at of changesOf(pairs, from, catchUp, spacing)) {
    for (let pair = pairs[next]; pair !== undefined && pair.nominalAt <= at; pair = pairs[next]) {
      addInOrder(eligible, pair);
      next += 1;
    }
    const acting: Pair[] = [];
    const superseded: Pair[] = [];
    for (const group of eligible.values()) {
      const counted = catchUp === 'each' ? group[0] : group.at(-1);
      if (counted === undefined || (catchUp === 'each' && spacedAt(counted, spacing) > at)) continue;
      acting.push(counted);
      if (catchUp !== 'each') superseded.push(...group.slice(0, -1));
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

/** Instants, ascending and none before `from`, at which what is eligible (and with `each`, far enough away) can change. */
function* changesOf(
  pairs: readonly Pair[],
  from: Instant,
  catchUp: CatchUp,
  spacing: Spacing,
): Generator<Instant, void, undefined> {
  let last: Instant | null = null;
  const instants = catchUp === 'each' ? withSpaced(pairs, spacing) : pairs.map((pair) => pair.nominalAt);
  for (const instant of instants) {
    const at = Math.max(from, instant);
    if (at === last) continue;
    last = at;
    yield at;
  }
}

function withSpaced(pairs: readonly Pair[], spacing: Spacing): readonly Instant[] {
  return pairs.flatMap((pair) => [pair.nominalAt, spacedAt(pair, spacing)]).sort((a, b) => a - b);
}

/** A step that already waited when the one before it acted keeps the gap to it; one that came due later is on schedule. */
export function spacedAt(pair: Pair, { gapMs, lastActs }: Spacing): Instant {
  const last = lastActs.get(actKey(pair.item.id, kindOf(pair.step)));
  return last === undefined || pair.nominalAt > last ? pair.nominalAt : last + gapMs;
}

/** Keeps each item's pairs in playbook order. */
function addInOrder(groups: Map<string, Pair[]>, pair: Pair): void {
  const group = groups.get(pair.item.id);
  if (group === undefined) groups.set(pair.item.id, [pair]);
  else group.splice(group.findLastIndex((known) => known.order < pair.order) + 1, 0, pair);
}
