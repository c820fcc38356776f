import { readdirSync } from 'node:fs';
import { Client } from 'pg';
import { addDays } from '../../domain/calendar/civil-date';
import type { CivilDate } from '../../domain/types';
import { migrationsDir } from '../../prisma/migrations-on-disk';
import { reasonOf } from '../reason-of';
import { fail, ok, warning, type Finding } from './finding';

const OLDEST_MAJOR = 15;
const CONNECT_MS = 5_000;
/** So long before the year's end the next year's holidays should be known. */
const AHEAD_DAYS = 60;

const MIGRATE = 'run "node dist/facts/migrate-main.js" with this DATABASE_URL (docker compose does it at start)';

/** The database, its tables, and how far its calendars reach. */
export async function checkDatabase(url: string, today: CivilDate): Promise<readonly Finding[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, query_timeout: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const server = await serverVersion(client);
    const tables = await migrations(client);
    if (tables.status === 'fail') return [server, tables];
    return [server, tables, ...(await calendars(client, today))];
  } catch (error) {
    const { host, pathname } = new URL(url);
    return [
      fail(
        'database',
        `${host}${pathname} does not answer: ${reasonOf(error)}`,
        'start PostgreSQL, and check host, port, user, password and database in DATABASE_URL',
      ),
    ];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function serverVersion(client: Client): Promise<Finding> {
  const { rows } = await client.query<{ version: string; number: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number",
  );
  const { version = '?', number = '0' } = rows[0] ?? {};
  const detail = `PostgreSQL ${version} at ${client.host}:${client.port}`;
  if (Number(number) >= OLDEST_MAJOR * 10_000) return ok('database', detail);
  return fail('database', detail, `use PostgreSQL ${OLDEST_MAJOR} or newer`);
}

async function migrations(client: Client): Promise<Finding> {
  const there = await client.query<{ table: string | null }>("SELECT to_regclass('_prisma_migrations')::text AS table");
  if (there.rows[0]?.table == null) return fail('migrations', 'the database has no tables yet', MIGRATE);
  const { rows } = await client.query<{ name: string; finished: boolean }>(
    'SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const applied = new Set(rows.filter(({ finished }) => finished).map(({ name }) => name));
  const known = readdirSync(migrationsDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const missing = known.map(({ name }) => name).filter((name) => !applied.has(name));
  if (missing.length > 0) return fail('migrations', `not applied: ${missing.sort().join(', ')}`, MIGRATE);
  const newer = rows.filter(({ name }) => !known.some((entry) => entry.name === name)).map(({ name }) => name);
  if (newer.length > 0) {
    const detail = `the database is of a newer release: ${newer.sort().join(', ')}`;
    return warning('migrations', detail, 'run the release that the database was migrated for');
  }
  return ok('migrations', `all ${known.length} applied`);
}

async function calendars(client: Client, today: CivilDate): Promise<readonly Finding[]> {
  const { rows } = await client.query<{ code: string; last: string | null }>(`
    SELECT c."code", max(d."on")::text AS last FROM "Calendar" c LEFT JOIN "CalendarDay" d ON d."calendarCode" = c."code"
    GROUP BY c."code" ORDER BY c."code"`);
  if (rows.length === 0) return [fail('calendars', 'there is none', MIGRATE)];
  return rows.map(({ code, last }) => {
    const subject = `calendar ${code}`;
    if (last === null) return ok(subject, 'the weekend alone, no holidays');
    const mend = `save the next year's days: PUT /v1/calendars/${code}`;
    // Holidays are announced by the year: the last one of a year says that the year is known to its end.
    const year = last.slice(0, 4);
    const detail = `the last day known is ${last}`;
    if (year < today.slice(0, 4)) return fail(subject, `${detail}; since ${year} the weekend alone decides`, mend);
    if (year < addDays(today, AHEAD_DAYS).slice(0, 4)) return warning(subject, detail, mend);
    return ok(subject, detail);
  });
}
