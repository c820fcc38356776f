import { Prisma } from '../../prisma/generated/client';

/**
 * Whom a change concerns that is nobody's fact: `engaged` are active customers who owe something or have an episode that
 * runs, for what says when and whether messages go; `active` is every active customer, for what lifecycles look at.
 */
export type Audience = 'engaged' | 'active';

/** Whether a customer, `c` in the statement, belongs to the audience. */
export function isConcerned(audience: Audience): Prisma.Sql {
  const active = Prisma.sql`c."engagement" = 'active'`;
  if (audience === 'active') return active;
  return Prisma.sql`${active} AND (
    EXISTS (SELECT 1 FROM "Invoice" i WHERE i."customerId" = c."id" AND i."status" = 'open')
    OR EXISTS (
      SELECT 1 FROM "Episode" e WHERE e."customerId" = c."id" AND e."status" = 'running' AND e."kind" <> 'lifecycle'))`;
}
