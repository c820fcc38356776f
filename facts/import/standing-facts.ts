import type { CivilDate, Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { DbOrTx } from '../write/transaction';
import type { ReadyRow } from './read-rows';

export type StandingCustomer = {
  readonly id: string;
  readonly externalId: string;
  readonly zone: string;
  /** Whether its workflows hear of new facts: who is paused has some only while an episode is open. */
  readonly isAwake: boolean;
  /** The customer's now. */
  readonly nowMs: Instant;
};

export type StandingItem = {
  readonly id: string;
  readonly instalment: number | null;
  readonly dueOn: CivilDate;
  readonly balanceMinor: bigint;
};

export type StandingInvoice = {
  readonly id: string;
  readonly number: string;
  /** External ID of its customer. */
  readonly customer: string;
  readonly issuedOn: CivilDate;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly isVoid: boolean;
  /** In the order in which they fall due. */
  readonly items: readonly StandingItem[];
};

export type StandingPayment = {
  readonly externalId: string;
  readonly customer: string;
  readonly receivedOn: CivilDate | null;
  readonly currency: string;
  readonly amountMinor: bigint;
};

/** What is there already of what a batch of rows says. */
export type StandingFacts = {
  readonly customers: ReadonlyMap<string, StandingCustomer>;
  readonly invoices: ReadonlyMap<string, StandingInvoice>;
  readonly payments: ReadonlyMap<string, StandingPayment>;
};

/**
 * Reads what is there of a batch, in three statements.
 * @param lock whether to lock the customers, for writing
 * @param now the machine's clock
 */
export async function readStanding(
  db: DbOrTx,
  rows: readonly ReadyRow[],
  { lock, now }: { readonly lock: boolean; readonly now: Instant },
): Promise<StandingFacts> {
  const numbers = distinct(rows, ({ facts }) => facts.invoice?.number ?? null);
  // Payments alone name no customer: theirs are those of their invoices.
  const paid = distinct(rows, ({ facts }) => (facts.customer === null ? (facts.payment?.invoice ?? null) : null));
  const customers = await db.$queryRaw<(Omit<StandingCustomer, 'nowMs'> & { clockNowAt: Date | null })[]>(Prisma.sql`
    SELECT c."id", c."externalId", c."zone", c."clockNowAt", c."engagement" = 'active' OR (c."engagement" = 'paused' AND EXISTS (
        SELECT 1 FROM "Episode" e WHERE e."customerId" = c."id" AND e."status" <> 'closed')) AS "isAwake"
    FROM "Customer" c WHERE c."externalId" = ANY(${distinct(rows, ({ facts }) => facts.customer?.externalId ?? null)})
      OR c."id" IN (SELECT p."customerId" FROM "Invoice" p WHERE p."number" = ANY(${paid}))
    ORDER BY c."id" ${lock ? Prisma.sql`FOR UPDATE` : Prisma.empty}`);
  const invoices = await db.$queryRaw<(StandingInvoice & { items: RawItem[] })[]>(Prisma.sql`
    SELECT i."id", i."number", c."externalId" AS "customer", i."issuedOn"::text, i."currency", i."amountMinor",
           i."status" = 'void' AS "isVoid",
           jsonb_agg(jsonb_build_object('id', d."id", 'instalment', d."instalment", 'dueOn', d."dueOn",
                                        'balanceMinor', (d."amountMinor" - d."settledMinor")::text)
                     ORDER BY d."dueOn", d."instalment") AS "items"
    FROM "Invoice" i JOIN "Customer" c ON c."id" = i."customerId" JOIN "DueItem" d ON d."invoiceId" = i."id"
    WHERE i."number" = ANY(${[...numbers, ...paid]})
    GROUP BY i."id", c."externalId"`);
  const payments = await db.$queryRaw<StandingPayment[]>(Prisma.sql`
    SELECT p."externalId", c."externalId" AS "customer", p."receivedOn"::text, p."currency", p."amountMinor"
    FROM "Payment" p JOIN "Customer" c ON c."id" = p."customerId"
    WHERE p."externalId" = ANY(${distinct(rows, ({ paymentId }) => paymentId)})`);
  return {
    customers: new Map(
      customers.map(({ clockNowAt, ...customer }) => [
        customer.externalId,
        { ...customer, nowMs: clockNowAt?.getTime() ?? now },
      ]),
    ),
    invoices: new Map(
      invoices.map((invoice) => [
        invoice.number,
        { ...invoice, items: invoice.items.map((item) => ({ ...item, balanceMinor: BigInt(item.balanceMinor) })) },
      ]),
    ),
    payments: new Map(payments.map((payment) => [payment.externalId, payment])),
  };
}

type RawItem = Omit<StandingItem, 'balanceMinor'> & { readonly balanceMinor: string };

function distinct(rows: readonly ReadyRow[], valueOf: (row: ReadyRow) => string | null): string[] {
  return [...new Set(rows.map(valueOf).filter((value) => value !== null))];
}
