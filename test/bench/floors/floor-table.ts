import type { Client } from 'pg';

/** What a table of reminders needs at least, for floors that know nothing of invoices. */
export async function createFloorTable(pg: Client, rows: number): Promise<void> {
  await pg.query(`DROP TABLE IF EXISTS floor_reminder`);
  await pg.query(`CREATE TABLE floor_reminder (
    id bigint PRIMARY KEY, "dueAt" timestamptz NOT NULL, address text NOT NULL, "sentAt" timestamptz)`);
  await pg.query(`CREATE INDEX ON floor_reminder ("dueAt") WHERE "sentAt" IS NULL`);
  await pg.query(
    `INSERT INTO floor_reminder SELECT n, now(), format('floor-%s@bench.example', n), NULL FROM generate_series(1, $1) n`,
    [rows],
  );
}
