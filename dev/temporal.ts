import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { projectRoot } from '../prisma/project-root';
import { freePort } from './free-port';
import type { GuardedProcess } from './guarded-process';
import { startGuarded } from './guarded-process';
import type { TemporalSource } from './temporal-binary';
import { findTemporalBinary } from './temporal-binary';

export type TemporalOptions = {
  /** SQLite file that keeps the server's state. Default: none, the state ends with the server. */
  readonly dbFilename?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Of the web UI; `false` for none. Default: a free one. */
  readonly uiPort?: number | false;
  /** Namespaces beside `default`. */
  readonly namespaces?: readonly string[];
  /** Further dynamic configuration, values as JSON. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  /** Starts a server of its own even where `TEMPORAL_ADDRESS` is set. Default false. */
  readonly ignoreEnvironment?: boolean;
  /** Is told in one line what is done. */
  readonly log?: (line: string) => void;
};

export type Temporal = {
  /** `host:port`. */
  readonly address: string;
  /** Null where it has none, or where it is not known. */
  readonly uiUrl: string | null;
  readonly source: TemporalSource | 'TEMPORAL_ADDRESS';
  readonly stop: () => Promise<void>;
};

/** What people filter by in Temporal UI. All are of the type Keyword. */
export const SEARCH_ATTRIBUTES = ['CustomerId', 'Stage', 'Episode', 'RiskBand'] as const;

const CACHE_DIR = path.join(projectRoot, '.cache', 'temporal');
// Seconds on an idle machine; a server that has ended is told of at once.
const START_TIMEOUT_MS = 120_000;
/**
 * A server for many customers has many shards; one with few reads its queues too seldom as it is set by default: a timer
 * fires up to a second late so that a page of them is read at once, and each shard reads 20 pages a second at most.
 * Values as JSON.
 */
export const FOR_FEW_SHARDS: Readonly<Record<string, string>> = {
  'history.timerProcessorMaxTimeShift': '"20ms"',
  'history.timerProcessorMaxPollRPS': '500',
  'history.transferProcessorMaxPollRPS': '500',
};

async function answers(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: '1s' }).catch((error: unknown) => {
    if (isGrpcServiceError(error) || error instanceof Error) return null;
    throw error;
  });
  if (!connection) return false;
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error)) return false;
    throw error;
  } finally {
    await connection.close();
  }
}

async function waitUntilUp(address: string, server: GuardedProcess): Promise<void> {
  const state = { ended: false };
  void server.ended.then(() => {
    state.ended = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(address))) {
    if (state.ended) throw new Error(`The Temporal server did not start:\n${server.output()}`);
    if (Date.now() > deadline)
      throw new Error(`The Temporal server at ${address} does not answer:\n${server.output()}`);
    await delay(50);
  }
}

/**
 * Starts a Temporal development server on 127.0.0.1, with the search attributes of the product. Where `TEMPORAL_ADDRESS`
 * is set, that server is used instead, `stop` leaves it running, and the search attributes must be there already.
 */
export async function startTemporal(options: TemporalOptions = {}): Promise<Temporal> {
  const given = process.env.TEMPORAL_ADDRESS;
  if (given && !options.ignoreEnvironment) {
    options.log?.(`Temporal: the one at TEMPORAL_ADDRESS (${given})`);
    return { address: given, uiUrl: null, source: 'TEMPORAL_ADDRESS', stop: async () => undefined };
  }

  const binary = await findTemporalBinary(CACHE_DIR, options.log);
  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort === false ? null : (options.uiPort ?? (await freePort()));
  const server = startGuarded({
    command: binary.path,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
      ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
      ...(options.dbFilename ? ['--db-filename', options.dbFilename] : []),
      ...(options.namespaces ?? []).flatMap((name) => ['--namespace', name]),
      ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ...Object.entries({ ...FOR_FEW_SHARDS, ...options.dynamicConfig }).flatMap(([key, value]) => [
        '--dynamic-config-value',
        `${key}=${value}`,
      ]),
    ],
    stopSignal: 'TERM',
  });
  const address = `127.0.0.1:${port}`;
  try {
    await waitUntilUp(address, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  options.log?.(`Temporal: ${binary.version} from ${binary.source}, on port ${port}`);
  return {
    address,
    uiUrl: uiPort === null ? null : `http://127.0.0.1:${uiPort}`,
    source: binary.source,
    stop: server.stop,
  };
}
