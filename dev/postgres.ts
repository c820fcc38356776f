import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port';
import { startGuarded } from './guarded-process';
import { enterableFolder, postgresBinaries, serverUser } from './postgres-binaries';
import type { ServerUser } from './postgres-binaries';

export type PostgresOptions = {
  /** Where the data lies; made when missing, kept after `stop`. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
  /** `false` trades safety in a power cut for speed. Default true. */
  readonly durable?: boolean;
  /** Starts a server of its own even where `DATABASE_URL` is set. Default false. */
  readonly ignoreEnvironment?: boolean;
  /** Is told in one line what is done. */
  readonly log?: (line: string) => void;
};

export type Postgres = {
  /** Of the database `perennial`. */
  readonly url: string;
  readonly source: 'DATABASE_URL' | 'embedded';
  /** Where the data really lies: not `dataDir` where the server's user could not enter that. */
  readonly dataDir: string | null;
  readonly stop: () => Promise<void>;
};

const USER = 'perennial';
// The server listens on the loopback address alone and holds development data.
const PASSWORD = 'perennial';
const DATABASE = 'perennial';
const READY = 'database system is ready to accept connections';

function initialise(initdb: string, dataDir: string, user: ServerUser | null): void {
  mkdirSync(dataDir, { recursive: true });
  if (user) chownSync(dataDir, user.uid, user.gid);
  chmodSync(dataDir, 0o700);
  const passwordFile = `${dataDir}.password`;
  writeFileSync(passwordFile, PASSWORD);
  const { status, stdout, stderr } = spawnSync(
    initdb,
    [
      `--pgdata=${dataDir}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Text sorts by code point on every machine, whatever its locales.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-sync',
    ],
    { encoding: 'utf8', ...user },
  );
  rmSync(passwordFile);
  if (status === 0) return;
  rmSync(dataDir, { recursive: true, force: true });
  throw new Error(`PostgreSQL could not make its data folder ${dataDir}:\n${stdout}${stderr}`);
}

async function createDatabase(port: number): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: USER, password: PASSWORD, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE "${DATABASE}"`);
  } finally {
    await client.end();
  }
}

/**
 * Starts a PostgreSQL of its own from npm's binaries, on 127.0.0.1. Where `DATABASE_URL` is set, that one is used instead
 * and `stop` leaves it running.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const given = process.env.DATABASE_URL;
  if (given && !options.ignoreEnvironment) {
    options.log?.('PostgreSQL: the one at DATABASE_URL');
    return { url: given, source: 'DATABASE_URL', dataDir: null, stop: async () => undefined };
  }

  const user = serverUser();
  const { postgres, initdb } = postgresBinaries(user);
  const dataDir = enterableFolder(path.resolve(options.dataDir), user);
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) initialise(initdb, dataDir, user);

  const port = options.port ?? (await freePort());
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
    'timezone=UTC',
    ...(options.durable === false ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ];
  const server = startGuarded({
    command: postgres,
    args: ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    env: { LC_MESSAGES: 'C' },
    ...(user ? { user } : {}),
    // INT is PostgreSQL's fast shutdown: it ends the sessions that are still open.
    stopSignal: 'INT',
  });
  const ready = new Promise<void>((resolve) => {
    server.onOutput(() => {
      if (server.output().includes(READY)) resolve();
    });
  });
  await Promise.race([
    ready,
    server.ended.then(() => {
      throw new Error(`PostgreSQL did not start on ${dataDir}:\n${server.output()}`);
    }),
  ]);
  await createDatabase(port);
  options.log?.(`PostgreSQL: embedded, on port ${port}`);
  return {
    url: `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/${DATABASE}`,
    source: 'embedded',
    dataDir,
    stop: server.stop,
  };
}
