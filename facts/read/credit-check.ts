import { civilDateAt } from '../../domain/calendar/zone';
import type { CreditCheckFacts } from '../../domain/credit/check-credit';
import { parseScorecard } from '../../domain/credit/parse-scorecard';
import type { CustomerFacts, Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';
import { publishedFor } from './published-documents';

type Row = {
  readonly balanceMinor: bigint;
  readonly overdueMinor: bigint;
  readonly creditHoldAt: Date | null;
  readonly currency: string | null;
  readonly limitMinor: bigint | null;
  readonly termsDays: number | null;
};

/**
 * What a credit check looks at. The overdue total that asks for a review by the published scorecard blocks here too.
 * @param now the customer's now
 */
export async function readCreditCheck(
  db: Db,
  customer: CustomerFacts,
  { currency, amountMinor, now }: { readonly currency: string; readonly amountMinor: bigint; readonly now: Instant },
): Promise<CreditCheckFacts> {
  const today = civilDateAt(now, customer.zone);
  const [row] = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT COALESCE(open."balance", 0)::bigint AS "balanceMinor", COALESCE(open."overdue", 0)::bigint AS "overdueMinor",
           c."creditHoldAt", t."currency", t."limitMinor", t."termsDays"
    FROM "Customer" c
    LEFT JOIN "CreditTerms" t ON t."customerId" = c."id" AND t."untilAt" IS NULL
    LEFT JOIN LATERAL (
      SELECT sum(d."amountMinor" - d."settledMinor") AS "balance",
             sum(d."amountMinor" - d."settledMinor") FILTER (WHERE d."dueOn" < ${today}::date) AS "overdue"
      FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i."id"
      WHERE i."customerId" = c."id" AND i."status" = 'open' AND i."currency" = ${currency}
        AND d."settledMinor" < d."amountMinor"
    ) open ON true
    WHERE c."id" = ${customer.id}::uuid`);
  if (row === undefined) throw new Error(`There is no customer ${customer.id}`);
  const { balanceMinor, overdueMinor, creditHoldAt, currency: inCurrency, limitMinor, termsDays } = row;
  const scorecard = await publishedFor(db, 'scorecard', customer, parseScorecard);
  return {
    currency,
    amountMinor,
    terms:
      inCurrency === null || limitMinor === null || termsDays === null
        ? null
        : { currency: inCurrency, limitMinor, termsDays },
    balanceMinor,
    overdueMinor,
    overdueOverMinor: scorecard?.value.reviewOn.overdueOver.get(currency) ?? null,
    isOnCreditHold: creditHoldAt !== null,
  };
}
