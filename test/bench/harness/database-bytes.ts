import type { PrismaClient } from '../../../prisma/generated/client';

/** Rows and their index entries: files grow by whole blocks of 8 kB, and keep what updates have left. */
export async function databaseBytes(db: PrismaClient): Promise<number> {
  const [row] = await db.$queryRaw<{ bytes: bigint }[]>`
    SELECT sum(pg_total_relation_size(oid))::bigint AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  return Number(row?.bytes ?? 0);
}
