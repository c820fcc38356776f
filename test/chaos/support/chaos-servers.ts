import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../../dev/free-port';
import { startPostgres, type Postgres } from '../../../dev/postgres';
import { startTemporal, type Temporal } from '../../../dev/temporal';
import { migrate } from '../../../prisma/migrate';
import { projectRoot } from '../../../prisma/project-root';
import { publishStackEnvironment } from '../../support/stack-environment';
import { withDatabase } from '../../support/test-stack';

const TEMPLATE = 'perennial_chaos_template';

/** A server that can be stopped, and started again on the same port and the same data. */
export type Stoppable = { readonly stop: () => Promise<void>; readonly start: () => Promise<void> };

/** PostgreSQL and Temporal of their own, which nobody else is hurt by. Test databases are made on this PostgreSQL. */
export class ChaosServers {
  private constructor(
    private readonly folder: string,
    private readonly ports: { readonly postgres: number; readonly temporal: number },
    private running: { postgres: Postgres | null; temporal: Temporal | null },
  ) {}

  static async start(): Promise<ChaosServers> {
    const folder = mkdtempSync(path.join(projectRoot, '.cache', 'chaos-'));
    const ports = { postgres: await freePort(), temporal: await freePort() };
    const servers = new ChaosServers(folder, ports, { postgres: null, temporal: null });
    try {
      await Promise.all([servers.postgres.start(), servers.temporal.start()]);
      await servers.makeTemplate();
    } catch (error) {
      await servers.stop();
      throw error;
    }
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
        dbFilename: path.join(folder, 'temporal.db'),
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

  async stop(): Promise<void> {
    const dataDir = this.running.postgres?.dataDir;
    await Promise.all([this.temporal.stop(), this.postgres.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
    // It lies elsewhere where the server's user may not enter the folder.
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  }

  private async makeTemplate(): Promise<void> {
    const url = this.running.postgres?.url ?? '';
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`CREATE DATABASE "${TEMPLATE}"`);
    await client.end();
    await migrate(withDatabase(url, TEMPLATE));
    publishStackEnvironment({
      postgresUrl: url,
      templateDatabase: TEMPLATE,
      temporalAddress: this.temporalAddress,
    });
  }
}
