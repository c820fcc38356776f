import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';
import { preparedName } from './prepared';

export type PrismaOptions = {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** Connections at most. Default 10. */
  readonly poolSize?: number;
  /** Milliseconds that a query waits for a free connection before it fails. Default 5,000. */
  readonly connectionTimeoutMs?: number;
};

/**
 * A Prisma client with a connection pool of its own. It connects at the first query; `$disconnect()` closes the pool.
 */
export function createPrisma(options: PrismaOptions): PrismaClient {
  const adapter = new PrismaPg(
    {
      connectionString: options.url,
      max: options.poolSize ?? 10,
      connectionTimeoutMillis: options.connectionTimeoutMs ?? 5_000,
    },
    { statementNameGenerator: ({ sql }) => preparedName(sql) },
  );
  return new PrismaClient({ adapter });
}
