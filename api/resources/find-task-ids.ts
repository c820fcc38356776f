import { Prisma } from '../../prisma/generated/client';
import type { Db } from '../http/call';
import type { Orders, Wanted } from '../http/keyset';
import { keysetSql } from '../http/keyset-sql';

export const TASK_ORDERS: Orders = {
  dueAt: { column: 'dueAt', type: 'instant', direction: 'asc', nullable: true },
  '-dueAt': { column: 'dueAt', type: 'instant', direction: 'desc', nullable: true },
  createdAt: { column: 'createdAt', type: 'instant', direction: 'asc' },
  '-createdAt': { column: 'createdAt', type: 'instant', direction: 'desc' },
};

/** Conditions that hold together; one that is left out is none. */
export type TaskFilter = {
  readonly status?: readonly string[] | undefined;
  readonly queue?: string | undefined;
  readonly kind?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly unowned?: boolean | undefined;
  readonly customerId?: string | undefined;
  readonly episode?: string | undefined;
  readonly dueBefore?: string | undefined;
  readonly overdue?: boolean | undefined;
  /** The machine's clock. */
  readonly now: number;
};

/**
 * The tasks of one page, in its order. In SQL, since whether a sandbox customer's task is late depends on that customer's
 * own clock: a comparison of two tables.
 */
export async function findTaskIds(db: Db, filter: TaskFilter, wanted: Wanted): Promise<readonly string[]> {
  const { after, orderBy } = keysetSql(wanted, 't');
  const rows = await db.$queryRaw<{ readonly id: string }[]>(Prisma.sql`
    SELECT t."id" FROM "Task" t JOIN "Customer" c ON c."id" = t."customerId"
    WHERE ${Prisma.join([...conditionsOf(filter), after], ' AND ')} ORDER BY ${orderBy} LIMIT ${wanted.take}`);
  return rows.map(({ id }) => id);
}

function conditionsOf(filter: TaskFilter): readonly Prisma.Sql[] {
  const { status = ['open', 'claimed'], queue, kind, ownerId, unowned, customerId, episode, dueBefore } = filter;
  return [
    Prisma.sql`t."status" = ANY(${[...status]}::"TaskStatus"[])`,
    ...(queue === undefined ? [] : [Prisma.sql`t."queue" = ${queue}`]),
    ...(kind === undefined ? [] : [Prisma.sql`t."kind" = ${kind}`]),
    ...(unowned === undefined ? [] : [Prisma.sql`(t."ownerId" IS NULL) = ${unowned}`]),
    ...(ownerId === undefined ? [] : [Prisma.sql`t."ownerId" = ${ownerId}::uuid`]),
    ...(customerId === undefined ? [] : [Prisma.sql`t."customerId" = ${customerId}::uuid`]),
    ...(episode === undefined ? [] : [Prisma.sql`t."episodeId" = ${episode}::uuid`]),
    ...(dueBefore === undefined ? [] : [Prisma.sql`t."dueAt" < ${new Date(dueBefore)}`]),
    ...(filter.overdue === undefined ? [] : [Prisma.sql`(${isOverdue(filter.now)}) = ${filter.overdue}`]),
  ];
}

/** Open past its due time: by the customer's own clock where it has one. */
function isOverdue(now: number): Prisma.Sql {
  return Prisma.sql`t."closedAt" IS NULL AND t."dueAt" IS NOT NULL AND t."dueAt" < COALESCE(c."clockNowAt", ${new Date(now)})`;
}
