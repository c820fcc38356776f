import type { z } from 'zod';
import type { Allocations } from '../../facts/write/allocations';
import type { allocatePaymentBody } from '../contract/payments';
import { amountOf, CUSTOMER_BRIEF, minorOf } from '../http/handler-tools';
import { invoiceRef } from './invoices';

/** What a payment or credit note is shown with. */
export const WITH_ALLOCATIONS = {
  customer: CUSTOMER_BRIEF,
  allocations: {
    include: { dueItem: { include: { invoice: { select: { id: true, number: true } } } } },
    orderBy: { id: 'asc' },
  },
} as const;

type AllocationRow = {
  readonly amountMinor: bigint;
  readonly dueItem: {
    readonly instalment: number | null;
    readonly invoice: { readonly id: string; readonly number: string };
  };
};

export function presentAllocations(allocations: readonly AllocationRow[], currency: string) {
  return allocations.map(({ dueItem, amountMinor }) => ({
    invoice: dueItem.invoice,
    instalment: dueItem.instalment,
    amount: amountOf(amountMinor, currency),
  }));
}

type GivenAllocations = z.output<typeof allocatePaymentBody>['allocations'];

/** Where the caller wants the money; left out means oldest due first. */
export function allocationsOf(given: GivenAllocations, currency: string): Allocations {
  if (given === undefined) return 'oldest-first';
  return given.map(({ invoice, instalment, amount }, index) => ({
    invoice: invoiceRef(invoice),
    instalment,
    amountMinor: amount === null ? null : minorOf(amount, currency, `/allocations/${index}/amount`),
  }));
}
