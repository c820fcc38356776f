import { DomainError } from '../../domain/errors';
import type { Hold } from '../../prisma/generated/client';
import { readInvoice } from './invoice-ref';
import { lockCustomers, type LockedCustomer } from './lock-customer';
import type { TimelineEntry } from './timeline-entry';
import type { FactContext, Tx } from './transaction';

/** A hold of which exactly one subject is set. */
export type HoldSubject = Pick<Hold, 'customerId' | 'invoiceId' | 'groupId'>;

/** The customers that a hold stops, locked: one, or all of a group. */
export async function lockHeld(tx: Tx, subject: HoldSubject, ctx: FactContext): Promise<readonly LockedCustomer[]> {
  return lockCustomers(tx, await heldCustomerIds(tx, subject), ctx);
}

async function heldCustomerIds(tx: Tx, { customerId, invoiceId, groupId }: HoldSubject): Promise<readonly string[]> {
  if (customerId !== null) return [customerId];
  if (invoiceId !== null) return [(await readInvoice(tx, { id: invoiceId })).customerId];
  const members = await tx.customer.findMany({ where: { groupId }, select: { id: true } });
  return members.map(({ id }) => id);
}

/** What the timeline says of a hold, whatever happens to it. */
export async function holdData(
  tx: Tx,
  hold: Hold,
): Promise<Extract<TimelineEntry, { kind: 'hold.lifted' | 'hold.expired' }>['data']> {
  const invoice = hold.invoiceId === null ? null : await readInvoice(tx, { id: hold.invoiceId });
  return {
    holdId: hold.id,
    scope: invoice !== null ? 'invoice' : hold.customerId !== null ? 'customer' : 'group',
    invoice: invoice?.number ?? null,
    reason: hold.reason,
  };
}

/** @throws DomainError `not-found` */
export async function readHold(tx: Tx, holdId: string): Promise<Hold> {
  const hold = await tx.hold.findUnique({ where: { id: holdId } });
  if (hold !== null) return hold;
  throw new DomainError('not-found', { en: `There is no hold "${holdId}"`, zh: `没有暂停 "${holdId}"` });
}
