import { DomainError, notAccepted } from '../../domain/errors';
import type { CivilDate } from '../../domain/types';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { lockInvoice, readInvoice, type InvoiceRef, type InvoiceRow } from './invoice-ref';
import { checkDueItems, givenItems, itemsData, sumOf, type NewDueItem } from './issue-invoice';
import { refreshInvoiceStatus } from './allocations';
import { recordFact } from './record';
import { replaceDueItems } from './replace-due-items';
import { settleResumed } from './settle-resumed';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type ChangeInvoiceInput = {
  readonly invoice: InvoiceRef;
  /** Refused where another version stands; `null` = not asked. */
  readonly version: number | null;
  readonly changes: {
    /** All due items as they shall be; matched by instalment. */
    readonly items?: readonly NewDueItem[] | undefined;
    /** Instead of `items`, for an invoice without instalments. */
    readonly dueOn?: CivilDate | undefined;
    /** Instead of `items`, for an invoice without instalments. */
    readonly amountMinor?: bigint | undefined;
    readonly paymentUrl?: string | null | undefined;
    readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  };
};

/**
 * Changes due dates, amounts, the payment link or attributes of an invoice. Steps already settled stay settled. Where
 * what was paid is owed again, of the steps that have passed meanwhile only the latest message and the latest task of
 * each due item still act.
 * @throws DomainError `not-found`, `version-conflict`, `state-conflict` (void, or less than what is paid already)
 */
export async function changeInvoice(
  db: DbOrTx,
  input: ChangeInvoiceInput,
  ctx: FactContext,
): Promise<Written<InvoiceRow>> {
  return inTransaction(db, async (tx) => {
    const { customer, invoice } = await lockInvoice(tx, input.invoice, ctx);
    checkVersion(input.version, invoice.version);
    refuseVoid(invoice);
    const { paymentUrl, attributes } = input.changes;
    const items = wantedItems(invoice, input.changes);
    if (items !== undefined) checkDueItems(items, invoice.currency);

    const changes = changesBetween(
      {
        items: itemsData(givenItems(invoice), invoice.currency),
        paymentUrl: invoice.paymentUrl,
        attributes: invoice.attributes,
      },
      { items: items && itemsData(items, invoice.currency), paymentUrl, attributes },
    );
    if (Object.keys(changes).length === 0) return { outcome: 'unchanged', row: invoice };

    if (items !== undefined) await replaceDueItems(tx, invoice, items);
    await tx.invoice.update({
      where: { id: invoice.id },
      data: {
        version: { increment: 1 },
        ...(items === undefined ? {} : { amountMinor: sumOf(items) }),
        ...(paymentUrl === undefined ? {} : { paymentUrl }),
        ...(attributes === undefined ? {} : { attributes }),
      },
    });
    await refreshInvoiceStatus(tx, [invoice.id]);
    const row = await readInvoice(tx, { id: invoice.id });
    const reopened = { itemIds: reopenedItems(invoice, row), because: 'amount-raised' } as const;
    const settled = await settleResumed(tx, customer, reopened, ctx);
    const changed = {
      kind: 'invoice.changed',
      invoiceId: invoice.id,
      data: { number: invoice.number, changes },
    } as const;
    await recordFact(tx, customer, settled === null ? [changed] : [changed, settled], ctx);
    return { outcome: 'recorded', row };
  });
}

/** What is owed now of items that were paid, and of new items of an invoice that was paid. */
function reopenedItems(before: InvoiceRow, after: InvoiceRow): ReadonlySet<string> {
  const wasOpen = new Map(before.dueItems.map((item) => [item.id, isOwed(item)]));
  const open = after.dueItems.filter((item) => isOwed(item) && !(wasOpen.get(item.id) ?? before.status === 'open'));
  return new Set(open.map(({ id }) => id));
}

function isOwed({ amountMinor, settledMinor }: InvoiceRow['dueItems'][number]): boolean {
  return settledMinor < amountMinor;
}

/** @throws DomainError `state-conflict` */
function refuseVoid(invoice: InvoiceRow): void {
  if (invoice.status !== 'void') return;
  throw new DomainError('state-conflict', {
    en: `Invoice "${invoice.number}" is void; only an open or paid invoice can be changed`,
    zh: `账单 "${invoice.number}" 已作废；只有未付或已付的账单可以修改`,
  });
}

function wantedItems(
  invoice: InvoiceRow,
  { items, dueOn, amountMinor }: ChangeInvoiceInput['changes'],
): readonly NewDueItem[] | undefined {
  if (items !== undefined || (dueOn === undefined && amountMinor === undefined)) return items;
  const [item, second] = givenItems(invoice);
  if (item === undefined || second !== undefined) {
    throw notAccepted(dueOn === undefined ? '/amount' : '/dueOn', {
      en: `Invoice "${invoice.number}" is in instalments; expected "items" with the date and amount of each`,
      zh: `账单 "${invoice.number}" 为分期；应以 items 给出各期的日期和金额`,
    });
  }
  return [{ ...item, dueOn: dueOn ?? item.dueOn, amountMinor: amountMinor ?? item.amountMinor }];
}
