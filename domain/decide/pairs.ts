import { explain, holds } from '../condition/evaluate';
import type { Instant, LocalizedText, PairRef, Step, StepKind } from '../types';
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
  /** Whether `when` holds, on the facts as committed and the nominal instant. */
  readonly wanted: boolean;
};

/** The pairs that may act, and why other unsettled ones may not now. */
export type Pairs = {
  readonly live: readonly Pair[];
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
 * All unsettled pairs of the open items that neither a hold nor the minimum balance keeps waiting.
 * A step that came after the item did, and would have acted before it came, is left out: publishing contacts nobody for the past.
 */
export function pairsOf(input: DecideInput): Pairs {
  const { playbook } = input;
  const facts = pairFactsOf(input);
  if (playbook === null) return { live: [], held: 0, belowMinimum: 0, facts };
  const kinds = playbook.steps.map(kindOf);
  const settled = settledSteps(input);
  const totals = playbook.minimumBalance.size === 0 ? null : openTotals(input.items);
  const customerHeld = input.holds.some((hold) => hold.itemId === null);
  const heldItems = new Set(input.holds.map((hold) => hold.itemId));
  const live: Pair[] = [];
  let held = 0;
  let belowMinimum = 0;
  for (const item of input.items) {
    const settledOfItem = settled.get(item.id);
    const isHeld = customerHeld || heldItems.has(item.id);
    const minimum = playbook.minimumBalance.get(item.currency) ?? 0n;
    const isBelow = totals !== null && (totals.get(item.currency) ?? 0n) < minimum;
    playbook.steps.forEach((step, order) => {
      const nominalAt = item.nominals[order];
      const kind = kinds[order];
      if (nominalAt === undefined || kind === undefined || settledOfItem?.has(step.id) === true) return;
      if (cameTooLate(input, item, step, nominalAt)) return;
      if (isHeld) held += 1;
      else if (isBelow) belowMinimum += 1;
      else {
        const wanted = step.when === null || holds(step.when, facts(item, nominalAt));
        live.push({ item, step, kind, order, nominalAt, wanted });
      }
    });
  }
  return { live, held, belowMinimum, facts };
}

/** Why the condition of a pair does not hold, in words. */
export function explainUnwanted({ item, step, nominalAt, wanted }: Pair, facts: PairFacts): LocalizedText | null {
  return step.when === null || wanted ? null : explain(step.when, facts(item, nominalAt));
}

export function pairRef(pair: Pair): PairRef {
  return { itemId: pair.item.id, invoice: pair.item.invoiceNumber, step: pair.step.id };
}

/** The furthest step in playbook order; of several items the earliest due, then by invoice number, then by instalment. */
export function leadOf(pairs: readonly Pair[]): Pair | null {
  return pairs.reduce<Pair | null>((lead, pair) => (lead === null || leads(pair, lead) ? pair : lead), null);
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

function cameTooLate({ stepsSince }: DecideInput, item: ScheduledItem, step: Step, nominalAt: Instant): boolean {
  const since = stepsSince.get(step.id);
  return since !== undefined && item.arrivedAt < since && nominalAt <= since;
}

/** By due item, the steps that the touch log holds. */
function settledSteps({ settled }: DecideInput): ReadonlyMap<string, ReadonlySet<string>> {
  const steps = new Map<string, Set<string>>();
  for (const { itemId, stepId } of settled) {
    const ofItem = steps.get(itemId);
    if (ofItem === undefined) steps.set(itemId, new Set([stepId]));
    else ofItem.add(stepId);
  }
  return steps;
}
