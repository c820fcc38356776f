import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client as PgClient } from 'pg';
import { startPostgres } from '../../../dev/postgres';
import { startTemporal } from '../../../dev/temporal';
import { migrate } from '../../../prisma/migrate';
import { withDatabase } from '../../support/test-stack';

export type BenchServers = {
  /** Of a database to make others from. */
  readonly postgresUrl: string;
  readonly temporalAddress: string;
  /** Where the Temporal server comes from, in words. */
  readonly temporalSource: string;
  readonly fsync: boolean;
  readonly stop: () => Promise<void>;
};

export type ServersOptions = {
  /** Of a Temporal server that runs already. Default: a development server of its own, in memory. */
  readonly temporalAddress: string | null;
  /** Whether PostgreSQL survives a power cut. */
  readonly fsync: boolean;
  readonly log: (line: string) => void;
};

const TEMPLATE = 'bench_template';

/** Starts one PostgreSQL and one Temporal server for a whole run: floors and product are measured on the same. */
export async function startServers({ temporalAddress, fsync, log }: ServersOptions): Promise<BenchServers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'perennial-bench-'));
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    durable: fsync,
    ignoreEnvironment: true,
    log,
  });
  const removeData = () => {
    for (const each of [folder, postgres.dataDir])
      if (each !== null && existsSync(each)) rmSync(each, { recursive: true });
  };
  try {
    await execute(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
    await migrate(withDatabase(postgres.url, TEMPLATE));
    const temporal =
      temporalAddress === null
        ? await startTemporal({ ignoreEnvironment: true, uiPort: false, log })
        : { address: temporalAddress, source: `the one at ${temporalAddress}`, stop: async () => undefined };
    return {
      postgresUrl: postgres.url,
      temporalAddress: temporal.address,
      temporalSource: temporalAddress === null ? 'development server, in memory' : temporal.source,
      fsync,
      stop: async () => {
        await temporal.stop();
        await postgres.stop();
        removeData();
      },
    };
  } catch (error) {
    await postgres.stop();
    removeData();
    throw error;
  }
}

let databases = 0;

/** A database of its own, with all migrations applied. */
export async function createBenchDatabase({ postgresUrl }: Pick<BenchServers, 'postgresUrl'>): Promise<string> {
  databases += 1;
  const name = `bench_${databases}`;
  await execute(postgresUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return withDatabase(postgresUrl, name);
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new PgClient({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
