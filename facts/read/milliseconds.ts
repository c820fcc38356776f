import { Prisma } from '../../prisma/generated/client';

/** Whole milliseconds of a timestamp, since the epoch, or of an interval. @param expression SQL of ours, never a value */
export function ms(expression: string): Prisma.Sql {
  return Prisma.raw(`(extract(epoch from ${expression}) * 1000)::bigint`);
}
