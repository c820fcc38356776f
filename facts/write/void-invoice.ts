import { formatAmount } from '../../domain/money/money';
import { checkVersion } from './check-version';
import { lockInvoice, readInvoice, type InvoiceRef, type InvoiceRow } from './invoice-ref';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type VoidInvoiceInput = {
  readonly invoice: InvoiceRef;
  readonly version: number | null;
  readonly reason: string | null;
};

/**
 * Voids an invoice: nothing is owed on it any more. What was paid on it becomes an unallocated credit of the customer.
 * @returns `unchanged` where it is void already
 * @throws DomainError `not-found`, `version-conflict`
 */
export async function voidInvoice(db: DbOrTx, input: VoidInvoiceInput, ctx: FactContext): Promise<Written<InvoiceRow>> {
  return inTransaction(db, async (tx) => {
    const { customer, invoice } = await lockInvoice(tx, input.invoice, ctx);
    if (invoice.status === 'void') return { outcome: 'unchanged', row: invoice };
    checkVersion(input.version, invoice.version);
    const owedMinor = invoice.dueItems.reduce((sum, item) => sum + item.amountMinor - item.settledMinor, 0n);
    await tx.allocation.deleteMany({ where: { dueItem: { invoiceId: invoice.id } } });
    await tx.invoice.update({ where: { id: invoice.id }, data: { status: 'void', version: { increment: 1 } } });
    await recordFact(
      tx,
      customer,
      [
        {
          kind: 'invoice.voided',
          invoiceId: invoice.id,
          data: {
            number: invoice.number,
            currency: invoice.currency,
            balance: formatAmount(owedMinor, invoice.currency),
            reason: input.reason,
          },
        },
      ],
      ctx,
    );
    return { outcome: 'recorded', row: await readInvoice(tx, { id: invoice.id }) };
  });
}
