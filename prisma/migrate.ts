import { readMigrations } from './migrations-on-disk';
import { withSchemaEngine } from './schema-engine';

/**
 * Applies the migrations that the database at `databaseUrl` does not have yet, and returns their names in order.
 *
 * The same record is kept as by `prisma migrate deploy` (`_prisma_migrations`), so either can follow the other. Two
 * callers at once are safe: the engine takes an advisory lock.
 */
export async function migrate(databaseUrl: string): Promise<readonly string[]> {
  const migrationsList = await readMigrations();
  return withSchemaEngine(databaseUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList,
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  });
}
