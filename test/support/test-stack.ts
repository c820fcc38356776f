import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../dev/postgres';
import { startTemporal } from '../../dev/temporal';
import { seedDefaults } from '../../facts/write/seed-defaults';
import { createPrisma } from '../../prisma/client';
import { migrate } from '../../prisma/migrate';
import { projectRoot } from '../../prisma/project-root';
import type { StackEnvironment } from './stack-environment';

export type TestStack = { readonly environment: StackEnvironment; readonly stop: () => Promise<void> };

/**
 * Namespaces made at the start, because one that is made later takes seconds to be known everywhere. The server has work
 * with each: no more than twice what is needed.
 */
const NAMESPACES = 60;
export const namespaceName = (number: number): string => `test-${number}`;
export const NAMESPACE_SEQUENCE = 'test_namespace';

/** `postgresql://…/perennial` → the same server, database `name`. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

async function execute(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** When the defaults were put into a seeded database. */
const SEEDED_AT = Date.parse('2026-03-10T12:00:00Z');

async function seed(url: string): Promise<void> {
  const db = createPrisma({ url });
  try {
    await seedDefaults(db, { actor: 'seed', now: SEEDED_AT });
  } finally {
    await db.$disconnect();
  }
}

const DATA_DIR = 'test-postgres-';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The data of runs that were killed: their servers have ended with them. */
function removeLeftovers(cacheDir: string): void {
  const names = existsSync(cacheDir) ? readdirSync(cacheDir) : [];
  for (const name of names.filter((one) => one.startsWith(DATA_DIR))) {
    // Beside the folder its password file lies for a moment.
    const pid = Number.parseInt(name.slice(DATA_DIR.length), 10);
    if (!isRunning(pid)) rmSync(path.join(cacheDir, name), { recursive: true, force: true });
  }
}

/** One PostgreSQL with a migrated template database, and one Temporal server, for all test files of a run. */
export async function startTestStack(): Promise<TestStack> {
  const cacheDir = path.join(projectRoot, '.cache');
  removeLeftovers(cacheDir);
  const postgres = await startPostgres({
    dataDir: path.join(cacheDir, `${DATA_DIR}${process.pid}`),
    durable: false,
  });
  const stopPostgres = async (): Promise<void> => {
    await postgres.stop();
    if (postgres.dataDir) rmSync(postgres.dataDir, { recursive: true, force: true });
  };
  try {
    const templateDatabase = `perennial_template_${process.pid}`;
    const seededDatabase = `perennial_seeded_${process.pid}`;
    await execute(
      postgres.url,
      `DROP DATABASE IF EXISTS "${templateDatabase}"`,
      `DROP DATABASE IF EXISTS "${seededDatabase}"`,
      `CREATE DATABASE "${templateDatabase}"`,
      `DROP SEQUENCE IF EXISTS ${NAMESPACE_SEQUENCE}`,
      `CREATE SEQUENCE ${NAMESPACE_SEQUENCE} MINVALUE 0 MAXVALUE ${NAMESPACES - 1} NO CYCLE`,
    );
    await migrate(withDatabase(postgres.url, templateDatabase));
    await execute(postgres.url, `CREATE DATABASE "${seededDatabase}" TEMPLATE "${templateDatabase}"`);
    await seed(withDatabase(postgres.url, seededDatabase));
    const temporal = await startTemporal({
      ignoreEnvironment: true,
      uiPort: false,
      namespaces: Array.from({ length: NAMESPACES }, (_, number) => namespaceName(number)),
      dynamicConfig: { 'frontend.WorkflowTimeSkippingEnabled': 'true' },
    });
    return {
      environment: { postgresUrl: postgres.url, templateDatabase, seededDatabase, temporalAddress: temporal.address },
      stop: async () => {
        await temporal.stop();
        await execute(
          postgres.url,
          `DROP DATABASE "${templateDatabase}"`,
          `DROP DATABASE "${seededDatabase}"`,
          `DROP SEQUENCE ${NAMESPACE_SEQUENCE}`,
        );
        await stopPostgres();
      },
    };
  } catch (error) {
    await stopPostgres();
    throw error;
  }
}
