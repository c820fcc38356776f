import type { Tx } from '../../facts/write/transaction';

/** Whether something is still owed of what a touch names. */
export async function isOwed(tx: Tx, touchId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ readonly isOwed: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM "TouchItem" x JOIN "DueItem" d ON d."id" = x."subjectId" JOIN "Invoice" i ON i."id" = d."invoiceId"
      WHERE x."touchId" = ${touchId}::uuid AND x."outcome" IN ('done', 'merged')
        AND i."status" = 'open' AND d."settledMinor" < d."amountMinor") AS "isOwed"`;
  return row?.isOwed === true;
}
