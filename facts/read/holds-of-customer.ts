import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

/** The IDs of the holds that concern a customer, ended ones too: its own, those of its invoices and of its group. */
export async function holdsOfCustomer(db: Db, customerId: string): Promise<readonly string[]> {
  // Each part by its index: asked in one condition, every hold that there is would be read.
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT h."id" FROM "Hold" h WHERE h."customerId" = ${customerId}::uuid
    UNION ALL
    SELECT h."id" FROM "Invoice" i JOIN "Hold" h ON h."invoiceId" = i."id" WHERE i."customerId" = ${customerId}::uuid
    UNION ALL
    SELECT h."id" FROM "Customer" c JOIN "Hold" h ON h."groupId" = c."groupId" WHERE c."id" = ${customerId}::uuid`);
  return rows.map(({ id }) => id);
}
