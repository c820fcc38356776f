import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import { createApp } from '../../../api/create-app';
import type { CodecDeps } from '../../../api/codec/serve-codec';
import type { ApiDeps } from '../../../api/deps';
import { makeApiKey } from '../../../api/http/authenticate';
import type { OutgoingEmail } from '../../../activities/channels/email-sender';
import type { HandOver } from '../../../activities/channels/hand-over';
import type { OutgoingSms } from '../../../activities/channels/sms-sender';
import { createLogger } from '../../../config/create-logger';
import { createPrisma } from '../../../prisma/client';
import { seedDefaults } from '../../../facts/write/seed-defaults';
import type { PrismaClient } from '../../../prisma/generated/client';
import type { ApiRole } from '../../../prisma/generated/enums';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

export const TWILIO_TOKEN = 'twilio-token-of-tests';
/** Nothing listens there. */
const CLOSED_PORT = '127.0.0.1:1';

export type ApiWorldOptions = {
  /** An engine that runs already, with its database; default: a database of its own, and nobody on Temporal's port. */
  readonly engine?: { readonly prisma: PrismaClient; readonly url: string; readonly temporal: Client };
  readonly rateLimitPerMinute?: number;
  readonly trustProxy?: number | readonly string[];
  readonly codec?: CodecDeps;
  /** Connections of the app's own; default: it shares those of the test. */
  readonly pool?: { readonly poolSize: number; readonly connectionTimeoutMs: number };
  /** Default true. */
  readonly seeded?: boolean;
};

/** The real app on a real socket over a database of its own, with a key of each role. */
export class ApiWorld {
  readonly sentEmails: OutgoingEmail[] = [];
  readonly sentSms: OutgoingSms[] = [];
  /** What the senders answer. */
  handOver: HandOver = { kind: 'accepted', providerId: 'provider-1' };
  /** The machine's clock, standing. */
  now = Date.parse('2026-03-10T12:00:00Z');
  readonly logLines: string[] = [];

  private constructor(
    private readonly database: Omit<TestDatabase, 'drop'>,
    private readonly drop: () => Promise<void>,
    private readonly keys: Readonly<Record<ApiRole, string>>,
    private server: Server | null,
  ) {}

  static async start(options: ApiWorldOptions = {}): Promise<ApiWorld> {
    const seeded = options.seeded ?? true;
    const own = options.engine === undefined ? await createTestDatabase({ seeded }) : null;
    const database = own ?? options.engine;
    if (database === undefined) throw new Error('There is neither a database of its own nor an engine');
    const { prisma } = database;
    const keys: Record<string, string> = {};
    for (const role of ['viewer', 'operator', 'admin', 'integration'] as const) {
      const { text, prefix, secretHash } = makeApiKey();
      await prisma.apiKey.create({ data: { name: role, prefix, secretHash, role } });
      keys[role] = text;
    }
    const prismaOfApp = options.pool === undefined ? null : createPrisma({ url: database.url, ...options.pool });
    const connection = Connection.lazy({ address: CLOSED_PORT });
    const drop = async (): Promise<void> => {
      await connection.close();
      await prismaOfApp?.$disconnect();
      await own?.drop();
    };
    const world = new ApiWorld(database, drop, keys as Record<ApiRole, string>, null);
    if (seeded && own === null) await seedDefaults(prisma, { actor: 'seed', now: world.now });
    const deps: ApiDeps = {
      prisma: prismaOfApp ?? prisma,
      temporal: options.engine?.temporal ?? new Client({ connection }),
      senders: {
        email: { send: async (email) => world.take(world.sentEmails, email) },
        sms: { send: async (sms) => world.take(world.sentSms, sms) },
      },
      logger: createLogger('api', { LOG_LEVEL: 'info' }, world.logStream()),
      clock: () => world.now,
      config: {
        publicUrl: 'https://perennial.example.com',
        rateLimitPerMinute: options.rateLimitPerMinute ?? 100_000,
        trustProxy: options.trustProxy ?? null,
        lifecycleQueue: 'lifecycle',
        twilioAuthToken: TWILIO_TOKEN,
        webhookAllowHttp: false,
      },
      ...(options.codec === undefined ? {} : { codec: options.codec }),
    };
    const app = createApp(deps);
    world.server = await new Promise<Server>((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => {
        resolve(server);
      });
    });
    return world;
  }

  get prisma(): PrismaClient {
    return this.database.prisma;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  keyOf(role: ApiRole): string {
    return this.keys[role];
  }

  async stop(): Promise<void> {
    const { server } = this;
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await this.drop();
  }

  private take<T>(list: T[], message: T): HandOver {
    list.push(message);
    return this.handOver;
  }

  private logStream(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logLines.push(chunk.toString('utf8'));
        done();
      },
    });
  }
}

/** A world for the calling file or `describe`. */
export function useApiWorld(options: ApiWorldOptions = {}): () => ApiWorld {
  let world: ApiWorld | null = null;
  beforeAll(async () => {
    world = await ApiWorld.start(options);
  });
  afterAll(async () => {
    await world?.stop();
  });
  return () => {
    if (world === null) throw new Error('The API of tests is started in beforeAll; use it in a test.');
    return world;
  };
}
