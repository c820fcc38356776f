import { DomainError } from '../../domain/errors';
import type { Instant } from '../../domain/types';
import type { Customer } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import type { FactContext, Tx } from './transaction';

/** A customer whose row this transaction has locked. */
export type LockedCustomer = Customer & {
  /** The customer's now: the test clock's for a sandbox customer, else the machine's. */
  readonly nowMs: Instant;
};

/**
 * Locks the customer's row until the transaction ends. Everything that changes what is decided for a customer takes this
 * lock, and so does the guard of every touch: they happen one after the other.
 * @throws DomainError `not-found`
 */
export async function lockCustomer(tx: Tx, customerId: string, ctx: FactContext): Promise<LockedCustomer> {
  const [customer] = await lockCustomers(tx, [customerId], ctx);
  if (customer === undefined) {
    throw new DomainError('not-found', {
      en: `There is no customer "${customerId}"`,
      zh: `没有客户 "${customerId}"`,
    });
  }
  return customer;
}

/** Locks several customers, in the order of their IDs, so that two transactions never wait for each other. */
export async function lockCustomers(
  tx: Tx,
  customerIds: readonly string[],
  ctx: FactContext,
): Promise<readonly LockedCustomer[]> {
  const rows = await tx.$queryRaw<Customer[]>(Prisma.sql`
    SELECT * FROM "Customer" WHERE "id" = ANY(${[...customerIds]}::uuid[]) ORDER BY "id" FOR UPDATE`);
  return rows.map((row) => ({ ...row, nowMs: row.clockNowAt?.getTime() ?? ctx.now }));
}
