import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { Command, InvalidArgumentError } from 'commander';
import { projectRoot } from '../prisma/project-root';
import { startGuarded, type GuardedProcess } from './guarded-process';
import { nextSignal } from './next-signal';
import { startPostgres } from './postgres';
import { FOR_FEW_SHARDS, SEARCH_ATTRIBUTES } from './temporal';

const VERSION = 'v1.32.1';
const TOOLS = path.join(projectRoot, '.cache', `temporal-server-${VERSION}`);
/** Of the server's own frontend, history, matching and worker; it takes them from its environment, these are its defaults. */
const ADDRESS = '127.0.0.1:7233';
const START_TIMEOUT_MS = 120_000;
/** IndexedValueType of the type Keyword, in Temporal's API. */
const KEYWORD = 2;

/**
 * `npm run temporal:postgres`: a Temporal server as in production, in one process over a PostgreSQL of its own with many
 * shards, until it is stopped. For measuring: `npm run bench -- --temporal 127.0.0.1:7233`.
 */
async function main(): Promise<void> {
  const { shards } = new Command('temporal:postgres')
    .description('Runs a Temporal server over PostgreSQL on 127.0.0.1:7233, until Ctrl+C')
    .option('--shards <count>', 'history shards', wholeNumber, 64)
    .parse()
    .opts<{ readonly shards: number }>();
  buildTools();
  const folder = mkdtempSync(path.join(tmpdir(), 'perennial-temporal-'));
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), ignoreEnvironment: true, log });
  try {
    const database = new URL(postgres.url);
    log('making the schemas …');
    for (const name of ['temporal', 'visibility']) makeSchema(database, name);
    const dynamicConfig = path.join(folder, 'dynamic.yaml');
    const settings = Object.entries(FOR_FEW_SHARDS).map(([key, value]) => `${key}:\n  - value: ${value}\n`);
    writeFileSync(dynamicConfig, settings.join(''));
    const server = startGuarded({
      command: path.join(TOOLS, 'server'),
      args: ['--allow-no-auth', 'start'],
      env: {
        DB: 'postgres12',
        POSTGRES_SEEDS: database.hostname,
        DB_PORT: database.port,
        POSTGRES_USER: database.username,
        POSTGRES_PWD: database.password,
        DBNAME: databaseOf('temporal'),
        VISIBILITY_DBNAME: databaseOf('visibility'),
        NUM_HISTORY_SHARDS: String(shards),
        DYNAMIC_CONFIG_FILE_PATH: dynamicConfig,
        BIND_ON_IP: '127.0.0.1',
        LOG_LEVEL: 'error',
      },
      stopSignal: 'TERM',
    });
    try {
      await prepareNamespace(server);
      log(`Temporal ${VERSION} with ${shards} shards answers at ${ADDRESS}; Ctrl+C ends it`);
      await Promise.race([nextSignal(), server.ended]);
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
    for (const each of [folder, postgres.dataDir])
      if (each !== null && existsSync(each)) rmSync(each, { recursive: true });
  }
}

/** @throws Error where Go is not there, or does not build them */
function buildTools(): void {
  if (['server', 'sql'].every((name) => existsSync(path.join(TOOLS, name)))) return;
  log('building the server and its SQL tool with Go: some minutes …');
  mkdirSync(TOOLS, { recursive: true });
  const modules = ['cmd/server', 'cmd/tools/sql'].map((name) => `go.temporal.io/server/${name}@${VERSION}`);
  run('go', ['install', ...modules], { GOBIN: TOOLS });
}

function makeSchema(database: URL, name: string): void {
  const env = {
    SQL_PLUGIN: 'postgres12',
    SQL_HOST: database.hostname,
    SQL_PORT: database.port,
    SQL_USER: database.username,
    SQL_PASSWORD: database.password,
  };
  const sql = (...args: string[]): void => run(path.join(TOOLS, 'sql'), ['--database', databaseOf(name), ...args], env);
  sql('create-database');
  sql('setup-schema', '-v', '0.0');
  sql('update-schema', '--schema-name', `postgresql/v12/${name}`);
}

function databaseOf(name: string): string {
  return `temporal_${name}`;
}

/** The namespace `default` with the product's search attributes, as soon as the server answers. */
async function prepareNamespace(server: GuardedProcess): Promise<void> {
  const state = { ended: false };
  void server.ended.then(() => {
    state.ended = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await register();
      return;
    } catch (error) {
      if (state.ended) throw new Error(`The Temporal server did not start:\n${server.output()}`, { cause: error });
      if (Date.now() > deadline)
        throw new Error(`The Temporal server at ${ADDRESS} does not answer:\n${server.output()}`, { cause: error });
      await delay(500);
    }
  }
}

async function register(): Promise<void> {
  const connection = await Connection.connect({ address: ADDRESS, connectTimeout: '1s' });
  try {
    const { namespaces } = await connection.workflowService.listNamespaces({});
    const isThere = namespaces.some(({ namespaceInfo }) => namespaceInfo?.name === 'default');
    if (!isThere) {
      await connection.workflowService.registerNamespace({
        namespace: 'default',
        workflowExecutionRetentionPeriod: msToTs('1 day'),
      });
    }
    await connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD])),
    });
  } finally {
    await connection.close();
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, error, stderr, stdout } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new Error(`${path.basename(command)} ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number between 1 and 99999');
}

function log(line: string): void {
  process.stderr.write(`temporal: ${line}\n`);
}

void main();
