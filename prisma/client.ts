import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';
import { preparedName } from './prepared';

export type PrismaOptions = {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** Connections at most. Default 10. */
  readonly poolSize?: number;
  /** Milliseconds that a query or a transaction waits for a free connection before it fails. Default 15,000. */
  readonly connectionTimeoutMs?: number;
};

/** Half of what callers of an API commonly give an answer, so that they learn that the database is busy. */
const CONNECTION_TIMEOUT_MS = 15_000;
/** A transaction waits for the row locks of others, each of which lasts milliseconds. */
const TRANSACTION_MS = 30_000;

/**
 * A Prisma client with a connection pool of its own. It connects at the first query; `$disconnect()` closes the pool.
 */
export function createPrisma(options: PrismaOptions): PrismaClient {
  const connectionTimeoutMs = options.connectionTimeoutMs ?? CONNECTION_TIMEOUT_MS;
  const adapter = new PrismaPg(
    {
      connectionString: options.url,
      max: options.poolSize ?? 10,
      connectionTimeoutMillis: connectionTimeoutMs,
    },
    { statementNameGenerator: ({ sql }) => preparedName(sql) },
  );
  return new PrismaClient({ adapter, transactionOptions: { maxWait: connectionTimeoutMs, timeout: TRANSACTION_MS } });
}
