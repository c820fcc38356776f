// npm run migration -- NAME: writes prisma/migrations/<time>_NAME/migration.sql, which leads from the schema of the last
// migration to prisma/schema.prisma. It starts a throw-away PostgreSQL and needs no other. Read the SQL, and complete it, before you commit it.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DiffTarget } from '@prisma/schema-engine-wasm';
import { migrationsDir } from '../prisma/migrations-on-disk';
import { projectRoot } from '../prisma/project-root';
import { withSchemaEngine } from '../prisma/schema-engine';
import { startPostgres } from './postgres';

const LOCKFILE = '# Which database the migrations beside this file are written for.\nprovider = "postgresql"\n';

const asTarget = (file: string): DiffTarget => ({
  tag: 'schemaDatamodel',
  files: [{ path: file, content: readFileSync(file, 'utf8') }],
});

/** Each generated migration keeps the schema that it leads to; hand-written ones keep none, as they leave it alone. */
function schemaOfLastMigration(): DiffTarget {
  const folders = existsSync(migrationsDir) ? readdirSync(migrationsDir).sort().reverse() : [];
  const kept = folders.map((name) => path.join(migrationsDir, name, 'schema.prisma')).find((file) => existsSync(file));
  return kept ? asTarget(kept) : { tag: 'empty' };
}

/** `20260131093000`, in UTC: migrations apply in the order of their folders' names. */
function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replace(/[-T:]/g, '');
}

async function createMigration(name: string): Promise<string | null> {
  const schema = path.join(projectRoot, 'prisma', 'schema.prisma');
  const dataDir = path.join(projectRoot, '.cache', `migration-${process.pid}`);
  const postgres = await startPostgres({ dataDir, durable: false });
  // The engine asks the server for its version only; both schemas are files.
  const { stdout } = await withSchemaEngine(postgres.url, (engine) =>
    engine.diff({
      from: schemaOfLastMigration(),
      to: asTarget(schema),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  ).finally(async () => {
    await postgres.stop();
    if (postgres.dataDir) rmSync(postgres.dataDir, { recursive: true, force: true });
  });
  if (!stdout || stdout.includes('This is an empty migration')) return null;
  const folder = path.join(migrationsDir, `${timestamp()}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'migration.sql'), stdout);
  writeFileSync(path.join(folder, 'schema.prisma'), readFileSync(schema));
  const lockfile = path.join(migrationsDir, 'migration_lock.toml');
  if (!existsSync(lockfile)) writeFileSync(lockfile, LOCKFILE);
  return path.relative(projectRoot, folder);
}

async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new Error(`"${name}" is no name for a migration; accepted are a-z, 0-9 and _, e.g. add_promises.`);
  }
  const folder = await createMigration(name);
  console.log(folder ? `Written: ${folder}` : 'The migrations have all that the schema has.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
