import { randomBytes } from 'node:crypto';
import { Client as PgClient } from 'pg';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { createPrisma } from '../../../prisma/client';
import type { PrismaClient } from '../../../prisma/generated/client';
import { loadSeedTemplates } from '../../../prisma/seed/load-templates';
import { createBenchDatabase, type BenchServers } from './bench-servers';
import { LateTally } from './late-tally';
import { startMailOracle, type MailOracle } from './mail-oracle';
import { startWorker, type WorkerProcess } from './worker-process';

/** One reminder that is due, and one that is still far away, as customers in practice always have. */
const PLAYBOOK = `
playbook: bench
steps:
  - { id: reminder-1, at: due, do: email, template: reminder-1 }
  - { id: reminder-2, at: due + 60d, do: email, template: reminder-2 }
`;
/** The gap alone moves reminders, so that a message of the day before fixes the instant of the next. */
const POLICY = `
policy: bench
minimumGap: 1d
`;

/** An installation of the product with nothing in it: a database, task queues of its own, a mail server. */
export class BenchSite {
  private readonly processes: WorkerProcess[] = [];
  readonly tally: LateTally;

  private constructor(
    readonly db: PrismaClient,
    readonly pg: PgClient,
    readonly mails: MailOracle,
    readonly env: Readonly<Record<string, string>>,
  ) {
    this.tally = new LateTally(mails);
  }

  static async open(servers: BenchServers, { policy = POLICY, keepBodies = false } = {}): Promise<BenchSite> {
    const url = await createBenchDatabase(servers);
    const db = createPrisma({ url, poolSize: 5 });
    const pg = new PgClient({ connectionString: url });
    await pg.connect();
    const mails = await startMailOracle({ keepBodies });
    await db.template.createMany({
      data: loadSeedTemplates().map((template) => ({ ...template, version: 1, createdBy: 'bench' })),
    });
    await publish(db, 'contact_policy', policy);
    await publish(db, 'playbook', PLAYBOOK);
    return new BenchSite(db, pg, mails, {
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: servers.temporalAddress,
      TASK_QUEUE_PREFIX: `bench-${randomBytes(4).toString('hex')}-`,
      PUBLIC_URL: 'http://127.0.0.1:9',
      SMTP_URL: mails.url,
      EMAIL_PER_SECOND: '10000',
      SMS_PER_SECOND: '10000',
      API_RATE_LIMIT_PER_MINUTE: '1000000',
      RECONCILE_CRON: 'off',
      LOG_LEVEL: 'error',
    });
  }

  /** Further worker processes, which run until `stopWorkers`. */
  async startWorkers(count: number, env: Readonly<Record<string, string>> = {}): Promise<readonly WorkerProcess[]> {
    const started = await Promise.all(Array.from({ length: count }, () => startWorker({ ...this.env, ...env })));
    this.processes.push(...started);
    return started;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.processes.splice(0).map((one) => one.stop()));
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await this.mails.stop();
    await this.pg.end();
    await this.db.$disconnect();
  }
}

async function publish(db: PrismaClient, kind: 'playbook' | 'contact_policy', source: string): Promise<void> {
  const ctx = { actor: 'bench', now: Date.now() };
  const { row } = await saveDraft(db, { kind, source, documentId: null, note: null }, ctx);
  await publishVersion(db, { versionId: row.id, effective: 'next-plan', replaces: null }, ctx);
}
