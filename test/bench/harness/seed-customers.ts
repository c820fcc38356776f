import type { Client as PgClient } from 'pg';

export type NewCustomers = {
  /** Begins the external IDs and addresses; one for each call. */
  readonly name: string;
  /** The instant at which each customer's reminder is due. */
  readonly dueAts: readonly number[];
  /** Open invoices of each customer, all of them named by the one reminder. Default 1. */
  readonly invoicesEach?: number;
};

const DAY_MS = 86_400_000;

export function addressOf(name: string, index: number): string {
  return `${name}-${index}@bench.example`;
}

/**
 * Writes customers as the API would have: overdue invoices, one email address, and a message of one day before
 * `dueAt`, which the contact policy's gap keeps the next one away from. The relay tells their workflows.
 */
export async function seedCustomers(pg: PgClient, { name, dueAts, invoicesEach = 1 }: NewCustomers): Promise<void> {
  await pg.query('BEGIN');
  await pg.query(
    `WITH given AS MATERIALIZED (
      SELECT g.n - 1 AS n, to_timestamp(g.last / 1000.0) AS last, gen_random_uuid() AS id,
             gen_random_uuid() AS "pointId", gen_random_uuid() AS "touchId"
      FROM unnest($2::float8[]) WITH ORDINALITY AS g(last, n)),
    invoices AS MATERIALIZED (
      SELECT gen_random_uuid() AS "invoiceId", given.id AS "customerId", format('%s-%s-%s', $1::text, n, k) AS number
      FROM given, generate_series(1, $3::int) AS k),
    customer AS (
      INSERT INTO "Customer" (id, "externalId", name, country, zone, "updatedAt", "factsVersion")
      SELECT id, format('%s-%s', $1::text, n), format('Customer %s', n), 'US', 'UTC', now(), 1 FROM given),
    point AS (
      INSERT INTO "ContactPoint" (id, "customerId", channel, address, "updatedAt")
      SELECT "pointId", id, 'email', format('%s-%s@bench.example', $1::text, n), now() FROM given),
    invoice AS (
      INSERT INTO "Invoice" (id, "customerId", number, "issuedOn", currency, "amountMinor", "arrivedAt", "updatedAt")
      SELECT "invoiceId", "customerId", number, current_date - 30, 'USD', 10000, now(), now() FROM invoices),
    item AS (
      INSERT INTO "DueItem" (id, "invoiceId", "dueOn", "amountMinor")
      SELECT gen_random_uuid(), "invoiceId", current_date - 2, 10000 FROM invoices),
    touch AS (
      INSERT INTO "Touch" (id, "customerId", episode, action, status, at, reason, "workflowId", "runId")
      SELECT "touchId", id, 'collections', 'email', 'done', last, '{}', 'bench', 'bench' FROM given),
    message AS (
      INSERT INTO "Message" (id, "touchId", "customerId", "contactPointId", channel, purpose, address, template,
                             "templateVersion", language, state, "attemptToken", at, "sentAt", "bodyText")
      SELECT gen_random_uuid(), "touchId", id, "pointId", 'email', 'collections',
             format('%s-%s@bench.example', $1::text, n), 'reminder-1', 1, 'en', 'sent', 'bench', last, last, '' FROM given)
    INSERT INTO "Outbox" ("customerId", kind) SELECT id, 'invoice.issued' FROM given`,
    [name, dueAts.map((at) => at - DAY_MS), invoicesEach],
  );
  await pg.query(`SELECT pg_notify('outbox', '')`);
  await pg.query('COMMIT');
}

/** How many of these customers' workflows have planned their next touch and seen every fact. */
export async function countPlanned(pg: PgClient, name: string): Promise<number> {
  const { rows } = await pg.query<{ planned: number }>(
    `SELECT count(*)::int AS planned FROM "Episode" e JOIN "Customer" c ON c.id = e."customerId"
     WHERE e.kind = 'collections' AND e."nextAt" IS NOT NULL AND e."plannedFacts" = c."factsVersion"
       AND c."externalId" LIKE $1 || '-%'`,
    [name],
  );
  return rows[0]?.planned ?? 0;
}
