import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Client as PgClient } from 'pg';
import { projectRoot } from '../../../prisma/project-root';
import type { BenchServers } from './bench-servers';

/** What a figure depends on besides the product. */
export async function describeMachine(servers: BenchServers): Promise<Readonly<Record<string, string>>> {
  const pg = new PgClient({ connectionString: servers.postgresUrl });
  const connection = await Connection.connect({ address: servers.temporalAddress });
  await pg.connect();
  try {
    const { rows } = await pg.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
    const info = await new Client({ connection }).workflowService.getSystemInfo({});
    const [cpu] = cpus();
    return {
      cores: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}`,
      memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      node: process.versions.node,
      'Temporal SDK': sdkVersion(),
      'Temporal server': `${info.serverVersion}, ${servers.temporalSource}`,
      PostgreSQL: `${rows[0]?.version ?? ''}, fsync ${servers.fsync ? 'on' : 'off'}`,
    };
  } finally {
    await pg.end();
    await connection.close();
  }
}

function sdkVersion(): string {
  const file = path.join(projectRoot, 'node_modules/@temporalio/worker/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

/** CPU seconds that the whole machine has spent so far: servers, product and benchmark together. */
export function cpuSeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1_000;
}
