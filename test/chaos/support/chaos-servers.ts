import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../../dev/free-port';
import { startPostgres, type Postgres } from '../../../dev/postgres';
import { startTemporal, type Temporal } from '../../../dev/temporal';
import { migrate } from '../../../prisma/migrate';
import { projectRoot } from '../../../prisma/project-root';
import { publishStackEnvironment, stackEnvironment, type StackEnvironment } from '../../support/stack-environment';
import { withDatabase } from '../../support/test-stack';

const TEMPLATE = 'perennial_chaos_template';

/** A server that can be stopped, and started again on the same port and the same data. */
export type Stoppable = { readonly stop: () => Promise<void>; readonly start: () => Promise<void> };

/** PostgreSQL and Temporal of the scenarios, which nobody else is hurt by. Test databases are made on this PostgreSQL. */
export interface ChaosServers {
  readonly temporalAddress: string;
  readonly postgres: Stoppable;
  readonly temporal: Stoppable;
  /** From now on test databases are made here. */
  readonly use: () => void;
}

/** Servers that another process has started, and that many scenarios are played on: they cannot be stopped. */
export function sharedServers(): ChaosServers {
  const environment = stackEnvironment();
  const refuse = () => Promise.reject(new Error('The servers are shared; a row that stops them has "stopsServers"'));
  const kept = { stop: refuse, start: refuse };
  return {
    temporalAddress: environment.temporalAddress,
    postgres: kept,
    temporal: kept,
    use: () => {
      publishStackEnvironment(environment);
    },
  };
}

/** Servers of this process. */
export class OwnServers implements ChaosServers {
  private readonly running: { postgres: Postgres | null; temporal: Temporal | null } = {
    postgres: null,
    temporal: null,
  };

  private constructor(
    private readonly folder: string,
    private readonly ports: { readonly postgres: number; readonly temporal: number },
    private readonly isKept: boolean,
  ) {}

  /** @param isKept whether Temporal keeps its state in a file, so that it can be stopped and started again */
  static async start({ isKept = true } = {}): Promise<OwnServers> {
    const folder = mkdtempSync(path.join(projectRoot, '.cache', 'chaos-'));
    const ports = { postgres: await freePort(), temporal: await freePort() };
    const servers = new OwnServers(folder, ports, isKept);
    try {
      await Promise.all([servers.postgres.start(), servers.temporal.start()]);
      await servers.makeTemplate();
    } catch (error) {
      await servers.stop();
      throw error;
    }
    servers.use();
    return servers;
  }

  get temporalAddress(): string {
    return `127.0.0.1:${this.ports.temporal}`;
  }

  readonly postgres: Stoppable = {
    start: async () => {
      const { folder, ports } = this;
      this.running.postgres = await startPostgres({
        dataDir: path.join(folder, 'postgres'),
        port: ports.postgres,
        durable: false,
        ignoreEnvironment: true,
      });
    },
    stop: async () => {
      await this.running.postgres?.stop();
      this.running.postgres = null;
    },
  };

  readonly temporal: Stoppable = {
    start: async () => {
      const { folder, ports } = this;
      this.running.temporal = await startTemporal({
        ...(this.isKept ? { dbFilename: path.join(folder, 'temporal.db') } : {}),
        port: ports.temporal,
        uiPort: false,
        ignoreEnvironment: true,
      });
    },
    stop: async () => {
      await this.running.temporal?.stop();
      this.running.temporal = null;
    },
  };

  use(): void {
    publishStackEnvironment(this.environment());
  }

  async stop(): Promise<void> {
    const dataDir = this.running.postgres?.dataDir;
    await Promise.all([this.temporal.stop(), this.postgres.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
    // It lies elsewhere where the server's user may not enter the folder.
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  }

  private environment(): StackEnvironment {
    const postgresUrl = this.running.postgres?.url ?? '';
    return { postgresUrl, templateDatabase: TEMPLATE, temporalAddress: this.temporalAddress };
  }

  private async makeTemplate(): Promise<void> {
    const { postgresUrl } = this.environment();
    const client = new Client({ connectionString: postgresUrl });
    await client.connect();
    await client.query(`CREATE DATABASE "${TEMPLATE}"`);
    await client.end();
    await migrate(withDatabase(postgresUrl, TEMPLATE));
  }
}
