import { DomainError } from '../../domain/errors';
import { Prisma } from '../../prisma/generated/client';
import { lockCustomers } from '../write/lock-customer';
import { recordFacts } from '../write/record';
import { inTransaction, type DbOrTx, type FactContext } from '../write/transaction';

export type ActivateImportInput = {
  readonly importId: string;
  /** Which of the import's customers; all conditions hold together, none = all. */
  readonly slice: ImportSlice;
};

export type ImportSlice = {
  readonly customerIds?: readonly string[];
  readonly segments?: readonly string[];
  readonly countries?: readonly string[];
  /** The first so many, in the order of the file. */
  readonly first?: number;
};

/** A transaction holds the locks of so many customers. */
const BATCH_CUSTOMERS = 500;

/**
 * Ends the pause of an import's customers, all of them or a slice: from now on they are contacted. Customers that are
 * active or closed stay as they are, so that it can be repeated and done slice by slice.
 * @returns how many were activated
 * @throws DomainError `not-found`, `state-conflict` for a dry run or an import that is not finished
 */
export async function activateImport(
  db: DbOrTx,
  { importId, slice }: ActivateImportInput,
  ctx: FactContext,
): Promise<{ readonly activated: number }> {
  await refuseUnfinished(db, importId);
  const chosen = await pausedCustomerIds(db, importId, slice);
  let activated = 0;
  for (let start = 0; start < chosen.length; start += BATCH_CUSTOMERS) {
    activated += await activate(db, chosen.slice(start, start + BATCH_CUSTOMERS), ctx);
  }
  await db.import.updateMany({
    where: { id: importId, activatedAt: null },
    data: { activatedAt: new Date(ctx.now) },
  });
  return { activated };
}

/** The paused customers of an import that a slice chooses, in the order of the file. */
export async function pausedCustomerIds(
  db: DbOrTx,
  importId: string,
  { customerIds, segments, countries, first }: ImportSlice,
): Promise<readonly string[]> {
  const customers = await db.customer.findMany({
    where: {
      importId,
      engagement: 'paused',
      ...(customerIds === undefined ? {} : { id: { in: [...customerIds] } }),
      ...(segments === undefined ? {} : { segment: { in: [...segments] } }),
      ...(countries === undefined ? {} : { country: { in: [...countries] } }),
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    ...(first === undefined ? {} : { take: first }),
    select: { id: true },
  });
  return customers.map(({ id }) => id);
}

async function activate(db: DbOrTx, customerIds: readonly string[], ctx: FactContext): Promise<number> {
  return inTransaction(db, async (tx) => {
    const paused = (await lockCustomers(tx, customerIds, ctx)).filter(({ engagement }) => engagement === 'paused');
    await tx.$executeRaw(Prisma.sql`
      UPDATE "Customer" SET "engagement" = 'active', "version" = "version" + 1
      WHERE "id" = ANY(${paused.map(({ id }) => id)}::uuid[])`);
    await recordFacts(
      tx,
      paused.map((customer) => ({
        customer,
        entries: [{ kind: 'customer.activated', data: { from: 'paused', reason: null } }],
      })),
      ctx,
    );
    return paused.length;
  });
}

async function refuseUnfinished(db: DbOrTx, importId: string): Promise<void> {
  const found = await db.import.findUnique({ where: { id: importId }, select: { status: true, dryRun: true } });
  if (found === null) {
    throw new DomainError('not-found', { en: `There is no import "${importId}"`, zh: `没有导入 "${importId}"` });
  }
  if (found.dryRun) {
    throw new DomainError('state-conflict', {
      en: 'The import was a dry run and has no customers; import the file first',
      zh: '该导入为试运行，没有客户；请先正式导入',
    });
  }
  if (found.status === 'waiting' || found.status === 'running') {
    throw new DomainError('state-conflict', {
      en: `The import is ${found.status}; expected one that is finished`,
      zh: `该导入的状态是 ${found.status}；应为已结束的导入`,
    });
  }
}
