import { DomainError, notAccepted } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';
import { toColumn } from './civil-column';
import type { InvoiceRow } from './invoice-ref';
import type { NewDueItem } from './issue-invoice';
import type { Tx } from './transaction';

/**
 * Makes the due items of an invoice those that are wanted, matched by instalment. One that is put back after it was left
 * out is the same one, with the steps that are settled for it.
 * @throws DomainError `validation-failed` (less than is paid already), `state-conflict` (one left out that is paid in part)
 */
export async function replaceDueItems(tx: Tx, invoice: InvoiceRow, wanted: readonly NewDueItem[]): Promise<void> {
  const onlyItem = wanted.length === 1 && invoice.dueItems.length === 1;
  const standing = new Map(invoice.dueItems.map((item) => [onlyItem ? 0 : (item.instalment ?? 0), item]));
  for (const [index, { instalment, dueOn, amountMinor }] of wanted.entries()) {
    const key = onlyItem ? 0 : (instalment ?? 0);
    const item = standing.get(key);
    standing.delete(key);
    const data = { instalment, dueOn: toColumn(dueOn), amountMinor };
    if (item === undefined) {
      const known = await takeRemoved(tx, invoice.id, instalment);
      await tx.dueItem.create({ data: { ...known, ...data, invoiceId: invoice.id } });
      continue;
    }
    if (amountMinor < item.settledMinor) {
      const settled = formatAmount(item.settledMinor, invoice.currency);
      throw notAccepted(`/items/${index}/amount`, {
        en: `Given ${formatAmount(amountMinor, invoice.currency)}, and ${settled} is paid or credited already; expected at least that`,
        zh: `给定 ${formatAmount(amountMinor, invoice.currency)}，但已付或已贷记 ${settled}；不得少于该金额`,
      });
    }
    await tx.dueItem.update({ where: { id: item.id }, data });
  }
  for (const item of standing.values()) {
    if (item.settledMinor > 0n) {
      throw new DomainError('state-conflict', {
        en: `Instalment ${item.instalment ?? 1} of invoice "${invoice.number}" is paid in part; it cannot be left out`,
        zh: `账单 "${invoice.number}" 的第 ${item.instalment ?? 1} 期已部分付款；不能去掉`,
      });
    }
    const { id, invoiceId, instalment } = item;
    await tx.removedDueItem.create({ data: { id, invoiceId, instalment } });
    await tx.dueItem.delete({ where: { id } });
  }
}

/** The ID of the instalment if the invoice had it before: a new one would let its first step act again. */
async function takeRemoved(tx: Tx, invoiceId: string, instalment: number | null): Promise<{ readonly id?: string }> {
  const removed = await tx.removedDueItem.findFirst({
    where: { invoiceId, instalment },
    select: { id: true },
    orderBy: { id: 'desc' },
  });
  if (removed === null) return {};
  await tx.removedDueItem.delete({ where: { id: removed.id } });
  return removed;
}
