import { Prisma } from '../../prisma/generated/client';
import type { LockedCustomer } from './lock-customer';
import type { TimelineEntry } from './timeline-entry';
import type { FactContext, Tx } from './transaction';

/**
 * Ends a command that changed facts of a locked customer: counts the change, writes the timeline, and puts one event on
 * its way to the customer's workflow. The relay is woken when the transaction commits.
 * @param entries at least one; the first names the event
 */
export async function recordFact(
  tx: Tx,
  customer: LockedCustomer,
  entries: readonly [TimelineEntry, ...TimelineEntry[]],
  ctx: FactContext,
): Promise<void> {
  await recordFacts(tx, [{ customer, entries }], ctx);
}

/** The same for several customers, in three statements. */
export async function recordFacts(
  tx: Tx,
  facts: readonly {
    readonly customer: LockedCustomer;
    readonly entries: readonly [TimelineEntry, ...TimelineEntry[]];
  }[],
  ctx: FactContext,
): Promise<void> {
  const wakes = facts.map(({ customer, entries }) => ({ customerId: customer.id, kind: entries[0].kind }));
  await tx.$executeRaw(Prisma.sql`
    UPDATE "Customer" SET "factsVersion" = "factsVersion" + 1, "updatedAt" = now()
    WHERE "id" = ANY(${wakes.map(({ customerId }) => customerId)}::uuid[])`);
  await recordTimeline(tx, facts, ctx);
  await wakeCustomers(tx, wakes);
}

/** Writes the timeline alone: for what people should read and no decision looks at. */
export async function recordTimeline(
  tx: Tx,
  facts: readonly {
    readonly customer: Pick<LockedCustomer, 'id' | 'nowMs'>;
    readonly entries: readonly TimelineEntry[];
  }[],
  ctx: FactContext,
): Promise<void> {
  const rows = facts.flatMap(({ customer, entries }) =>
    entries.map(({ kind, data, invoiceId }) => ({
      customerId: customer.id,
      at: new Date(customer.nowMs).toISOString(),
      recordedAt: new Date(ctx.now).toISOString(),
      kind,
      actor: ctx.actor,
      data,
      invoiceId: invoiceId ?? null,
    })),
  );
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "TimelineEvent" ("customerId", "at", "recordedAt", "kind", "actor", "data", "invoiceId")
    SELECT e."customerId", e."at", e."recordedAt", e."kind", e."actor", e."data", e."invoiceId"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(
      "customerId" uuid, "at" timestamptz, "recordedAt" timestamptz, "kind" text, "actor" text, "data" jsonb, "invoiceId" uuid)`);
}

/** Puts one event per customer on its way. Several at once are one statement and one notification. */
export async function wakeCustomers(
  tx: Tx,
  wakes: readonly { readonly customerId: string; readonly kind: string }[],
): Promise<void> {
  if (wakes.length === 0) return;
  await tx.$queryRaw(Prisma.sql`
    WITH put AS (
      INSERT INTO "Outbox" ("customerId", "kind")
      SELECT w."customerId", w."kind"
      FROM jsonb_to_recordset(${JSON.stringify(wakes)}::jsonb) AS w("customerId" uuid, "kind" text)
      RETURNING 1)
    SELECT count(*)::int AS put, ${NOTIFY} FROM put`);
}

/** Wakes the relay at commit. PostgreSQL folds equal notifications of one transaction into one. */
export const NOTIFY = Prisma.sql`pg_notify('outbox', '')::text AS notified`;
