import { DomainError, notAccepted } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';
import { Prisma } from '../../prisma/generated/client';
import { noInvoice, type InvoiceRef } from './invoice-ref';
import type { LockedCustomer } from './lock-customer';
import {
  planWanted,
  spread,
  type AllocationTarget,
  type PlannedAllocation,
  type WantedAllocation,
} from './plan-allocations';
import type { AllocatedPart } from './timeline-entry';
import type { Tx } from './transaction';

/** Where the money goes: to what is oldest due first, or as listed; an empty list leaves all of it unallocated. */
export type Allocations =
  | 'oldest-first'
  | readonly {
      readonly invoice: InvoiceRef;
      /** `null` = the invoice's due items, oldest first. */
      readonly instalment: number | null;
      /** `null` = as much as is owed and there. */
      readonly amountMinor: bigint | null;
    }[];

export type MoneySource = { readonly paymentId: string } | { readonly creditNoteId: string };

/** Plans where `availableMinor` of a locked customer's money goes. */
export async function planAllocations(
  tx: Tx,
  customer: LockedCustomer,
  availableMinor: bigint,
  currency: string,
  allocations: Allocations,
): Promise<readonly PlannedAllocation[]> {
  if (allocations === 'oldest-first') {
    const targets = await readTargets(
      tx,
      Prisma.sql`
      i."customerId" = ${customer.id}::uuid AND i."currency" = ${currency} AND i."status" = 'open'
      AND d."settledMinor" < d."amountMinor"`,
    );
    return spread(availableMinor, targets);
  }
  const wanted: WantedAllocation[] = [];
  for (const [index, { invoice, instalment, amountMinor }] of allocations.entries()) {
    wanted.push({ targets: await targetsOf(tx, customer, currency, invoice, instalment, index), amountMinor });
  }
  return planWanted(availableMinor, currency, wanted, '/allocations');
}

/** Writes allocations; sums and limits are kept by the database. Invoices that are paid by them become `paid`. */
export async function allocate(tx: Tx, source: MoneySource, planned: readonly PlannedAllocation[]): Promise<void> {
  if (planned.length === 0) return;
  await tx.allocation.createMany({
    data: planned.map(({ target, amountMinor }) => ({ ...source, dueItemId: target.itemId, amountMinor })),
  });
  await refreshInvoiceStatus(
    tx,
    planned.map(({ target }) => target.invoiceId),
  );
}

/** Sets `paid` or `open` by what is owed; void invoices stay void. */
export async function refreshInvoiceStatus(tx: Tx, invoiceIds: readonly string[]): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    UPDATE "Invoice" i SET "status" = s."status", "updatedAt" = now()
    FROM (SELECT d."invoiceId", CASE WHEN bool_or(d."settledMinor" < d."amountMinor") THEN 'open' ELSE 'paid' END::"InvoiceStatus" AS "status"
          FROM "DueItem" d WHERE d."invoiceId" = ANY(${[...invoiceIds]}::uuid[]) GROUP BY d."invoiceId") s
    WHERE i."id" = s."invoiceId" AND i."status" <> 'void' AND i."status" <> s."status"`);
}

/** Allocations as the timeline shows them, and what stays unallocated. */
export function allocationData(
  planned: readonly PlannedAllocation[],
  availableMinor: bigint,
  currency: string,
): { readonly allocations: readonly AllocatedPart[]; readonly unallocated: string } {
  const takenMinor = planned.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return {
    allocations: planned.map(({ target, amountMinor }) => ({
      invoice: target.invoice,
      instalment: target.instalment,
      amount: formatAmount(amountMinor, currency),
      balance: formatAmount(target.balanceMinor - amountMinor, currency),
    })),
    unallocated: formatAmount(availableMinor - takenMinor, currency),
  };
}

/** The one invoice that all allocations are about, for the timeline's link. */
export function onlyInvoiceOf(planned: readonly PlannedAllocation[]): string | null {
  const ids = new Set(planned.map(({ target }) => target.invoiceId));
  const [first] = ids;
  return ids.size === 1 ? (first ?? null) : null;
}

async function targetsOf(
  tx: Tx,
  customer: LockedCustomer,
  currency: string,
  ref: InvoiceRef,
  instalment: number | null,
  index: number,
): Promise<readonly AllocationTarget[]> {
  const which = 'id' in ref ? Prisma.sql`i."id" = ${ref.id}::uuid` : Prisma.sql`i."number" = ${ref.number}`;
  const found = await readTargets(tx, which);
  const [first] = found;
  const pointer = `/allocations/${index}/invoice`;
  if (first === undefined) throw noInvoice(ref);
  if (first.customerId !== customer.id) {
    throw notAccepted(pointer, {
      en: `Invoice "${first.invoice}" belongs to another customer`,
      zh: `账单 "${first.invoice}" 属于其他客户`,
    });
  }
  if (first.currency !== currency) {
    const detail = {
      en: `Invoice "${first.invoice}" is in ${first.currency}, the money in ${currency}`,
      zh: `账单 "${first.invoice}" 的币种是 ${first.currency}，而款项是 ${currency}`,
    };
    throw new DomainError('currency-mismatch', detail, [{ pointer, detail }]);
  }
  if (first.status === 'void') {
    throw new DomainError('state-conflict', {
      en: `Invoice "${first.invoice}" is void; nothing is owed on it`,
      zh: `账单 "${first.invoice}" 已作废，无需付款`,
    });
  }
  if (instalment === null) return found;
  const named = found.filter((target) => target.instalment === instalment);
  if (named.length > 0) return named;
  throw notAccepted(`/allocations/${index}/instalment`, {
    en: `Invoice "${first.invoice}" has no instalment ${instalment}`,
    zh: `账单 "${first.invoice}" 没有第 ${instalment} 期`,
  });
}

type TargetRow = AllocationTarget & {
  readonly customerId: string;
  readonly currency: string;
  readonly status: string;
};

async function readTargets(tx: Tx, where: Prisma.Sql): Promise<readonly TargetRow[]> {
  return tx.$queryRaw<TargetRow[]>(Prisma.sql`
    SELECT d."id" AS "itemId", i."id" AS "invoiceId", i."number" AS "invoice", d."instalment",
           d."amountMinor" - d."settledMinor" AS "balanceMinor", i."customerId", i."currency", i."status"::text
    FROM "DueItem" d JOIN "Invoice" i ON i."id" = d."invoiceId"
    WHERE ${where}
    ORDER BY d."dueOn", i."number", d."instalment"`);
}
