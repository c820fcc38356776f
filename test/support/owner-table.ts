import type { PrismaClient } from '../../prisma/generated/client';

/** How many customers everybody owns, by name: those without any, too. */
export async function ownerTable(db: PrismaClient): Promise<Readonly<Record<string, number>>> {
  const staff = await db.staff.findMany({ select: { name: true, _count: { select: { customers: true } } } });
  return Object.fromEntries(staff.map(({ name, _count }) => [name, _count.customers]));
}
