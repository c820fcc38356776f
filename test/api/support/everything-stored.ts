import type { PrismaClient } from '../../../prisma/generated/client';

/** A hash of each table's rows: equal before and after where nothing was written. */
export async function everythingStored(prisma: PrismaClient): Promise<Readonly<Record<string, string>>> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`;
  const hashes = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS hash FROM "${name}" t`,
  );
  const rows = await prisma.$queryRawUnsafe<{ name: string; hash: string }[]>(hashes.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
