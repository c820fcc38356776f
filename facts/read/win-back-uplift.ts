import type { Instant } from '../../domain/types';
import type { MeasuredGroup } from '../../domain/win-back/uplift';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

export type CountedGroup = MeasuredGroup & { readonly started: number };
export type UpliftCounts = { readonly treated: CountedGroup; readonly holdOut: CountedGroup };

type Row = { readonly holdOut: boolean; readonly started: number; readonly measured: number; readonly won: number };

const NOBODY: CountedGroup = { started: 0, measured: 0, won: 0 };

/**
 * Who was treated and who was held out by the versions of one policy, and who ordered while it was measured, in the same
 * way for both: by orders and invoices, not by how the win-back ended. Those that were stopped are left out, since nobody
 * is measured for the whole time by them.
 * @param now the machine's clock; sandbox customers are measured by their own
 */
export async function readUplift(db: Db, policyId: string, now: Instant): Promise<UpliftCounts> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    WITH judged AS (
      SELECT w."holdOut", w."measureUntilAt" <= COALESCE(c."clockNowAt", ${new Date(now)}) AS "isMeasured",
        EXISTS (SELECT 1 FROM "Order" o
          WHERE o."customerId" = w."customerId" AND o."placedAt" >= w."createdAt" AND o."placedAt" < w."measureUntilAt")
        OR EXISTS (SELECT 1 FROM "Invoice" i
          WHERE i."customerId" = w."customerId" AND i.status <> 'void' AND i."arrivedAt" < w."measureUntilAt"
            AND i."issuedOn" > (w."createdAt" AT TIME ZONE c.zone)::date) AS "isWon"
      FROM "WinBack" w
        JOIN "Customer" c ON c.id = w."customerId"
        JOIN "Episode" e ON e.id = w.id
        JOIN "DocumentVersion" v ON v.id = w."policyVersionId"
      WHERE v."documentId" = ${policyId}::uuid AND e.outcome IS DISTINCT FROM 'stopped')
    SELECT "holdOut", count(*)::int AS started, count(*) FILTER (WHERE "isMeasured")::int AS measured,
      count(*) FILTER (WHERE "isMeasured" AND "isWon")::int AS won
    FROM judged GROUP BY "holdOut"`);
  const group = (isHeldOut: boolean): CountedGroup => {
    const row = rows.find(({ holdOut }) => holdOut === isHeldOut);
    return row === undefined ? NOBODY : { started: row.started, measured: row.measured, won: row.won };
  };
  return { treated: group(false), holdOut: group(true) };
}
