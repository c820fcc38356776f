import { civilDateAt } from '../calendar/zone';
import { DAY_MS } from '../policy/contact-policy';
import type { Instant, Playbook } from '../types';
import type { DecideInput } from './input';
import { lastActsOf, type LastActs } from './last-acts';
import { byInvoiceThenStep, leadOf, leads, type Pair, type Pairs } from './pairs';

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

/** Pairs of one kind, one or more of each item, in the order in which a touch lists them. */
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
 * @param pairs by nominal instant; those up to `from` may come in any order
 * @param first without spacing, index of the first pair that counts; those before it are left out
 */
export function batches(
  pairs: readonly Pair[],
  from: Instant,
  spacing: Spacing | null,
  first = 0,
): Generator<Batch, void, undefined> {
  return spacing === null ? latestBatches(pairs, from, first) : spacedBatches(pairs, from, spacing);
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
export function latestOfEach(eligible: readonly Pair[]): Members {
  // Invoice and instalment are one item's alone, so that its pairs stand together.
  const listed = eligible.toSorted(byInvoiceThenStep);
  const isLatest = (pair: Pair, index: number) => listed[index + 1]?.item !== pair.item;
  const acting = listed.filter(isLatest);
  if (acting.length === listed.length) return { acting, superseded: [] };
  return { acting, superseded: listed.filter((pair, index) => !isLatest(pair, index)) };
}

function* spacedBatches(pairs: readonly Pair[], from: Instant, spacing: Spacing): Generator<Batch, void, undefined> {
  /** Of each item the first that is left, in playbook order. */
  const firstOfEach = new Map<string, Pair>();
  let next = 0;
  let last: Instant | null = null;
  for (const instant of withSpaced(pairs, spacing)) {
    const readyAt = Math.max(from, instant);
    if (readyAt === last) continue;
    last = readyAt;
    for (let pair = pairs[next]; pair !== undefined && pair.nominalAt <= readyAt; pair = pairs[next]) {
      const known = firstOfEach.get(pair.item.id);
      if (known === undefined || pair.order < known.order) firstOfEach.set(pair.item.id, pair);
      next += 1;
    }
    const acting = [...firstOfEach.values()].filter((pair) => spacedAt(pair, spacing) <= readyAt);
    const [one] = acting;
    if (one === undefined) continue;
    yield {
      readyAt,
      lead: leadOf(acting, one),
      size: acting.length,
      members: () => ({ acting: acting.toSorted(byInvoiceThenStep), superseded: [] }),
    };
  }
}

/** The order that `batches` takes its pairs in: by nominal instant, but those that are eligible already as they come. */
export function inOrder({ eligible, later }: Pairs): readonly Pair[] {
  return later.length === 0 ? eligible : [...eligible, ...later.toSorted(byNominal)];
}

export function byNominal(a: Pair, b: Pair): number {
  return a.nominalAt - b.nominalAt;
}

/** The pairs that are eligible first, and any one of them; all of them are gathered when they are asked for. */
export type FirstEligible = { readonly at: Instant; readonly one: Pair; readonly all: () => readonly Pair[] };

/** What is eligible at `asOf`, the instant at which the pairs stand so, or else first after it; `null` for no pairs. */
export function firstEligible({ eligible, later }: Pairs, asOf: Instant): FirstEligible | null {
  const [known] = eligible;
  if (known !== undefined) return { at: asOf, one: known, all: () => eligible };
  const [some] = later;
  if (some === undefined) return null;
  const one = later.reduce((first, pair) => (pair.nominalAt < first.nominalAt ? pair : first), some);
  return { at: one.nominalAt, one, all: () => later.filter((pair) => pair.nominalAt === one.nominalAt) };
}

/** Whether a civil day later than the one `pair` would have landed on has begun: then `skip` gives it up. */
export function isMissed(landingAt: Instant, asOf: Instant, zone: string): boolean {
  return landingAt < asOf && civilDateAt(landingAt, zone) < civilDateAt(asOf, zone);
}

/** Instants, ascending, at which what is eligible and far enough away can change. */
function withSpaced(pairs: readonly Pair[], spacing: Spacing): readonly Instant[] {
  return pairs.flatMap((pair) => [pair.nominalAt, spacedAt(pair, spacing)]).sort((a, b) => a - b);
}

/** A step that already waited when the one before it acted keeps the gap to it; one that came due later is on schedule. */
export function spacedAt(pair: Pair, spacing: Spacing | null): Instant {
  const last = spacing?.lastActs.get(pair.item.id)?.get(pair.kind);
  return spacing === null || last === undefined || pair.nominalAt > last ? pair.nominalAt : last + spacing.gapMs;
}
