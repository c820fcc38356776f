import { explain, holds } from '../condition/evaluate';
import type { Instant, LocalizedText, PairRef, Playbook, Step, StepKind } from '../types';
import type { DecideInput, ScheduledItem } from './input';
import { openTotals, pairFactsOf, type PairFacts } from './pair-facts';

/** One unsettled (due item, step) that may act: its item is open, not held and not under the minimum. */
export type Pair = {
  readonly item: ScheduledItem;
  readonly step: Step;
  readonly kind: StepKind;
  /** Place of the step in the playbook. */
  readonly order: number;
  readonly nominalAt: Instant;
};

/** Pairs as they stand at an instant, in no order. */
export type Pairs = {
  /** Those whose nominal instant has come. */
  readonly eligible: readonly Pair[];
  readonly later: readonly Pair[];
};

/** The pairs that may act, and why other unsettled ones may not now. */
export type LivePairs = {
  /** Those whose condition holds, on the facts as committed and the nominal instant. */
  readonly wanted: Readonly<Record<StepKind, Pairs>>;
  /** Those whose condition is false, of all kinds. */
  readonly unwanted: Pairs;
  readonly held: number;
  readonly belowMinimum: number;
  /** What the conditions were judged by. */
  readonly facts: PairFacts;
};

export function kindOf(step: Step): StepKind {
  switch (step.do) {
    case 'email':
    case 'sms':
      return 'message';
    case 'hold-credit':
      return 'hold';
    case 'task':
      return 'task';
    case 'escalate':
      return 'escalation';
  }
}

/**
 * All unsettled pairs of the open items that neither a hold nor the minimum balance keeps waiting, as they stand at `asOf`.
 * A step that came after the item did, and would have acted before it came, is left out: publishing contacts nobody for the past.
 */
export function pairsOf(input: DecideInput, asOf: Instant): LivePairs {
  const { playbook, items, settled, stepsSince } = input;
  const facts = pairFactsOf(input);
  const wanted = { message: none(), hold: none(), fee: none(), task: none(), escalation: none() };
  const unwanted = none();
  if (playbook === null) return { wanted, unwanted, held: 0, belowMinimum: 0, facts };
  const steps = playbook.steps.map((step, order) => {
    const kind = kindOf(step);
    return { step, kind, order, ofKind: wanted[kind], since: stepsSince.get(step.id) ?? -Infinity };
  });
  const totals = playbook.minimumBalance.size === 0 ? null : openTotals(items);
  const heldItems = new Set(input.holds.map((hold) => hold.itemId));
  let held = 0;
  let belowMinimum = 0;
  for (const item of items) {
    // What does not matter is not looked at: of many items, to fetch each part from memory is what costs.
    const settledOfItem = settled.size === 0 ? undefined : settled.get(item.id);
    const isHeld = heldItems.size > 0 && (heldItems.has(null) || heldItems.has(item.id));
    const isBelow = totals !== null && isBelowMinimum(playbook, totals, item.currency);
    for (const { step, kind, order, ofKind, since } of steps) {
      const nominalAt = item.nominals[order];
      if (nominalAt === undefined || settledOfItem?.some((pair) => pair.stepId === step.id) === true) continue;
      if (nominalAt <= since && item.arrivedAt < since) continue;
      if (isHeld) held += 1;
      else if (isBelow) belowMinimum += 1;
      else {
        const isWanted = step.when === null || holds(step.when, facts(item, nominalAt));
        const { eligible, later } = isWanted ? ofKind : unwanted;
        (nominalAt <= asOf ? eligible : later).push({ item, step, kind, order, nominalAt });
      }
    }
  }
  return { wanted, unwanted, held, belowMinimum, facts };
}

function none(): { readonly eligible: Pair[]; readonly later: Pair[] } {
  return { eligible: [], later: [] };
}

function isBelowMinimum({ minimumBalance }: Playbook, totals: ReadonlyMap<string, bigint>, currency: string): boolean {
  return (totals.get(currency) ?? 0n) < (minimumBalance.get(currency) ?? 0n);
}

/** Why the condition of an unwanted pair does not hold, in words. */
export function explainUnwanted({ item, step, nominalAt }: Pair, facts: PairFacts): LocalizedText | null {
  return step.when === null ? null : explain(step.when, facts(item, nominalAt));
}

export function pairRef(pair: Pair): PairRef {
  return { itemId: pair.item.id, invoice: pair.item.invoiceNumber, step: pair.step.id };
}

/**
 * The furthest step in playbook order; of several items the earliest due, then by invoice number, then by instalment.
 * @param one any of the pairs
 */
export function leadOf(pairs: readonly Pair[], one: Pair): Pair {
  return pairs.reduce((lead, pair) => (leads(pair, lead) ? pair : lead), one);
}

/** By invoice number and instalment, then playbook order: how covered and superseded pairs are listed. */
export function byInvoiceThenStep(a: Pair, b: Pair): number {
  return compareItems(a.item, b.item) || a.order - b.order;
}

/** Whether `pair` leads before `lead`. */
export function leads(pair: Pair, lead: Pair): boolean {
  if (pair.order !== lead.order) return pair.order > lead.order;
  if (pair.item.dueOn !== lead.item.dueOn) return pair.item.dueOn < lead.item.dueOn;
  return compareItems(pair.item, lead.item) < 0;
}

/** Invoice numbers sort by code unit: the same everywhere, whatever the locale. */
function compareItems(a: ScheduledItem, b: ScheduledItem): number {
  if (a.invoiceNumber !== b.invoiceNumber) return a.invoiceNumber < b.invoiceNumber ? -1 : 1;
  return (a.instalment ?? 0) - (b.instalment ?? 0);
}
