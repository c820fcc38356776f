import type { PrismaClient } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import type { Instant } from '../../domain/types';

/** Inside a transaction that the caller has begun. */
export type Tx = Prisma.TransactionClient;
/** Commands begin a transaction of their own on a client, and take part in the caller's on a transaction. */
export type DbOrTx = PrismaClient | Tx;

/** Who enters a fact, and when by the machine's clock. */
export type FactContext = {
  /** As in the timeline: `staff:…`, `key:…`, `workflow`, `customer`, `provider`, `import:…`, `clock`. */
  readonly actor: string;
  /** The machine's clock; a sandbox customer's own now is read from its row. */
  readonly now: Instant;
  /**
   * Whether the customer's workflows are to be told. Default `true`; `false` where the only one that runs records the
   * fact itself and plans on.
   */
  readonly wakes?: boolean;
};

/** What a command did: `unchanged` means that the same fact was already there, and nothing was written. */
export type Written<Row> = { readonly outcome: 'recorded' | 'unchanged'; readonly row: Row };

/** A clash is over when the other transaction has committed; what then stands is seen by the second attempt. */
const ATTEMPTS = 3;

/**
 * Runs `work` in one transaction: a new one on a client, the caller's on a transaction.
 *
 * A new one is repeated where it was refused for meeting another (deadlock, or a unique key that the other has just
 * taken), so `work` must have no effects but in the database.
 */
export async function inTransaction<T>(db: DbOrTx, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (!isClient(db)) return work(db);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isClash(error)) throw error;
    }
  }
}

/** A transaction can begin another inside it, by a savepoint; only a client can connect. */
function isClient(db: DbOrTx): db is PrismaClient {
  return '$connect' in db;
}

/** Prisma: a unique key is taken; a write conflict or deadlock. PostgreSQL: unique_violation, deadlock_detected. */
const CLASH_CODES: ReadonlySet<string> = new Set(['P2002', 'P2034', '23505', '40P01']);

function isClash(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return CLASH_CODES.has(error.code) || CLASH_CODES.has(originalCodeOf(error.meta));
}

/** The driver's own code of a failed raw statement. */
function originalCodeOf(meta: Record<string, unknown> | undefined): string {
  const adapterError = meta?.['driverAdapterError'] as { cause?: { originalCode?: string } } | undefined;
  return adapterError?.cause?.originalCode ?? '';
}
