// npm run -s perennial -- COMMAND: the command line in a checkout. What a command needs and nobody has named is started
// for it, and stopped after it. Everything but the command's result goes to stderr.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CliError } from '../cli/cli-error';
import { mainOf } from '../cli/main-of';
import { namedServer } from '../cli/named-server';
import type { ServerSource } from '../cli/server-source';
import { tell } from '../cli/tell';
import { projectRoot } from '../prisma/project-root';
import { nextSignal } from './next-signal';
import { startStack, type StackOptions } from './stack';

/** Sandbox customers only: no provider needs to be spared, and one caller has the API for itself. */
const UNLIMITED = {
  EMAIL_PER_SECOND: '10000',
  SMS_PER_SECOND: '10000',
  API_RATE_LIMIT_PER_MINUTE: '1000000',
  LOG_LEVEL: 'warn',
} as const;

type Running = Awaited<ReturnType<typeof startStack>>;

async function withStack<T>(
  options: Omit<StackOptions, 'ports' | 'log'>,
  work: (stack: Running) => Promise<T>,
): Promise<T> {
  // A command that is stopped stops what it has started, too.
  const stopped = nextSignal().then((signal): never => {
    throw new CliError([`Stopped by ${signal}`]);
  });
  stopped.catch(() => undefined);
  const stack = await startStack({ ...options, ports: 'free', log: tell });
  const broken = async (): Promise<never> => {
    throw new Error(await stack.product().broken);
  };
  try {
    return await Promise.race([work(stack), broken(), stopped]);
  } finally {
    await stack.stop();
  }
}

async function withScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-scratch-'));
  // PostgreSQL may run as another user, who has to walk through.
  chmodSync(folder, 0o711);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const servers: ServerSource = {
  withServer: (work) => {
    const named = namedServer(process.env);
    if (named !== null) return work(named);
    const dataDir = path.join(projectRoot, '.cache', 'perennial');
    tell(
      `PERENNIAL_URL is not set: this command has a server of its own, whose data stay in ${path.relative('', dataDir)}`,
    );
    return withStack({ dataDir, durable: true, world: 'none', ignoreEnvironment: false }, ({ apiUrl, apiKey }) =>
      work({ url: apiUrl, apiKey }),
    );
  },
  withScratchServer: (work) =>
    withScratchFolder((dataDir) =>
      withStack(
        { dataDir, durable: false, world: 'none', ignoreEnvironment: true, env: UNLIMITED },
        ({ apiUrl, apiKey }) => work({ url: apiUrl, apiKey }),
      ),
    ),
  withEnvironment: (work) => {
    if (process.env.DATABASE_URL || process.env.TEMPORAL_ADDRESS) return work(process.env);
    tell('neither DATABASE_URL nor TEMPORAL_ADDRESS is set: this looks at services that are started for it');
    return withScratchFolder((dataDir) =>
      withStack({ dataDir, durable: false, world: 'fake', ignoreEnvironment: true }, ({ apiUrl, services }) =>
        work({ ...process.env, ...services.env, PUBLIC_URL: apiUrl }),
      ),
    );
  },
};

void mainOf(servers);
