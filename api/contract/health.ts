import { z } from 'zod';

export const aliveOut = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' });

const part = z.object({ status: z.enum(['ok', 'down']), detail: z.string().nullable() });
export const readyOut = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']).meta({
      description: 'degraded: facts are taken, but the engine cannot be reached.',
    }),
    database: part,
    migrations: part,
    engine: part,
  })
  .meta({ id: 'Ready' });
