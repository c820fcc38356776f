import type { z } from 'zod';
import { readMigrations } from '../../prisma/migrations-on-disk';
import type { PrismaClient } from '../../prisma/generated/client';
import { NOT_READY } from '../contract/answers';
import { aliveOut, readyOut } from '../contract/health';
import { askEngine } from '../http/engine';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Health';

type Part = z.input<typeof readyOut>['database'];

async function look(ask: () => Promise<unknown>): Promise<Part> {
  try {
    await ask();
    return { status: 'ok', detail: null };
  } catch (error) {
    // Texts of drivers can hold addresses and user names, which are nobody's business here.
    return { status: 'down', detail: error instanceof Error ? error.name : 'Error' };
  }
}

/** Every migration that this code was built with must be there; more of them are those of a newer release. */
async function checkMigrations(prisma: PrismaClient): Promise<void> {
  const applied = await prisma.$queryRaw<{ name: string }[]>`
    SELECT "migration_name" AS name FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`;
  const names = new Set(applied.map(({ name }) => name));
  const { migrationDirectories } = await readMigrations();
  if (migrationDirectories.every(({ path }) => names.has(path))) return;
  throw new MigrationsMissing();
}

class MigrationsMissing extends Error {
  override readonly name = 'MigrationsMissing';
}

export const healthRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/healthz',
    name: 'isAlive',
    tag: TAG,
    summary: 'Whether the process lives',
    access: 'public',
    success: { status: 200, schema: aliveOut, description: 'It does.' },
    handle: () => Promise.resolve({ body: { status: 'ok' } }),
  }),
  defineRoute({
    method: 'get',
    path: '/readyz',
    name: 'isReady',
    tag: TAG,
    summary: 'Whether requests can be answered',
    description:
      '200 while facts are taken, also when the engine is away (`degraded`); 503 without the database or one of its migrations.',
    access: 'public',
    success: { status: 200, schema: readyOut, description: 'Facts are taken.' },
    also: [NOT_READY],
    handle: async ({ deps }) => {
      const [database, migrations, engine] = await Promise.all([
        look(() => deps.prisma.settings.findUniqueOrThrow({ where: { id: 1 }, select: { id: true } })),
        look(() => checkMigrations(deps.prisma)),
        look(() => askEngine(deps.temporal, (client) => client.workflowService.getSystemInfo({}))),
      ]);
      const takesFacts = database.status === 'ok' && migrations.status === 'ok';
      const status = !takesFacts ? 'down' : engine.status === 'down' ? 'degraded' : 'ok';
      return { status: status === 'down' ? 503 : 200, body: { status, database, migrations, engine } };
    },
  }),
];
