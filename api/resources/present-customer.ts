import type { z } from 'zod';
import { civilDateAt } from '../../domain/calendar/zone';
import { standsByDefault, type ContactPointRow } from '../../facts/write/contact-row';
import { Prisma, type Customer } from '../../prisma/generated/client';
import { PURPOSES } from '../contract/fields';
import type { contactPointOut } from '../contract/contact-points';
import type { customerDetailOut, customerOut } from '../contract/customers';
import type { Db } from '../http/call';
import { amountOf, iso, isoOrNull } from '../http/handler-tools';

export function presentCustomer(row: Customer): z.input<typeof customerOut> {
  const { id, externalId, name, segment, country, zone, language, ownerId, groupId } = row;
  const { engagement, testClockId, importId, version } = row;
  return {
    id,
    externalId,
    name,
    segment,
    country,
    zone,
    language,
    attributes: row.attributes as Record<string, unknown>,
    ownerId,
    queue: ownerId === null ? row.queue : null,
    groupId,
    stage: row.stage.replace('_', '-'),
    engagement,
    creditHoldAt: isoOrNull(row.creditHoldAt),
    testClockId,
    now: isoOrNull(row.clockNowAt),
    importId,
    version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}

/** A contact point with what holds for each purpose, said or by default. */
export function presentContactPoint(row: ContactPointRow): z.input<typeof contactPointOut> {
  const { id, customerId, channel, address, role, stateCode, version } = row;
  return {
    id,
    customerId,
    channel,
    address,
    role,
    state: row.state === 'opted_out' ? 'opted-out' : row.state,
    stateCode,
    consents: PURPOSES.map((purpose) => {
      const said = row.consents.find((consent) => consent.purpose === purpose);
      if (said === undefined) return { purpose, granted: standsByDefault(purpose), source: null, at: null };
      return { purpose, granted: said.granted, source: said.source, at: iso(said.at) };
    }),
    version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}

type BalanceRow = {
  readonly currency: string;
  readonly openMinor: bigint;
  readonly overdueMinor: bigint;
  readonly creditMinor: bigint;
  readonly openInvoices: number;
};

/** What a customer owes and has to its credit, by currency, as of its own today. */
export async function balancesOf(
  db: Db,
  customer: Pick<Customer, 'id' | 'zone' | 'clockNowAt'>,
  now: number,
): Promise<z.input<typeof customerDetailOut>['balances']> {
  const today = civilDateAt(customer.clockNowAt?.getTime() ?? now, customer.zone);
  const rows = await db.$queryRaw<BalanceRow[]>(Prisma.sql`
    SELECT b."currency",
           sum(b."open")::bigint AS "openMinor", sum(b."overdue")::bigint AS "overdueMinor",
           sum(b."credit")::bigint AS "creditMinor", count(DISTINCT b."invoiceId")::int AS "openInvoices"
    FROM (
      SELECT i."currency", i."id" AS "invoiceId", d."amountMinor" - d."settledMinor" AS "open",
             CASE WHEN d."dueOn" < ${today}::date THEN d."amountMinor" - d."settledMinor" ELSE 0 END AS "overdue",
             0 AS "credit"
      FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i."id"
      WHERE i."customerId" = ${customer.id}::uuid AND i."status" = 'open' AND d."settledMinor" < d."amountMinor"
      UNION ALL
      SELECT p."currency", NULL, 0, 0, p."amountMinor" - p."allocatedMinor"
      FROM "Payment" p WHERE p."customerId" = ${customer.id}::uuid AND p."reversedAt" IS NULL
      UNION ALL
      SELECT n."currency", NULL, 0, 0, n."amountMinor" - n."allocatedMinor"
      FROM "CreditNote" n WHERE n."customerId" = ${customer.id}::uuid) AS b
    GROUP BY b."currency" HAVING sum(b."open") > 0 OR sum(b."credit") > 0
    ORDER BY b."currency"`);
  return rows.map(({ currency, openMinor, overdueMinor, creditMinor, openInvoices }) => ({
    currency,
    open: amountOf(openMinor, currency),
    overdue: amountOf(overdueMinor, currency),
    credit: amountOf(creditMinor, currency),
    openInvoices,
  }));
}
