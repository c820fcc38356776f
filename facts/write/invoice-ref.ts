import { DomainError } from '../../domain/errors';
import type { DueItem, Invoice } from '../../prisma/generated/client';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import type { FactContext, Tx } from './transaction';

/** An invoice by our ID or by its number, which is unique. */
export type InvoiceRef = { readonly id: string } | { readonly number: string };

export type InvoiceRow = Invoice & { readonly dueItems: DueItem[] };

/**
 * The invoice with its due items in the order in which they fall due, its customer locked.
 * @throws DomainError `not-found`
 */
export async function lockInvoice(
  tx: Tx,
  ref: InvoiceRef,
  ctx: FactContext,
): Promise<{ readonly customer: LockedCustomer; readonly invoice: InvoiceRow }> {
  const found = await tx.invoice.findUnique({ where: whereInvoice(ref), select: { customerId: true } });
  if (found === null) throw noInvoice(ref);
  // An invoice never changes its customer; everything else is read under the lock.
  const customer = await lockCustomer(tx, found.customerId, ctx);
  return { customer, invoice: await readInvoice(tx, ref) };
}

/**
 * The invoice as it stands.
 * @throws DomainError `not-found`
 */
export async function readInvoice(tx: Tx, ref: InvoiceRef): Promise<InvoiceRow> {
  const invoice = await tx.invoice.findUnique({
    where: whereInvoice(ref),
    include: { dueItems: { orderBy: [{ dueOn: 'asc' }, { instalment: 'asc' }] } },
  });
  if (invoice === null) throw noInvoice(ref);
  return invoice;
}

export function noInvoice(ref: InvoiceRef): DomainError {
  const name = 'id' in ref ? ref.id : ref.number;
  return new DomainError('not-found', { en: `There is no invoice "${name}"`, zh: `没有账单 "${name}"` });
}

function whereInvoice(ref: InvoiceRef): { id: string } | { number: string } {
  return 'id' in ref ? { id: ref.id } : { number: ref.number };
}
