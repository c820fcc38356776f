import type { z } from 'zod';
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
    description: '200 while facts are taken, also when the engine is away (`degraded`); 503 without the database.',
    access: 'public',
    success: { status: 200, schema: readyOut, description: 'Facts are taken.' },
    handle: async ({ deps }) => {
      const [database, engine] = await Promise.all([
        look(() => deps.prisma.settings.findUniqueOrThrow({ where: { id: 1 }, select: { id: true } })),
        look(() => askEngine(deps.temporal, (client) => client.workflowService.getSystemInfo({}))),
      ]);
      const status = database.status === 'down' ? 'down' : engine.status === 'down' ? 'degraded' : 'ok';
      return { status: status === 'down' ? 503 : 200, body: { status, database, engine } };
    },
  }),
];
