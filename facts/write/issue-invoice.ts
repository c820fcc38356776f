import { DomainError, notAccepted } from '../../domain/errors';
import { formatAmount, isCurrency } from '../../domain/money/money';
import type { CivilDate } from '../../domain/types';
import { changesBetween } from './changes';
import { checkBound } from './check-amount';
import { fromColumn, toColumn } from './civil-column';
import type { InvoiceRow } from './invoice-ref';
import { lockCustomer } from './lock-customer';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type NewDueItem = {
  /** 1, 2, … of an invoice in instalments; `null` for the one item of an ordinary invoice. */
  readonly instalment: number | null;
  readonly dueOn: CivilDate;
  readonly amountMinor: bigint;
};

export type IssueInvoiceInput = {
  readonly customerId: string;
  /** Unique; the same invoice again has no second effect. */
  readonly number: string;
  readonly issuedOn: CivilDate;
  readonly currency: string;
  readonly items: readonly NewDueItem[];
  readonly paymentUrl: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};

/**
 * Records an invoice that was issued.
 * @returns `unchanged` where the same invoice is there already
 * @throws DomainError `not-found`, `validation-failed`, `content-conflict`
 */
export async function issueInvoice(
  db: DbOrTx,
  input: IssueInvoiceInput,
  ctx: FactContext,
): Promise<Written<InvoiceRow>> {
  checkDueItems(input.items, input.currency);
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, input.customerId, ctx);
    const known = await findByNumber(tx, input.number);
    if (known !== null) return { outcome: 'unchanged', row: sameInvoice(known, input) };

    const amountMinor = sumOf(input.items);
    const row = await tx.invoice.create({
      data: {
        customerId: customer.id,
        number: input.number,
        issuedOn: toColumn(input.issuedOn),
        currency: input.currency,
        amountMinor,
        arrivedAt: new Date(customer.nowMs),
        paymentUrl: input.paymentUrl,
        attributes: input.attributes,
        dueItems: {
          create: input.items.map(({ instalment, dueOn, amountMinor: itemMinor }) => ({
            instalment,
            dueOn: toColumn(dueOn),
            amountMinor: itemMinor,
          })),
        },
      },
      include: { dueItems: { orderBy: [{ dueOn: 'asc' }, { instalment: 'asc' }] } },
    });
    await recordFact(
      tx,
      customer,
      [
        {
          kind: 'invoice.issued',
          invoiceId: row.id,
          data: {
            number: input.number,
            issuedOn: input.issuedOn,
            currency: input.currency,
            amount: formatAmount(amountMinor, input.currency),
            items: itemsData(input.items, input.currency),
          },
        },
      ],
      ctx,
    );
    return { outcome: 'recorded', row };
  });
}

/** An invoice needs one due item without a number, or instalments numbered 1, 2, … in the order in which they fall due. */
export function checkDueItems(items: readonly NewDueItem[], currency: string): void {
  if (!isCurrency(currency)) {
    throw notAccepted('/currency', {
      en: `Given "${currency}"; expected an ISO 4217 currency such as "USD"`,
      zh: `给定 "${currency}"；应为 ISO 4217 货币代码，例如 "USD"`,
    });
  }
  if (items.length === 0) {
    throw notAccepted('/items', { en: 'No due item is given; expected at least one', zh: '没有到期项；至少需要一个' });
  }
  checkBound(sumOf(items), currency, '/items');
  items.forEach(({ instalment, amountMinor, dueOn }, index) => {
    if (amountMinor <= 0n) {
      throw notAccepted(`/items/${index}/amount`, {
        en: `Given ${formatAmount(amountMinor, currency)}; expected an amount above zero. What reduces a debt is a payment or a credit note`,
        zh: `给定 ${formatAmount(amountMinor, currency)}；应为大于零的金额。减少应收的是付款或贷项`,
      });
    }
    const expected = items.length === 1 && instalment === null ? null : index + 1;
    if (instalment !== expected) {
      throw notAccepted(`/items/${index}/instalment`, {
        en: `Given ${instalment ?? 'nothing'}; expected ${String(expected)}: several due items are instalments, numbered 1, 2, … in order`,
        zh: `给定 ${instalment ?? '空'}；应为 ${String(expected)}：多个到期项即分期，按顺序编号 1、2……`,
      });
    }
    const before = items[index - 1];
    if (before !== undefined && dueOn < before.dueOn) {
      throw notAccepted(`/items/${index}/dueOn`, {
        en: `Given ${dueOn}, before instalment ${index} of ${before.dueOn}; expected instalments in the order in which they fall due`,
        zh: `给定 ${dueOn}，早于第 ${index} 期的 ${before.dueOn}；各期应按到期日排序`,
      });
    }
  });
}

export function sumOf(items: readonly { readonly amountMinor: bigint }[]): bigint {
  return items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** Due items as the timeline shows them. */
export function itemsData(
  items: readonly NewDueItem[],
  currency: string,
): readonly { readonly instalment: number | null; readonly dueOn: CivilDate; readonly amount: string }[] {
  return items.map(({ instalment, dueOn, amountMinor }) => ({
    instalment,
    dueOn,
    amount: formatAmount(amountMinor, currency),
  }));
}

/** The due items of a row as they would be given. */
export function givenItems(row: InvoiceRow): readonly NewDueItem[] {
  return row.dueItems.map(({ instalment, dueOn, amountMinor }) => ({
    instalment,
    dueOn: fromColumn(dueOn),
    amountMinor,
  }));
}

async function findByNumber(tx: Tx, number: string): Promise<InvoiceRow | null> {
  return tx.invoice.findUnique({
    where: { number },
    include: { dueItems: { orderBy: [{ dueOn: 'asc' }, { instalment: 'asc' }] } },
  });
}

function sameInvoice(known: InvoiceRow, input: IssueInvoiceInput): InvoiceRow {
  const standing = {
    customerId: known.customerId,
    issuedOn: fromColumn(known.issuedOn),
    currency: known.currency,
    items: itemsData(givenItems(known), known.currency),
    paymentUrl: known.paymentUrl,
    attributes: known.attributes,
  };
  const { customerId, issuedOn, currency, paymentUrl, attributes } = input;
  const items = itemsData(input.items, currency);
  const differing = Object.keys(
    changesBetween(standing, { customerId, issuedOn, currency, items, paymentUrl, attributes }),
  );
  if (differing.length === 0 && known.status !== 'void') return known;
  if (known.status === 'void') {
    throw new DomainError('content-conflict', {
      en: `Invoice "${input.number}" is there already and void; a void number is not used again`,
      zh: `账单 "${input.number}" 已存在且已作废；作废的编号不能再用`,
    });
  }
  throw new DomainError(
    'content-conflict',
    {
      en: `Invoice "${input.number}" is there already with another ${differing.join(', ')}; change it, or use another number`,
      zh: `账单 "${input.number}" 已存在，且 ${differing.join('、')} 不同；请修改该账单或使用其他编号`,
    },
    differing.map((field) => ({
      pointer: `/${field}`,
      detail: { en: `Invoice "${input.number}" has another ${field}`, zh: `账单 "${input.number}" 的 ${field} 不同` },
    })),
  );
}
