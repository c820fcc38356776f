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
 */
export function* batches(
  pairs: readonly Pair[],
  from: Instant,
  catchUp: CatchUp,
  spacing: Spacing,
): Generator<Batch, void, undefined> {
  const byItem = groupByItem(pairs);
  for (const at of changesOf(pairs, from, catchUp, spacing)) {
    const acting: Pair[] = [];
    const superseded: Pair[] = [];
    for (const group of byItem) {
      const eligible = group.filter((pair) => pair.nominalAt <= at);
      const counted = catchUp === 'each' ? eligible[0] : eligible.at(-1);
      if (counted === undefined || (catchUp === 'each' && spacedAt(counted, spacing) > at)) continue;
      acting.push(counted);
      if (catchUp !== 'each') superseded.push(...eligible.slice(0, -1));
    }
    if (acting.length > 0) yield { readyAt: at, acting, superseded };
  }
}

/** Whether a civil day later than the one `pair` would have landed on has begun: then `skip` gives it up. */
export function isMissed(landingAt: Instant, asOf: Instant, zone: string): boolean {
  return landingAt < asOf && civilDateAt(landingAt, zone) < civilDateAt(asOf, zone);
}

/** Instants, ascending and none before `from`, at which what is eligible (and with `each`, far enough away) can change. */
function changesOf(pairs: readonly Pair[], from: Instant, catchUp: CatchUp, spacing: Spacing): readonly Instant[] {
  const instants = new Set<Instant>();
  for (const pair of pairs) {
    instants.add(Math.max(from, pair.nominalAt));
    if (catchUp === 'each') instants.add(Math.max(from, spacedAt(pair, spacing)));
  }
  return [...instants].sort((a, b) => a - b);
}

/** A step that already waited when the one before it acted keeps the gap to it; one that came due later is on schedule. */
export function spacedAt(pair: Pair, { gapMs, lastActs }: Spacing): Instant {
  const last = lastActs.get(actKey(pair.item.id, kindOf(pair.step)));
  return last === undefined || pair.nominalAt > last ? pair.nominalAt : last + gapMs;
}

/** Each item's pairs in playbook order. */
function groupByItem(pairs: readonly Pair[]): readonly (readonly Pair[])[] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const group = groups.get(pair.item.id);
    if (group === undefined) groups.set(pair.item.id, [pair]);
    else group.push(pair);
  }
  for (const group of groups.values()) group.sort((a, b) => a.order - b.order);
  return [...groups.values()];
}
