import { Prisma } from '../../prisma/generated/client';
import type { Wanted } from './keyset';

/**
 * Where a page begins and how it is ordered, for a list that is read in SQL.
 * @param table alias of the table that the order's column and the ID are of
 */
export function keysetSql(
  { order, position }: Pick<Wanted, 'order' | 'position'>,
  table: string,
): { readonly after: Prisma.Sql; readonly orderBy: Prisma.Sql } {
  // Names of ours; no caller writes them.
  const column = Prisma.raw(`${table}."${order.column}"`);
  const id = Prisma.raw(`${table}."id"`);
  const direction = Prisma.raw(order.direction);
  return {
    after: position === null ? Prisma.sql`true` : beyond(),
    orderBy: Prisma.sql`${column} ${direction} NULLS LAST, ${id} ${direction}`,
  };

  function beyond(): Prisma.Sql {
    const than = Prisma.raw(order.direction === 'asc' ? '>' : '<');
    const idBeyond = Prisma.sql`${id} ${than} ${position?.id}::uuid`;
    if (position?.value === null) return Prisma.sql`(${column} IS NULL AND ${idBeyond})`;
    const value = position?.value;
    const nulls = order.nullable === true ? Prisma.sql`${column} IS NULL` : Prisma.sql`false`;
    return Prisma.sql`(${column} ${than} ${value} OR (${column} = ${value} AND ${idBeyond}) OR ${nulls})`;
  }
}
