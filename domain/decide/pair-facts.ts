import { daysBetween } from '../calendar/civil-date';
import { civilDateAt } from '../calendar/zone';
import type { FactReader, FactValue } from '../condition/facts';
import type { Instant } from '../types';
import type { DecideInput, ScheduledItem } from './input';

/** Reads the facts that a pair's condition asks about. */
export type PairFacts = (item: ScheduledItem, nominalAt: Instant) => FactReader;

/**
 * What conditions of a customer's pairs read; what all of them share is worked out once, and when it is asked for.
 * Facts that change with time alone are taken at the nominal instant, so that waiting cannot change the answer.
 */
export function pairFactsOf({ customer, items }: DecideInput): PairFacts {
  let totals: ReadonlyMap<string, bigint> | null = null;
  let openInvoices: number | null = null;
  return (item, nominalAt) => (fact) => {
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
        totals ??= openTotals(items);
        return { type: 'money', minor: totals.get(item.currency) ?? 0n, currency: item.currency };
      case 'customer.openInvoices':
        openInvoices ??= new Set(items.map((open) => open.invoiceNumber)).size;
        return { type: 'number', value: openInvoices };
      default:
        return customerFact(customer, fact);
    }
  };
}

/** What is owed on all open items, by currency, due or not and held or not. */
export function openTotals(items: readonly ScheduledItem[]): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { currency, balanceMinor } of items) totals.set(currency, (totals.get(currency) ?? 0n) + balanceMinor);
  return totals;
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
