import { formatInstant } from '../../domain/calendar/zone';
import { DomainError } from '../../domain/errors';
import { formatAmount, MAX_MINOR, parseAmount } from '../../domain/money/money';
import { notAccepted } from '../../domain/errors';
import type { FactContext } from '../../facts/write/transaction';
import type { CallBase, Db } from './call';
import { isUuid } from '../contract/fields';

/** Who enters a fact, and when. */
export function factContext({ actor, now }: CallBase): FactContext {
  return { actor, now };
}

/** 201 for what is new, 200 where the same was there already. */
export function statusOfWritten(outcome: 'recorded' | 'unchanged'): 200 | 201 {
  return outcome === 'recorded' ? 201 : 200;
}

/** @throws DomainError `validation-failed` where the amount has more decimals than its currency, or is over the bound of all */
export function minorOf(amount: string, currency: string, pointer: string): bigint {
  const minor = parseAmount(amount, currency);
  if (minor !== null && minor <= MAX_MINOR) return minor;
  if (minor !== null) {
    const most = formatAmount(MAX_MINOR, currency);
    throw notAccepted(pointer, {
      en: `Given "${amount}"; expected at most ${most} ${currency}`,
      zh: `给定 "${amount}"；至多为 ${most} ${currency}`,
    });
  }
  throw notAccepted(pointer, {
    en: `Given "${amount}"; expected no more decimals than ${currency} has`,
    zh: `给定 "${amount}"；小数位数不应超过 ${currency} 的位数`,
  });
}

export function amountOf(minor: bigint, currency: string): string {
  return formatAmount(minor, currency);
}

export function iso(at: Date): string {
  return at.toISOString();
}

export function isoOrNull(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

export function civil(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export function civilOrNull(date: Date | null): string | null {
  return date === null ? null : civil(date);
}

/** An instant as the customer's clock on the wall shows it. */
export function local(at: Date, zone: string): string {
  return formatInstant(at.getTime(), zone);
}

export function notFound(en: string, zh: string): DomainError {
  return new DomainError('not-found', { en, zh });
}

/** The columns by which other resources name a customer. */
export const CUSTOMER_BRIEF = { select: { id: true, externalId: true, name: true, zone: true } } as const;
export type CustomerBriefRow = {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly zone: string;
};

export function customerBrief({ id, externalId, name }: CustomerBriefRow): {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
} {
  return { id, externalId, name };
}

/**
 * The customer that an ID, or `ext:` with the external ID, means.
 * @throws DomainError `not-found`
 */
export async function resolveCustomer(db: Db, ref: string): Promise<CustomerBriefRow> {
  const where = isUuid(ref) ? { id: ref } : { externalId: ref.slice('ext:'.length) };
  const row = await db.customer.findUnique({ where, ...CUSTOMER_BRIEF });
  if (row !== null) return row;
  throw notFound(`There is no customer "${ref}"`, `没有客户 "${ref}"`);
}

/**
 * The same for a filter; no filter where none is given.
 * @throws DomainError `not-found`: a list of a customer that is not there is a slip of the caller, not an empty list
 */
export async function customerFilter(db: Db, ref: string | undefined): Promise<{ customerId?: string }> {
  return ref === undefined ? {} : { customerId: (await resolveCustomer(db, ref)).id };
}
