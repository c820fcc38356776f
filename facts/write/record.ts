import { Prisma } from '../../prisma/generated/client';
import type { LockedCustomer } from './lock-customer';
import type { TimelineEntry } from './timeline-entry';
import type { FactContext, Tx } from './transaction';

/**
 * Ends a command that changed facts of a locked customer: counts the change, writes the timeline, and puts one event on
 * its way to the customer's workflows, unless `ctx` says that they know. The relay is woken when the transaction commits.
 * @param entries at least one; the first names the event
 */
export async function recordFact(
  tx: Tx,
  customer: ToldFact['customer'],
  entries: readonly [TimelineEntry, ...TimelineEntry[]],
  ctx: FactContext,
): Promise<void> {
  await recordFacts(tx, [{ customer, entries }], ctx);
}

/** The same for several customers, in one statement. */
export async function recordFacts(tx: Tx, facts: readonly RecordedFact[], ctx: FactContext): Promise<void> {
  if (facts.length === 0) return;
  const wakes = facts.map(({ customer, entries }) => ({ customerId: customer.id, kind: entries[0].kind }));
  const counted = Prisma.sql`counted AS (
      UPDATE "Customer" SET "factsVersion" = "factsVersion" + 1, "updatedAt" = now()
      WHERE "id" = ANY(${wakes.map(({ customerId }) => customerId)}::uuid[]))`;
  if (ctx.wakes === false) {
    await tx.$executeRaw(Prisma.sql`WITH ${counted} ${timelineInsert(facts, ctx)}`);
    return;
  }
  await tx.$queryRaw(Prisma.sql`
    WITH ${counted}, told AS (${timelineInsert(facts, ctx)}), put AS (${outboxInsert(wakes)})
    SELECT ${NOTIFY}`);
}

type ToldFact = {
  readonly customer: Pick<LockedCustomer, 'id' | 'nowMs'>;
  readonly entries: readonly TimelineEntry[];
};
type RecordedFact = ToldFact & { readonly entries: readonly [TimelineEntry, ...TimelineEntry[]] };
type Wake = { readonly customerId: string; readonly kind: string };

/** Writes the timeline alone: for what people should read and no decision looks at. */
export async function recordTimeline(tx: Tx, facts: readonly ToldFact[], ctx: FactContext): Promise<void> {
  await tx.$executeRaw(timelineInsert(facts, ctx));
}

/** Puts one event per customer on its way. Several at once are one statement and one notification. */
export async function wakeCustomers(tx: Tx, wakes: readonly Wake[]): Promise<void> {
  if (wakes.length === 0) return;
  await tx.$queryRaw(Prisma.sql`WITH put AS (${outboxInsert(wakes)}) SELECT ${NOTIFY}`);
}

/** Wakes the relay at commit. PostgreSQL folds equal notifications of one transaction into one. */
export const NOTIFY = Prisma.sql`pg_notify('outbox', '')::text AS notified`;

function timelineInsert(facts: readonly ToldFact[], ctx: FactContext): Prisma.Sql {
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
  return Prisma.sql`
    INSERT INTO "TimelineEvent" ("customerId", "at", "recordedAt", "kind", "actor", "data", "invoiceId")
    SELECT e."customerId", e."at", e."recordedAt", e."kind", e."actor", e."data", e."invoiceId"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(
      "customerId" uuid, "at" timestamptz, "recordedAt" timestamptz, "kind" text, "actor" text, "data" jsonb, "invoiceId" uuid)`;
}

function outboxInsert(wakes: readonly Wake[]): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "Outbox" ("customerId", "kind")
    SELECT w."customerId", w."kind"
    FROM jsonb_to_recordset(${JSON.stringify(wakes)}::jsonb) AS w("customerId" uuid, "kind" text)`;
}
