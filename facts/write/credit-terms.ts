import { DomainError, notAccepted } from '../../domain/errors';
import { formatAmount, isCurrency } from '../../domain/money/money';
import type { Instant } from '../../domain/types';
import type { CreditTerms } from '../../prisma/generated/client';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type NewTerms = {
  readonly currency: string;
  readonly limitMinor: bigint;
  readonly termsDays: number;
  readonly band: string | null;
  readonly score: number | null;
  /** When the next review falls due; `null` = none is planned. */
  readonly reviewAt: Instant | null;
  readonly reason: string;
  /** `scorecard`, `staff:…`, `key:…`. */
  readonly setBy: string;
};

/** The terms that stand; `null` where there are none. */
export function currentTerms(tx: Tx, customerId: string): Promise<CreditTerms | null> {
  return tx.creditTerms.findFirst({ where: { customerId, untilAt: null } });
}

/**
 * Gives a locked customer terms from now on: those before end at this instant and stay as history.
 * @returns `unchanged` where the same stand already, the next review included
 */
export async function setTerms(
  tx: Tx,
  customer: LockedCustomer,
  terms: NewTerms,
  ctx: FactContext,
): Promise<Written<CreditTerms>> {
  const before = await currentTerms(tx, customer.id);
  const isSame = before !== null && sameTerms(before, terms);
  const reviewAt = terms.reviewAt === null ? null : new Date(terms.reviewAt);
  if (isSame && before.reviewAt?.getTime() === reviewAt?.getTime()) return { outcome: 'unchanged', row: before };
  const now = new Date(customer.nowMs);
  await tx.creditTerms.updateMany({ where: { customerId: customer.id, untilAt: null }, data: { untilAt: now } });
  const row = await tx.creditTerms.create({ data: { ...terms, customerId: customer.id, fromAt: now, reviewAt } });
  const data = {
    from: before === null ? null : shownTerms(before),
    to: shownTerms(row),
    band: row.band,
    reviewAt: reviewAt?.toISOString() ?? null,
    reason: row.reason,
    setBy: row.setBy,
  };
  await recordFact(tx, customer, [{ kind: isSame ? 'credit.terms-confirmed' : 'credit.terms-changed', data }], ctx);
  return { outcome: 'recorded', row };
}

export type SetTermsByHandInput = {
  readonly customerId: string;
  readonly currency: string;
  readonly limitMinor: bigint;
  readonly termsDays: number;
  /** `undefined` = as it was. */
  readonly reviewAt: Instant | null | undefined;
  readonly reason: string;
};

/**
 * Sets terms without a review.
 * @throws DomainError `not-found`, `validation-failed`, `state-conflict` for a closed customer
 */
export async function setTermsByHand(
  db: DbOrTx,
  input: SetTermsByHandInput,
  ctx: FactContext,
): Promise<Written<CreditTerms>> {
  const { customerId, currency, limitMinor, termsDays, reason } = input;
  if (!isCurrency(currency) || limitMinor < 0n) {
    throw notAccepted('/limit', { en: 'Expected a limit of 0 or more', zh: '额度不应小于 0' });
  }
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    if (customer.engagement === 'closed') {
      throw new DomainError('state-conflict', {
        en: 'The customer is closed; only an open one can have credit terms',
        zh: '该客户已关闭；只有未关闭的客户可以有信用条件',
      });
    }
    const before = await currentTerms(tx, customerId);
    const reviewAt = input.reviewAt === undefined ? (before?.reviewAt?.getTime() ?? null) : input.reviewAt;
    const said = { currency, limitMinor, termsDays, reviewAt, reason, band: null, score: null, setBy: ctx.actor };
    return setTerms(tx, customer, said, ctx);
  });
}

type Shown = Pick<CreditTerms, 'currency' | 'limitMinor' | 'termsDays'>;

function sameTerms(before: Shown, { currency, limitMinor, termsDays }: Shown): boolean {
  return before.currency === currency && before.limitMinor === limitMinor && before.termsDays === termsDays;
}

/** Terms as entries tell them. */
export function shownTerms({ currency, limitMinor, termsDays }: Shown) {
  return { currency, limit: formatAmount(limitMinor, currency), termsDays };
}
