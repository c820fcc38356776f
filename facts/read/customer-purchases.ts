import type { Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

/** What a customer has bought in the 24 months before an instant. */
export type Purchases = {
  /**
   * Minor units by currency: what was ordered or what was invoiced, whichever is more, since an order and its invoice are
   * the same purchase.
   */
  readonly totals: ReadonlyMap<string, bigint>;
  /** Currency of the latest of them; `null` where there is none. */
  readonly lastCurrency: string | null;
};

export async function readPurchases(db: Db, customerId: string, now: Instant): Promise<Purchases> {
  const until = new Date(now);
  const rows = await db.$queryRaw<{ currency: string; minor: string }[]>(Prisma.sql`
    WITH bought AS (
      SELECT 'order' AS kind, o.currency, o."amountMinor", o."placedAt" AS at FROM "Order" o
      WHERE o."customerId" = ${customerId}::uuid
      UNION ALL
      SELECT 'invoice', i.currency, i."amountMinor", i."issuedOn"::timestamp AT TIME ZONE 'UTC' FROM "Invoice" i
      WHERE i."customerId" = ${customerId}::uuid AND i.status <> 'void'),
    totals AS (
      SELECT currency, kind, sum("amountMinor") AS minor, max(at) AS last FROM bought
      WHERE at > ${until}::timestamptz - interval '24 months' AND at <= ${until}::timestamptz
      GROUP BY currency, kind)
    SELECT currency, max(minor)::text AS minor FROM totals GROUP BY currency ORDER BY max(last) DESC, currency`);
  return {
    totals: new Map(rows.map(({ currency, minor }) => [currency, BigInt(minor)])),
    lastCurrency: rows[0]?.currency ?? null,
  };
}
