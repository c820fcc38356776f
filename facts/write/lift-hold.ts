import type { Hold } from '../../prisma/generated/client';
import { checkVersion } from './check-version';
import { holdData, lockHeld, readHold } from './hold-row';
import type { HoldScope } from './place-hold';
import { readInvoice } from './invoice-ref';
import type { LockedCustomer } from './lock-customer';
import { recordFacts } from './record';
import { settleResumed } from './settle-resumed';
import type { TimelineEntry } from './timeline-entry';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type LiftHoldInput = { readonly holdId: string; readonly version: number | null };

/**
 * Lifts a hold. Of the steps that have passed meanwhile only the latest message and the latest task of each due item
 * still act.
 * @returns `unchanged` where it has ended already
 * @throws DomainError `not-found`, `version-conflict`
 */
export async function liftHold(db: DbOrTx, input: LiftHoldInput, ctx: FactContext): Promise<Written<Hold>> {
  return inTransaction(db, async (tx) => {
    const customers = await lockHeld(tx, await readHold(tx, input.holdId), ctx);
    const hold = await readHold(tx, input.holdId);
    if (hold.endedAt !== null) return { outcome: 'unchanged', row: hold };
    checkVersion(input.version, hold.version);
    const endedMs = customers.length === 1 ? (customers[0]?.nowMs ?? ctx.now) : ctx.now;
    const row = await tx.hold.update({
      where: { id: hold.id },
      data: { endedAt: new Date(endedMs), endReason: 'lifted', version: { increment: 1 } },
    });
    const lifted = { kind: 'hold.lifted', invoiceId: row.invoiceId, data: await holdData(tx, row) } as const;
    const facts: { customer: LockedCustomer; entries: [TimelineEntry, ...TimelineEntry[]] }[] = [];
    for (const customer of customers) {
      const itemIds = await openItemIds(tx, customer.id, hold.invoiceId);
      const settled = await settleResumed(tx, customer, { itemIds, because: 'hold-ended' }, ctx);
      facts.push({ customer, entries: settled === null ? [lifted] : [lifted, settled] });
    }
    await recordFacts(tx, facts, ctx);
    return { outcome: 'recorded', row };
  });
}

/**
 * Lifts every hold that stands on exactly this invoice, customer or group.
 * @throws DomainError `not-found` for an invoice that is not there
 */
export async function liftHoldsOf(db: DbOrTx, scope: HoldScope, ctx: FactContext): Promise<readonly Hold[]> {
  return inTransaction(db, async (tx) => {
    const subject = 'invoice' in scope ? { invoiceId: (await readInvoice(tx, scope.invoice)).id } : scope;
    const holds = await tx.hold.findMany({ where: { ...subject, endedAt: null }, orderBy: { createdAt: 'asc' } });
    const lifted: Hold[] = [];
    for (const { id } of holds) lifted.push((await liftHold(tx, { holdId: id, version: null }, ctx)).row);
    return lifted;
  });
}

async function openItemIds(tx: Tx, customerId: string, invoiceId: string | null): Promise<ReadonlySet<string>> {
  const items = await tx.dueItem.findMany({
    where: { invoice: { customerId, status: 'open', ...(invoiceId === null ? {} : { id: invoiceId }) } },
    select: { id: true },
  });
  return new Set(items.map(({ id }) => id));
}
