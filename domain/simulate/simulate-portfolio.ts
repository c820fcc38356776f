import { addDays } from '../calendar/civil-date';
import { startOfDay } from '../calendar/zone';
import { appliesTo } from '../decide/applies-to';
import type { DecideInput } from '../decide/input';
import type { ImportedCustomer, ImportedInvoice } from '../import/collect-facts';
import { FALLBACK_POLICY } from '../policy/fallback-policy';
import type { Calendar, CivilDate, ContactPointFacts, ContactPolicy, DueItem, Instant, Playbook } from '../types';
import type { CountedTouch } from './summarize';
import { simulateCustomer, type SimulatedFact } from './simulate-customer';
import { compareTouchLines } from './touch-line';

/** What an imported portfolio is played with. */
export type PortfolioRules = {
  readonly playbook: Playbook;
  readonly policy: ContactPolicy;
  readonly calendar: Calendar;
  readonly from: CivilDate;
  /** Included. */
  readonly to: CivilDate;
  /** Channels that every customer has a usable contact point of, because the file says nothing about them. */
  readonly assumedChannels: { readonly email: boolean; readonly sms: boolean };
};

/**
 * What a playbook would do to imported customers over a span of days in each customer's zone, in order of instant,
 * customer and action. An invoice becomes known at the start of its `issuedOn`, one from before the span at its start;
 * a payment at the start of its day, never before its invoice.
 */
export function simulatePortfolio(
  customers: readonly ImportedCustomer[],
  rules: PortfolioRules,
): readonly CountedTouch[] {
  const touches = customers.flatMap((customer) => playCustomer(customer, rules));
  return touches.sort((a, b) => compareTouchLines(a.line, b.line));
}

/** The instants at which an imported invoice and its payments become known on a clock that starts at `startAt`. */
export function arrivalsOf(
  invoice: ImportedInvoice,
  zone: string,
  startAt: Instant,
): { readonly invoiceAt: Instant; readonly paymentsAt: readonly Instant[] } {
  const invoiceAt = Math.max(startAt, startOfDay(invoice.issuedOn, zone));
  const paymentsAt = invoice.payments.map((payment) => Math.max(invoiceAt, startOfDay(payment.receivedOn, zone)));
  return { invoiceAt, paymentsAt };
}

function playCustomer(customer: ImportedCustomer, rules: PortfolioRules): readonly CountedTouch[] {
  const from = startOfDay(rules.from, customer.zone);
  const until = startOfDay(addDays(rules.to, 1), customer.zone);
  const facts = customer.invoices.flatMap((invoice) => factsOf(invoice, customer.zone, from));
  facts.sort((a, b) => a.at - b.at);
  return simulateCustomer(startOf(customer, rules), facts, { from, until }).flatMap((touch) => {
    const { lead, at, action, covers, superseded, reason } = touch;
    if (lead === null) return [];
    const line = { customer: customer.externalId, at, action, lead, covers, superseded };
    return [{ line, moves: reason.moves }];
  });
}

function factsOf(invoice: ImportedInvoice, zone: string, from: Instant): readonly SimulatedFact[] {
  const { invoiceAt, paymentsAt } = arrivalsOf(invoice, zone, from);
  const item: DueItem = {
    id: invoice.number,
    invoiceNumber: invoice.number,
    instalment: null,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    currency: invoice.currency,
    amountMinor: invoice.amountMinor,
    balanceMinor: invoice.amountMinor,
    arrivedAt: invoiceAt,
  };
  const payments = invoice.payments.map(({ amountMinor }, index) => ({
    at: paymentsAt[index] ?? invoiceAt,
    kind: 'payment' as const,
    itemId: item.id,
    amountMinor,
  }));
  return [{ at: invoiceAt, kind: 'invoice', item }, ...payments];
}

function startOf(
  customer: ImportedCustomer,
  { playbook, policy, calendar, assumedChannels }: PortfolioRules,
): DecideInput {
  const { externalId: id, zone, language, segment, country, attributes } = customer;
  const facts = { id, zone, language, segment, country, attributes };
  return {
    customer: facts,
    items: [],
    holds: [],
    holdEnds: [],
    contactPoints: contactPointsOf(customer, assumedChannels),
    contactMissing: false,
    // Where they do not apply, the engine would not take them either.
    playbook: appliesTo(playbook.applies, facts) ? playbook : null,
    policy: appliesTo(policy.applies, facts) ? policy : FALLBACK_POLICY,
    calendar,
    settled: new Map(),
    messages: [],
    stepsSince: new Map(),
    paused: false,
  };
}

function contactPointsOf(
  customer: ImportedCustomer,
  assumed: PortfolioRules['assumedChannels'],
): readonly ContactPointFacts[] {
  const points: ContactPointFacts[] = [];
  if (assumed.email || customer.email !== null)
    points.push({ id: 'email', channel: 'email', role: 'billing', usable: true });
  if (assumed.sms || customer.phone !== null) points.push({ id: 'sms', channel: 'sms', role: 'billing', usable: true });
  return points;
}
