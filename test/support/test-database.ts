import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { createPrisma } from '../../prisma/client';
import type { PrismaClient } from '../../prisma/generated/client';
import { stackEnvironment } from './stack-environment';
import { withDatabase } from './test-stack';

export type TestDatabase = {
  readonly url: string;
  readonly prisma: PrismaClient;
  /** Fails when a connection is still open that is not `prisma`'s own. */
  readonly drop: () => Promise<void>;
};

/** Any number: it makes test files copy the template one after the other, as PostgreSQL demands. */
const TEMPLATE_LOCK = 7_421;
// A pool that was closed a moment ago may still be seen by the server, for seconds where the machine is busy.
const LEAK_CHECKS = 100;
const LEAK_CHECK_EVERY_MS = 50;

// A pool is shared by all that a test does at once, and behind a lock they wait for each other.
const CONNECTION_TIMEOUT_MS = 60_000;

async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: stackEnvironment().postgresUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function openQueries(admin: Client, name: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ query: string }>('SELECT query FROM pg_stat_activity WHERE datname = $1', [
    name,
  ]);
  return rows.map((row) => row.query);
}

async function findLeaks(admin: Client, name: string): Promise<readonly string[]> {
  for (let check = 1; check < LEAK_CHECKS; check += 1) {
    if ((await openQueries(admin, name)).length === 0) return [];
    await delay(LEAK_CHECK_EVERY_MS);
  }
  return openQueries(admin, name);
}

/**
 * A database of its own, with all migrations applied.
 * @param seeded with all that Perennial comes with, in place of nothing but the settings row
 */
export async function createTestDatabase({ seeded = false } = {}): Promise<TestDatabase> {
  const { postgresUrl, templateDatabase, seededDatabase } = stackEnvironment();
  const template = seeded ? seededDatabase : templateDatabase;
  if (template === undefined) throw new Error('This stack has no seeded database to copy');
  const name = `perennial_test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    // Copying its files takes a fifth of the time of copying through the log, which is the default.
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY FILE_COPY`);
  });
  const url = withDatabase(postgresUrl, name);
  const prisma = createPrisma({ url, connectionTimeoutMs: CONNECTION_TIMEOUT_MS });
  return {
    url,
    prisma,
    drop: async () => {
      await prisma.$disconnect();
      await asAdmin(async (admin) => {
        const leaks = await findLeaks(admin, name);
        await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
        if (leaks.length === 0) return;
        throw new Error(`${leaks.length} connection(s) were left open; their last queries:\n${leaks.join('\n')}`);
      });
    },
  };
}

/**
 * Gives the calling file or `describe` a database of its own: made before its first test, dropped after its last.
 * `database.prisma` and `database.url` may be used from the first `beforeAll` that is registered after this call.
 */
export function useTestDatabase(): Pick<TestDatabase, 'url' | 'prisma'> {
  let current: TestDatabase | null = null;
  const get = (): TestDatabase => {
    if (!current) throw new Error('The test database is made in beforeAll; use it in a test or a later hook.');
    return current;
  };
  beforeAll(async () => {
    current = await createTestDatabase();
  });
  afterAll(async () => {
    await current?.drop();
  });
  return {
    get url() {
      return get().url;
    },
    get prisma() {
      return get().prisma;
    },
  };
}
