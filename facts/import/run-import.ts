import { DomainError } from '../../domain/errors';
import type { Mapping } from '../../domain/import/mapping';
import { parseMapping } from '../../domain/import/parse-mapping';
import type { Import, PrismaClient } from '../../prisma/generated/client';
import { faultError } from '../write/fault-error';
import { inTransaction, type FactContext } from '../write/transaction';
import { saveRowFaults } from './row-faults';
import { importErrorOf } from './import-error';
import { inspectCsv, type CsvEncoding, type CsvSource } from './csv-source';
import { planBatch, type PlannedBefore } from './plan-batch';
import { readBatches, type Batch } from './read-batches';
import { readStanding } from './standing-facts';
import { writeBatch } from './write-batch';

export type RunImportInput = {
  readonly importId: string;
  readonly source: CsvSource;
  /** Default `auto`. */
  readonly encoding?: CsvEncoding;
};

/** The machine's clock, in epoch milliseconds. */
type Clock = () => number;

/**
 * Does an import that `createImport` has registered, and returns its row when it is `done` or `failed`.
 *
 * The file is read twice. The first time every row is checked, against the others and against what is there. Then, unless
 * it is a dry run or a bad row forbids it, rows are written in batches, each in one transaction with its progress.
 *
 * New customers start paused. An import adds facts and changes none, and every fact of a file has an ID that depends on
 * nothing but the fact: where a process stops in the middle, `failInterruptedImports` says so, and importing the same file
 * again adds what is missing.
 *
 * @param actor as in the timeline
 * @throws DomainError `state-conflict` where it has been started already
 */
export async function runImport(db: PrismaClient, input: RunImportInput, clock: Clock): Promise<Import> {
  const { importId, source, encoding = 'auto' } = input;
  const started = await start(db, importId, clock);
  const ctx = (): FactContext => ({ actor: `import:${importId}`, now: clock() });
  try {
    const { mapping, faults } = parseMapping(started.mapping);
    if (mapping === null) throw faultError('mapping-not-valid', faults);
    const form = await inspectCsv(source, encoding);
    const job: Job = { db, importId, mapping, ctx, batches: () => readBatches(source, form, mapping) };
    const { badRows } = await check(job, started.dryRun);
    if (badRows.size > 0 && started.mode === 'all-or-nothing' && !started.dryRun) throw badRowsError(badRows.size);
    if (!started.dryRun) await write(job, badRows);
    return await db.import.update({
      where: { id: importId },
      data: { status: 'done', finishedAt: new Date(clock()) },
    });
  } catch (error) {
    return await fail(db, importId, error, clock);
  }
}

type Job = {
  readonly db: PrismaClient;
  readonly importId: string;
  readonly mapping: Mapping;
  readonly ctx: () => FactContext;
  readonly batches: () => AsyncGenerator<Batch>;
};

async function start(db: PrismaClient, importId: string, clock: Clock): Promise<Import> {
  const { count } = await db.import.updateMany({
    where: { id: importId, status: 'waiting' },
    data: { status: 'running', heartbeatAt: new Date(clock()) },
  });
  if (count === 1) return db.import.findUniqueOrThrow({ where: { id: importId } });
  throw new DomainError('state-conflict', {
    en: `Import "${importId}" is not waiting; expected one that was never started`,
    zh: `导入 "${importId}" 不在等待状态；应为从未开始过的导入`,
  });
}

/** Reads the whole file without writing facts; a dry run keeps the counts of what would be written. */
async function check(
  { db, importId, mapping, ctx, batches }: Job,
  dryRun: boolean,
): Promise<{ readonly badRows: ReadonlySet<number> }> {
  const badRows = new Set<number>();
  const before: PlannedBefore = { customers: new Set(), invoices: new Set() };
  let rowsTotal = 0;
  for await (const { rows, faults, rowsRead } of batches()) {
    const { now } = ctx();
    const standing = await readStanding(db, rows, { lock: false, now });
    const plan = planBatch(rows, standing, mapping, before, now);
    const found = [...faults, ...plan.faults];
    for (const { row } of found) badRows.add(row);
    rowsTotal += rowsRead;
    await saveRowFaults(db, importId, found);
    await db.import.update({
      where: { id: importId },
      data: {
        heartbeatAt: new Date(now),
        rowsBad: badRows.size,
        ...(dryRun ? { rowsRead: rowsTotal, ...counted(plan) } : {}),
      },
    });
  }
  await db.import.update({ where: { id: importId }, data: { rowsTotal } });
  return { badRows };
}

async function write({ db, importId, mapping, ctx, batches }: Job, badRows: ReadonlySet<number>): Promise<void> {
  for await (const batch of batches()) {
    const rows = batch.rows.filter(({ facts }) => !badRows.has(facts.row));
    await inTransaction(db, async (tx) => {
      const now = ctx();
      const standing = await readStanding(tx, rows, { lock: true, now: now.now });
      // Nothing is carried over from batch to batch: what earlier ones wrote stands, also when this one is repeated.
      const plan = planBatch(rows, standing, mapping, { customers: new Set(), invoices: new Set() }, now.now);
      await writeBatch(tx, plan, standing, importId, now);
      // Conflicts that have come up since the check.
      const conflicts = new Set(plan.faults.map(({ row }) => row)).size;
      await saveRowFaults(tx, importId, plan.faults);
      await tx.import.update({
        where: { id: importId },
        data: {
          heartbeatAt: new Date(now.now),
          rowsRead: { increment: batch.rowsRead },
          rowsBad: { increment: conflicts },
          ...counted(plan),
        },
      });
    });
  }
}

type Increment = { readonly increment: number };

function counted(plan: ReturnType<typeof planBatch>): {
  readonly customersCreated: Increment;
  readonly invoicesCreated: Increment;
  readonly paymentsCreated: Increment;
  readonly unchanged: Increment;
} {
  return {
    customersCreated: { increment: plan.customers.length },
    invoicesCreated: { increment: plan.invoices.length },
    paymentsCreated: { increment: plan.payments.length },
    unchanged: { increment: plan.unchanged },
  };
}

function badRowsError(count: number): DomainError {
  return new DomainError('rows-not-valid', {
    en: `${count} ${count === 1 ? 'row is' : 'rows are'} bad, so nothing was written`,
    zh: `有 ${count} 行错误，因此未写入任何内容`,
  });
}

async function fail(db: PrismaClient, importId: string, error: unknown, clock: Clock): Promise<Import> {
  // What goes wrong here without a code is a fault of ours, and its text may hold a customer's data.
  const told = error instanceof DomainError ? importErrorOf(error.code, error.detail) : { error: 'internal-error' };
  const row = await db.import.update({
    where: { id: importId },
    data: { status: 'failed', ...told, finishedAt: new Date(clock()) },
  });
  if (error instanceof DomainError) return row;
  throw error;
}
