import { addDays, daysBetween } from '../../domain/calendar/civil-date';
import { civilDateAt } from '../../domain/calendar/zone';
import type { CreditFacts } from '../../domain/credit/credit-facts';
import { paymentHistory, paymentRisk } from '../../domain/credit/payment-history';
import type { CivilDate, CustomerFacts, Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

/** A customer whose credit is looked at. */
export type CreditSubject = CustomerFacts & {
  /** The customer's now. */
  readonly now: Instant;
  /** When it was entered, in its own time; `null` for a sandbox customer, which was entered in ours. */
  readonly enteredAt: Instant | null;
};

type Row = {
  readonly id: string;
  /** The last money on each settled due item, by its day where a day was given. */
  readonly settled: readonly { readonly dueOn: CivilDate; readonly on: CivilDate | null; readonly at: Instant }[];
  readonly overdue: readonly CivilDate[];
  readonly balanceMinor: string;
  readonly overdueMinor: string;
  readonly brokenPromises: number;
  readonly firstInvoiceOn: CivilDate | null;
  readonly firstOrderAt: Instant | null;
  readonly invoices: number;
  readonly invoicedMinor: string;
  readonly orders: number;
  readonly orderedMinor: string;
};

const DAYS_COUNTED = 365;
const DAY_MS = 86_400_000;

/**
 * What a scorecard looks at, for several customers in one statement: their payment history from the ledger, what they
 * bought and what they owe.
 * @param currency of the money that is counted; the payment history is of all invoices
 */
export async function readCreditFacts(
  db: Db,
  subjects: readonly CreditSubject[],
  currency: string,
): Promise<ReadonlyMap<string, CreditFacts>> {
  if (subjects.length === 0) return new Map();
  const today = new Map(subjects.map(({ id, now, zone }) => [id, civilDateAt(now, zone)]));
  const rows = await db.$queryRaw<{ facts: Row }[]>(factsSql(subjects, today, currency));
  const byId = new Map(rows.map(({ facts }) => [facts.id, facts]));
  return new Map(
    subjects.flatMap((subject): [string, CreditFacts][] => {
      const row = byId.get(subject.id);
      return row === undefined ? [] : [[subject.id, factsOf(subject, row, today.get(subject.id) ?? '')]];
    }),
  );
}

function factsOf(subject: CreditSubject, row: Row, today: CivilDate): CreditFacts {
  const { zone, language, segment, country, attributes, enteredAt } = subject;
  const history = paymentHistory({
    settled: row.settled.map(({ dueOn, on, at }) => daysBetween(dueOn, on ?? civilDateAt(at, zone))),
    overdue: row.overdue.map((dueOn) => daysBetween(dueOn, today)),
  });
  const orderedFirst = row.firstOrderAt === null ? null : civilDateAt(row.firstOrderAt, zone);
  const entered = enteredAt === null ? null : civilDateAt(enteredAt, zone);
  const began = [row.firstInvoiceOn, orderedFirst, entered].filter((on) => on !== null).toSorted()[0] ?? today;
  return {
    customer: { zone, language, segment, country, attributes },
    tenureDays: Math.max(0, daysBetween(began, today)),
    payments: { ...history, risk: paymentRisk(history), brokenPromises: row.brokenPromises },
    purchases:
      row.orders > 0
        ? { count: row.orders, totalMinor: BigInt(row.orderedMinor) }
        : { count: row.invoices, totalMinor: BigInt(row.invoicedMinor) },
    exposure: { balanceMinor: BigInt(row.balanceMinor), overdueMinor: BigInt(row.overdueMinor) },
  };
}

/** A due item that credit notes alone have settled was never paid, and says nothing about how the customer pays. */
function factsSql(
  subjects: readonly CreditSubject[],
  today: ReadonlyMap<string, CivilDate>,
  currency: string,
): Prisma.Sql {
  const given = subjects.map(({ id, now }) => ({
    id,
    today: today.get(id),
    since: addDays(today.get(id) ?? '', -DAYS_COUNTED),
    sinceAt: new Date(now - DAYS_COUNTED * DAY_MS).toISOString(),
    until: new Date(now).toISOString(),
  }));
  return Prisma.sql`
    WITH s AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        AS g("id" uuid, "today" date, "since" date, "sinceAt" timestamptz, "until" timestamptz)
    )
    SELECT json_build_object(
      'id', s."id",
      'settled', COALESCE(paid."settled", '[]'),
      'overdue', COALESCE(open."overdue", '[]'),
      'balanceMinor', COALESCE(open."balanceMinor", 0)::text,
      'overdueMinor', COALESCE(open."overdueMinor", 0)::text,
      'brokenPromises', (SELECT count(*)::int FROM "Interaction" n
        WHERE n."customerId" = s."id" AND n."kind" = 'promise-broken' AND n."at" <= s."until"),
      'firstInvoiceOn', bought."firstOn", 'invoices', bought."count", 'invoicedMinor', COALESCE(bought."minor", 0)::text,
      'firstOrderAt', ordered."firstAt", 'orders', ordered."count", 'orderedMinor', COALESCE(ordered."minor", 0)::text
    ) AS facts
    FROM s
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('dueOn', d."dueOn", 'on', l."on", 'at', l."at")) AS "settled"
      FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i."id"
      CROSS JOIN LATERAL (
        SELECT COALESCE(p."receivedOn", c."issuedOn") AS "on",
               (extract(epoch from COALESCE(p."effectiveAt", c."effectiveAt")) * 1000)::bigint AS "at"
        FROM "Allocation" a LEFT JOIN "Payment" p ON p."id" = a."paymentId"
        LEFT JOIN "CreditNote" c ON c."id" = a."creditNoteId"
        WHERE a."dueItemId" = d."id" ORDER BY COALESCE(p."effectiveAt", c."effectiveAt") DESC LIMIT 1) l
      WHERE i."customerId" = s."id" AND i."status" <> 'void' AND d."settledMinor" = d."amountMinor"
        AND EXISTS (SELECT 1 FROM "Allocation" a WHERE a."dueItemId" = d."id" AND a."paymentId" IS NOT NULL)
    ) paid ON true
    LEFT JOIN LATERAL (
      SELECT json_agg(d."dueOn") FILTER (WHERE d."dueOn" < s."today") AS "overdue",
             sum(d."amountMinor" - d."settledMinor") FILTER (WHERE i."currency" = ${currency}) AS "balanceMinor",
             sum(d."amountMinor" - d."settledMinor")
               FILTER (WHERE i."currency" = ${currency} AND d."dueOn" < s."today") AS "overdueMinor"
      FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i."id"
      WHERE i."customerId" = s."id" AND i."status" = 'open' AND d."settledMinor" < d."amountMinor"
    ) open ON true
    LEFT JOIN LATERAL (
      SELECT min(i."issuedOn") AS "firstOn",
             (count(*) FILTER (WHERE i."currency" = ${currency} AND i."issuedOn" > s."since"))::int AS "count",
             sum(i."amountMinor") FILTER (WHERE i."currency" = ${currency} AND i."issuedOn" > s."since") AS "minor"
      FROM "Invoice" i WHERE i."customerId" = s."id" AND i."status" <> 'void'
    ) bought ON true
    LEFT JOIN LATERAL (
      SELECT (extract(epoch from min(o."placedAt")) * 1000)::bigint AS "firstAt",
             (count(*) FILTER (WHERE o."currency" = ${currency} AND o."placedAt" > s."sinceAt"))::int AS "count",
             sum(o."amountMinor") FILTER (WHERE o."currency" = ${currency} AND o."placedAt" > s."sinceAt") AS "minor"
      FROM "Order" o WHERE o."customerId" = s."id" AND o."placedAt" <= s."until"
    ) ordered ON true`;
}
