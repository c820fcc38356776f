import path from 'node:path';
import { Client } from 'pg';
import { makeApiKey } from '../api/http/authenticate';
import { seedDefaults } from '../facts/write/seed-defaults';
import { createPrisma } from '../prisma/client';
import { migrate } from '../prisma/migrate';
import { freePort } from './free-port';
import { preferredPort } from './preferred-port';
import { startProduct, type Product } from './product';
import { startServices, type Services, type ServicesOptions } from './services';

export type StackOptions = ServicesOptions & {
  /** Empties the database first; only with `ignoreEnvironment`, so that it is never somebody else's. */
  readonly fresh?: boolean;
  /** Of the first API key, with the role `admin`. Default: a new one. */
  readonly apiKey?: string;
  /** Further settings of the API and the worker. */
  readonly env?: Readonly<Record<string, string>>;
};

export type Stack = {
  /** `http://127.0.0.1:PORT`. */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly services: Services;
  /** The running API and worker; another after `restartProduct`. */
  readonly product: () => Product;
  /** Stops the API and the worker and starts them again, from what is compiled now. */
  readonly restartProduct: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const USUAL_API_PORT = 3000;

/** Starts all of Perennial: the services, the database migrated and seeded, the API and one worker. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, log } = options;
  const services = await startServices(options);
  try {
    if (options.fresh === true && options.ignoreEnvironment) await emptyDatabase(services.databaseUrl);
    await prepareDatabase(services.databaseUrl, log);
    const apiPort = options.ports === 'usual' ? await preferredPort(USUAL_API_PORT) : await freePort();
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const apiKey = options.apiKey ?? makeApiKey().text;
    services.twilio?.setInboundUrl(`${apiUrl}/webhooks/twilio/inbound`);
    const env = { ...services.env, PUBLIC_URL: apiUrl, API_BOOTSTRAP_KEY: apiKey, ...options.env };
    const start = (): Promise<Product> => startProduct({ env, apiPort, logDir: path.join(dataDir, 'logs') });
    log('starting the API and a worker …');
    let product = await start();
    return {
      apiUrl,
      apiKey,
      services,
      product: () => product,
      restartProduct: async () => {
        await product.stop();
        product = await start();
      },
      stop: async () => {
        await product.stop();
        await services.stop();
      },
    };
  } catch (error) {
    await services.stop();
    throw error;
  }
}

async function emptyDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  const name = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const client = new Client({ connectionString: admin.toString() });
  await client.connect();
  try {
    await client.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    await client.query(`CREATE DATABASE "${name}"`);
  } finally {
    await client.end();
  }
}

async function prepareDatabase(url: string, log: (line: string) => void): Promise<void> {
  const applied = await migrate(url);
  const db = createPrisma({ url, poolSize: 2 });
  try {
    const seeded = await seedDefaults(db, { actor: 'seed', now: Date.now() });
    if (applied.length + seeded.length > 0) log('database: tables made, calendars, templates and playbooks seeded');
  } finally {
    await db.$disconnect();
  }
}
