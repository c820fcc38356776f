import { civilDateAt } from '../calendar/zone';
import { daysBetween } from '../calendar/civil-date';
import { explain, holds } from '../condition/evaluate';
import type { FactReader, FactValue } from '../condition/facts';
import type { Instant, LocalizedText, PairRef, Step, StepKind } from '../types';
import type { DecideInput, ScheduledItem } from './input';

/** One unsettled (due item, step) that may act: its item is open, not held and not under the minimum. */
export type Pair = {
  readonly item: ScheduledItem;
  readonly step: Step;
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
};

/** Instants at which each kind last acted for an item: what `catchUp: each` keeps its distance from. */
export type LastActs = ReadonlyMap<string, Instant>;

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
  if (playbook === null) return { live: [], held: 0, belowMinimum: 0 };
  const settled = new Set(input.settled.map((pair) => settledKey(pair.itemId, pair.stepId)));
  const totals = openTotals(input.items);
  const customerHeld = input.holds.some((hold) => hold.itemId === null);
  const heldItems = new Set(input.holds.map((hold) => hold.itemId));
  const live: Pair[] = [];
  let held = 0;
  let belowMinimum = 0;
  for (const item of input.items) {
    const isHeld = customerHeld || heldItems.has(item.id);
    const minimum = playbook.minimumBalance.get(item.currency) ?? 0n;
    const isBelow = (totals.get(item.currency) ?? 0n) < minimum;
    playbook.steps.forEach((step, order) => {
      const nominalAt = item.nominals[order];
      if (nominalAt === undefined || settled.has(settledKey(item.id, step.id))) return;
      if (cameTooLate(input, item, step, nominalAt)) return;
      if (isHeld) held += 1;
      else if (isBelow) belowMinimum += 1;
      else {
        const wanted = step.when === null || holds(step.when, pairFacts(input, item, nominalAt, totals));
        live.push({ item, step, order, nominalAt, wanted });
      }
    });
  }
  return { live, held, belowMinimum };
}

/** Why the condition of a pair does not hold, in words. */
export function explainUnwanted(input: DecideInput, pair: Pair): LocalizedText | null {
  if (pair.step.when === null || pair.wanted) return null;
  const read = pairFacts(input, pair.item, pair.nominalAt, openTotals(input.items));
  return explain(pair.step.when, read);
}

export function lastActsOf(input: DecideInput): LastActs {
  const kinds = new Map(input.playbook?.steps.map((step) => [step.id, kindOf(step)]));
  const last = new Map<string, Instant>();
  for (const { itemId, stepId, outcome, at } of input.settled) {
    const kind = kinds.get(stepId);
    if (kind === undefined || (outcome !== 'done' && outcome !== 'merged')) continue;
    const key = actKey(itemId, kind);
    last.set(key, Math.max(last.get(key) ?? at, at));
  }
  return last;
}

export function actKey(itemId: string, kind: StepKind): string {
  return `${itemId} ${kind}`;
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

function leads(pair: Pair, lead: Pair): boolean {
  if (pair.order !== lead.order) return pair.order > lead.order;
  if (pair.item.dueOn !== lead.item.dueOn) return pair.item.dueOn < lead.item.dueOn;
  return compareItems(pair.item, lead.item) < 0;
}

/** Invoice numbers sort by code unit: the same everywhere, whatever the locale. */
function compareItems(a: ScheduledItem, b: ScheduledItem): number {
  if (a.invoiceNumber !== b.invoiceNumber) return a.invoiceNumber < b.invoiceNumber ? -1 : 1;
  return (a.instalment ?? 0) - (b.instalment ?? 0);
}

function settledKey(itemId: string, stepId: string): string {
  return `${itemId} ${stepId}`;
}

function cameTooLate({ stepsSince }: DecideInput, item: ScheduledItem, step: Step, nominalAt: Instant): boolean {
  const since = stepsSince.get(step.id);
  return since !== undefined && item.arrivedAt < since && nominalAt <= since;
}

function openTotals(items: readonly ScheduledItem[]): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { currency, balanceMinor } of items) totals.set(currency, (totals.get(currency) ?? 0n) + balanceMinor);
  return totals;
}

/** Facts that change with time alone are taken at the nominal instant, so that waiting cannot change the answer. */
function pairFacts(
  { customer, items }: DecideInput,
  item: ScheduledItem,
  nominalAt: Instant,
  totals: ReadonlyMap<string, bigint>,
): FactReader {
  return (fact) => {
    switch (fact) {
      case 'invoice.balance':
        return { type: 'money', minor: item.balanceMinor, currency: item.currency };
      case 'invoice.amount':
        return { type: 'money', minor: item.amountMinor, currency: item.currency };
      case 'invoice.currency':
        return { type: 'text', value: item.currency };
      case 'invoice.instalment':
        return item.instalment === null ? null : { type: 'number', value: item.instalment };
      case 'invoice.daysPastDue':
        return { type: 'number', value: daysBetween(item.dueOn, civilDateAt(nominalAt, customer.zone)) };
      case 'customer.balance':
        return { type: 'money', minor: totals.get(item.currency) ?? 0n, currency: item.currency };
      case 'customer.openInvoices':
        return { type: 'number', value: new Set(items.map((open) => open.invoiceNumber)).size };
      default:
        return customerFact(customer, fact);
    }
  };
}

const ATTRIBUTE = 'customer.attributes.';

/** Facts of the customer alone: those that `applies` may use. */
export function customerFact(customer: Omit<DecideInput['customer'], 'id'>, fact: string): FactValue {
  switch (fact) {
    case 'customer.segment':
      return text(customer.segment);
    case 'customer.country':
      return text(customer.country);
    case 'customer.language':
      return text(customer.language);
    case 'customer.zone':
      return text(customer.zone);
    default:
      return fact.startsWith(ATTRIBUTE) ? attribute(customer.attributes[fact.slice(ATTRIBUTE.length)]) : null;
  }
}

function text(value: string | null): FactValue {
  return value === null ? null : { type: 'text', value };
}

function attribute(value: string | number | boolean | undefined): FactValue {
  switch (typeof value) {
    case 'string':
      return { type: 'text', value };
    case 'number':
      return { type: 'number', value };
    case 'boolean':
      return { type: 'boolean', value };
    default:
      return null;
  }
}
