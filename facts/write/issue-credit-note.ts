import { DomainError } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';
import type { CivilDate } from '../../domain/types';
import type { Allocation, CreditNote } from '../../prisma/generated/client';
import { allocate, allocationData, onlyInvoiceOf, planAllocations, type Allocations } from './allocations';
import { changesBetween } from './changes';
import { checkAmount } from './check-amount';
import { fromColumn, toColumn } from './civil-column';
import { lockCustomer } from './lock-customer';
import { effectiveAt } from './received';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type CreditNoteRow = CreditNote & { readonly allocations: Allocation[] };

export type IssueCreditNoteInput = {
  readonly customerId: string;
  /** Unique; the same credit note again has no second effect. */
  readonly number: string;
  readonly issuedOn: CivilDate;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly allocations: Allocations;
};

/**
 * Records a credit note and puts it against invoices. What is not allocated is kept as a credit of the customer.
 * @returns `unchanged` where the same credit note is there already
 * @throws DomainError as `recordPayment`
 */
export async function issueCreditNote(
  db: DbOrTx,
  input: IssueCreditNoteInput,
  ctx: FactContext,
): Promise<Written<CreditNoteRow>> {
  const { number, issuedOn, currency, amountMinor } = input;
  checkAmount(amountMinor, currency);
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, input.customerId, ctx);
    const known = await tx.creditNote.findUnique({ where: { number }, include: { allocations: true } });
    if (known !== null) return { outcome: 'unchanged', row: sameCreditNote(known, input) };

    const effective = effectiveAt({ on: issuedOn }, customer.zone, customer.nowMs, '/issuedOn');
    const planned = await planAllocations(tx, customer, amountMinor, currency, input.allocations);
    const { id } = await tx.creditNote.create({
      data: {
        customerId: customer.id,
        number,
        issuedOn: toColumn(issuedOn),
        effectiveAt: new Date(effective),
        currency,
        amountMinor,
      },
      select: { id: true },
    });
    await allocate(tx, { creditNoteId: id }, planned);
    await recordFact(
      tx,
      customer,
      [
        {
          kind: 'credit-note.issued',
          invoiceId: onlyInvoiceOf(planned),
          data: {
            number,
            issuedOn,
            currency,
            amount: formatAmount(amountMinor, currency),
            ...allocationData(planned, amountMinor, currency),
          },
        },
      ],
      ctx,
    );
    const row = await tx.creditNote.findUniqueOrThrow({ where: { id }, include: { allocations: true } });
    return { outcome: 'recorded', row };
  });
}

function sameCreditNote(known: CreditNoteRow, input: IssueCreditNoteInput): CreditNoteRow {
  const { customerId, number, issuedOn, currency, amountMinor } = input;
  const standing = {
    customerId: known.customerId,
    issuedOn: fromColumn(known.issuedOn),
    currency: known.currency,
    amount: formatAmount(known.amountMinor, known.currency),
  };
  const given = { customerId, issuedOn, currency, amount: formatAmount(amountMinor, currency) };
  const differing = Object.keys(changesBetween(standing, given));
  if (differing.length === 0) return known;
  throw new DomainError('content-conflict', {
    en: `Credit note "${number}" is there already with another ${differing.join(', ')}; use another number`,
    zh: `贷项 "${number}" 已存在，且 ${differing.join('、')} 不同；请使用其他编号`,
  });
}
