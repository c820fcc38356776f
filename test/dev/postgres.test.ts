import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { Postgres } from '../../dev/postgres';
import { startPostgres } from '../../dev/postgres';
import { migrate } from '../../prisma/migrate';

async function query(postgres: Postgres, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let dataDir: string | null = null;
  const given = process.env.DATABASE_URL;
  beforeAll(() => {
    delete process.env.DATABASE_URL;
    folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-test-'));
  });
  afterAll(() => {
    if (given !== undefined) process.env.DATABASE_URL = given;
    rmSync(folder, { recursive: true, force: true });
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (): Promise<Postgres> => {
    const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durable: false });
    dataDir ??= postgres.dataDir;
    return postgres;
  };

  it('keeps its data over a stop, below a folder that only its starter may enter too', async () => {
    const first = await start();
    await query(first, "CREATE TABLE kept AS SELECT 'still here' AS word");
    await first.stop();

    const second = await start();
    expect(await query(second, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
    await query(second, 'DROP TABLE kept');
    await second.stop();
    expect(existsSync(path.join(second.dataDir!, 'postmaster.pid'))).toBe(false);
  });

  it('sorts text by code point and speaks UTC', async () => {
    const postgres = await start();
    expect(await query(postgres, "SELECT min(word) AS first FROM unnest(ARRAY['a', 'B', '账']) AS word")).toEqual([
      { first: 'B' },
    ]);
    expect(await query(postgres, 'SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
    await postgres.stop();
  });

  it('says why it does not start when its data is in use', async () => {
    const postgres = await start();
    await expect(start()).rejects.toThrow('postmaster.pid');
    await postgres.stop();
  });

  it('is migrated once by two migrators at the same time', async () => {
    const postgres = await start();
    const applied = await Promise.all([migrate(postgres.url), migrate(postgres.url)]);
    expect(applied.flat()).toHaveLength(new Set(applied.flat()).size);
    expect(applied.flat().length).toBeGreaterThan(0);
    await postgres.stop();
  });

  it('leaves its place to the one at DATABASE_URL', async () => {
    process.env.DATABASE_URL = 'postgresql://db.example/perennial';
    const postgres = await start();
    delete process.env.DATABASE_URL;
    expect(postgres).toMatchObject({ url: 'postgresql://db.example/perennial', source: 'DATABASE_URL', dataDir: null });
    await postgres.stop();
  });
});
