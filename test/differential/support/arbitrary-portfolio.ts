import fc from 'fast-check';
import { addDays } from '../../../domain/calendar/civil-date';
import type { ImportedCustomer, ImportedInvoice } from '../../../domain/import/collect-facts';
import type { PortfolioRules } from '../../../domain/simulate/simulate-portfolio';
import type { CivilDate, Playbook, Step } from '../../../domain/types';
import { arbitraryDateNear, arbitraryMoment, daysNear } from '../../support/arbitraries/moments';
import { arbitraryPlaybook } from '../../support/arbitraries/playbooks';
import { arbitraryCalendar, arbitraryPolicy } from '../../support/arbitraries/policies';

export type PortfolioCase = { readonly customers: readonly ImportedCustomer[]; readonly rules: PortfolioRules };

/** One to three customers in zones of their own around one day, with invoices and payments before and after it. */
export const arbitraryPortfolio: fc.Arbitrary<PortfolioCase> = arbitraryMoment.chain(({ zone, on }) =>
  fc
    .record({
      customers: fc.array(arbitraryCustomer(zone, on), { minLength: 1, maxLength: 3 }),
      playbook: arbitraryPlaybook().map(asWritten),
      policy: arbitraryPolicy,
      calendar: arbitraryCalendar(daysNear(on, 6)),
      assumedChannels: fc.record({ email: fc.boolean(), sms: fc.boolean() }),
    })
    .map(({ customers, ...rules }) => ({
      customers: customers.map((customer, index) => ({ ...customer, externalId: `c${index}` })),
      rules: { ...rules, from: addDays(on, -4), to: addDays(on, 40) },
    })),
);

/** The same portfolio under names that no other run has. */
export function namedAnew(customers: readonly ImportedCustomer[], run: number): readonly ImportedCustomer[] {
  return customers.map((customer) => ({
    ...customer,
    externalId: `${customer.externalId} of ${run}`,
    invoices: customer.invoices.map((invoice) => ({
      ...invoice,
      number: `${invoice.number} of ${customer.externalId} of ${run}`,
    })),
  }));
}

function arbitraryCustomer(zone: string, on: CivilDate): fc.Arbitrary<ImportedCustomer> {
  return fc.record({
    externalId: fc.constant(''),
    name: fc.constant('Ann Lee Ltd'),
    email: fc.option(fc.constant('ann@example.com')),
    phone: fc.option(fc.constant('+12025550143')),
    segment: fc.constant(null),
    country: fc.constantFrom(null, 'US'),
    zone: fc.constantFrom(zone, zone, 'Asia/Shanghai'),
    language: fc.constantFrom('en', 'zh'),
    attributes: fc.constant({}),
    invoices: fc.uniqueArray(arbitraryInvoice(on), { minLength: 1, maxLength: 3, selector: ({ number }) => number }),
  });
}

function arbitraryInvoice(on: CivilDate): fc.Arbitrary<ImportedInvoice> {
  return fc
    .record({
      number: fc.constantFrom('9', '10', 'a', 'B'),
      dueOn: arbitraryDateNear(on, 6),
      issuedBefore: fc.integer({ min: 0, max: 8 }),
      currency: fc.constantFrom('USD', 'USD', 'EUR'),
      amountMinor: fc.constantFrom(2_500n, 5_000n, 10_000n),
      payments: fc.array(
        fc.record({
          receivedOn: arbitraryDateNear(on, 12),
          // Now and then more than is owed.
          amountMinor: fc.constantFrom(1_000n, 2_500n, 10_000n),
          externalId: fc.constant(null),
        }),
        { maxLength: 2 },
      ),
    })
    .map(({ issuedBefore, ...invoice }) => ({
      ...invoice,
      issuedOn: addDays(invoice.dueOn, -issuedBefore),
      paymentUrl: null,
      attributes: {},
    }));
}

/** As an operator can write it: of the seed's templates, and with what belongs to each kind of step. */
function asWritten(playbook: Playbook): Playbook {
  const steps = playbook.steps.map((step, index): Step => {
    const isMessage = step.do === 'email' || step.do === 'sms';
    return {
      ...step,
      at: index === 0 && step.at.anchor === 'previous' ? { ...step.at, anchor: 'due' } : step.at,
      template: isMessage ? 'reminder-1' : null,
      queue: step.do === 'task' ? step.queue : null,
      ladder: step.do === 'escalate' ? 'standard' : null,
    };
  });
  return { ...playbook, steps };
}
