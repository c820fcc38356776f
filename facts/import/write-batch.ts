import type { Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import { refreshInvoiceStatus } from '../write/allocations';
import { spread, type PlannedAllocation } from '../write/plan-allocations';
import { wakeCustomers } from '../write/record';
import type { FactContext, Tx } from '../write/transaction';
import { batchTimeline } from './batch-timeline';
import { newId } from './new-id';
import type { BatchPlan, NewInvoice, NewPayment } from './plan-batch';
import type { StandingFacts } from './standing-facts';

/** A customer as a batch needs it. */
export type BatchCustomer = { readonly id: string; readonly nowMs: Instant };

export type WrittenPayment = NewPayment & {
  readonly id: string;
  readonly allocations: readonly PlannedAllocation[];
};
export type WrittenInvoice = NewInvoice & { readonly id: string; readonly itemId: string };

/**
 * Writes what a batch adds, in about ten statements whatever its size. New customers start paused. Customers that are
 * there are locked by the caller; those that have workflows, or should, are woken, once each.
 */
export async function writeBatch(
  tx: Tx,
  plan: BatchPlan,
  standing: StandingFacts,
  importId: string,
  ctx: FactContext,
): Promise<void> {
  const customers = new Map<string, BatchCustomer>(standing.customers);
  plan.customers.forEach(({ externalId }, index) => {
    // Customers sort in the order of the file, for activating the first so many.
    customers.set(externalId, { id: newId(ctx.now, index), nowMs: ctx.now });
  });
  const customerOf = (externalId: string): BatchCustomer => {
    const customer = customers.get(externalId);
    if (customer === undefined) throw new Error('A row was planned without its customer');
    return customer;
  };
  const invoices = plan.invoices.map((invoice): WrittenInvoice => ({
    ...invoice,
    id: newId(ctx.now),
    itemId: newId(ctx.now),
  }));
  const payments = allocated(plan.payments, invoices, standing, ctx.now);

  await insertCustomers(tx, plan, customerOf, importId, ctx);
  await insertInvoices(tx, invoices, customerOf, importId);
  await insertPayments(tx, payments, customerOf, importId, ctx);
  await batchTimeline(tx, { customers: plan.customers, invoices, payments }, customerOf, ctx);

  const touched = new Set([...plan.invoices, ...plan.payments].map(({ customer }) => customer));
  const known = [...touched].flatMap((externalId) => standing.customers.get(externalId) ?? []);
  await tx.$executeRaw(Prisma.sql`
    UPDATE "Customer" SET "factsVersion" = "factsVersion" + 1, "updatedAt" = now()
    WHERE "id" = ANY(${known.map(({ id }) => id)}::uuid[])`);
  await wakeCustomers(
    tx,
    known.filter(({ isAwake }) => isAwake).map(({ id }) => ({ customerId: id, kind: 'import.done' })),
  );
}

/** A row's payment belongs to its invoice; what is more than is owed stays unallocated. */
function allocated(
  payments: readonly NewPayment[],
  invoices: readonly WrittenInvoice[],
  standing: StandingFacts,
  now: Instant,
): readonly WrittenPayment[] {
  const targets = new Map<string, PlannedAllocation['target'][]>();
  for (const { number, id, items } of standing.invoices.values()) {
    targets.set(
      number,
      items.map((item) => ({ ...item, itemId: item.id, invoiceId: id, invoice: number })),
    );
  }
  for (const { number, id, itemId, amountMinor } of invoices) {
    targets.set(number, [{ itemId, invoiceId: id, invoice: number, instalment: null, balanceMinor: amountMinor }]);
  }
  return payments.map((payment) => {
    const open = targets.get(payment.invoice) ?? [];
    const allocations = spread(payment.amountMinor, open);
    const taken = new Map(allocations.map(({ target, amountMinor }) => [target.itemId, amountMinor]));
    targets.set(
      payment.invoice,
      open.map((target) => ({ ...target, balanceMinor: target.balanceMinor - (taken.get(target.itemId) ?? 0n) })),
    );
    return { ...payment, id: newId(now), allocations };
  });
}

type CustomerOf = (externalId: string) => BatchCustomer;

async function insertCustomers(
  tx: Tx,
  { customers }: BatchPlan,
  customerOf: CustomerOf,
  importId: string,
  { now }: FactContext,
): Promise<void> {
  if (customers.length === 0) return;
  const rows = customers.map((customer) => ({ ...customer, id: customerOf(customer.externalId).id }));
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Customer" ("id", "externalId", "name", "segment", "country", "zone", "language", "attributes",
                            "engagement", "importId", "updatedAt")
    SELECT r."id", r."externalId", r."name", r."segment", r."country", r."zone", r."language", r."attributes",
           'paused', ${importId}::uuid, now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "id" uuid, "externalId" text, "name" text, "segment" text, "country" text, "zone" text, "language" text,
      "attributes" jsonb)`);
  const contacts = rows.flatMap(({ id, email, phone }) => [
    ...(email === null ? [] : [{ id: newId(now), customerId: id, channel: 'email', address: email }]),
    ...(phone === null ? [] : [{ id: newId(now), customerId: id, channel: 'sms', address: phone }]),
  ]);
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "ContactPoint" ("id", "customerId", "channel", "address", "state", "stateCode", "updatedAt")
    SELECT r."id", r."customerId", r."channel"::"Channel", r."address",
           COALESCE(known."state", 'ok'), known."stateCode", now()
    FROM jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) AS r(
      "id" uuid, "customerId" uuid, "channel" text, "address" text)
    -- An address that has opted out has done so for every customer that comes to have it.
    LEFT JOIN LATERAL (
      SELECT p."state", p."stateCode" FROM "ContactPoint" p JOIN "Customer" c ON c."id" = p."customerId"
      WHERE p."channel" = r."channel"::"Channel" AND p."address" = r."address" AND p."state" = 'opted_out'
        AND c."testClockId" IS NULL LIMIT 1) known ON true`);
}

async function insertInvoices(
  tx: Tx,
  invoices: readonly WrittenInvoice[],
  customerOf: CustomerOf,
  importId: string,
): Promise<void> {
  if (invoices.length === 0) return;
  const rows = invoices.map(({ customer, amountMinor, ...invoice }) => {
    const { id: customerId, nowMs } = customerOf(customer);
    return { ...invoice, amountMinor: String(amountMinor), customerId, arrivedAt: new Date(nowMs).toISOString() };
  });
  // One statement: the sum of the due items is compared with the invoice only when the transaction commits.
  await tx.$executeRaw(Prisma.sql`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
        "id" uuid, "itemId" uuid, "customerId" uuid, "number" text, "issuedOn" date, "dueOn" date, "currency" text,
        "amountMinor" bigint, "arrivedAt" timestamptz, "paymentUrl" text, "attributes" jsonb)),
    put AS (
      INSERT INTO "Invoice" ("id", "customerId", "number", "issuedOn", "currency", "amountMinor", "arrivedAt",
                             "paymentUrl", "attributes", "importId", "updatedAt")
      SELECT "id", "customerId", "number", "issuedOn", "currency", "amountMinor", "arrivedAt", "paymentUrl",
             "attributes", ${importId}::uuid, now() FROM given)
    INSERT INTO "DueItem" ("id", "invoiceId", "dueOn", "amountMinor")
    SELECT "itemId", "id", "dueOn", "amountMinor" FROM given`);
}

async function insertPayments(
  tx: Tx,
  payments: readonly WrittenPayment[],
  customerOf: CustomerOf,
  importId: string,
  { now }: FactContext,
): Promise<void> {
  if (payments.length === 0) return;
  const rows = payments.map(({ id, customer, externalId, receivedOn, effectiveAt, currency, amountMinor }) => ({
    id,
    customerId: customerOf(customer).id,
    externalId,
    receivedOn,
    effectiveAt: new Date(effectiveAt).toISOString(),
    currency,
    amountMinor: String(amountMinor),
  }));
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Payment" ("id", "customerId", "externalId", "receivedOn", "effectiveAt", "currency", "amountMinor", "importId")
    SELECT r."id", r."customerId", r."externalId", r."receivedOn", r."effectiveAt", r."currency", r."amountMinor",
           ${importId}::uuid
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "id" uuid, "customerId" uuid, "externalId" text, "receivedOn" date, "effectiveAt" timestamptz, "currency" text,
      "amountMinor" bigint)`);
  const allocations = payments.flatMap(({ id, allocations: parts }) =>
    parts.map(({ target, amountMinor }) => ({
      id: newId(now),
      paymentId: id,
      dueItemId: target.itemId,
      amountMinor: String(amountMinor),
    })),
  );
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Allocation" ("id", "paymentId", "dueItemId", "amountMinor")
    SELECT r."id", r."paymentId", r."dueItemId", r."amountMinor"
    FROM jsonb_to_recordset(${JSON.stringify(allocations)}::jsonb) AS r(
      "id" uuid, "paymentId" uuid, "dueItemId" uuid, "amountMinor" bigint)`);
  const paid = payments.flatMap(({ allocations: parts }) => parts.map(({ target }) => target.invoiceId));
  await refreshInvoiceStatus(tx, [...new Set(paid)]);
}
