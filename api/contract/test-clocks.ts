import { z } from 'zod';
import { customerRefField, idField, idOut, instantField, instantOut, lineField } from './fields';
import { listQuery, pageOf } from './page';

export const createTestClockBody = z.strictObject({
  name: lineField(100, 'rehearsal of 2012'),
  startAt: instantField.meta({ description: 'Where the clock stands at first; any instant, past or future.' }),
});

export const testClockParams = z.object({ id: idField });
export const advanceParams = z.object({ id: idField, advanceId: idField });

export const testClockOut = z
  .object({
    id: idOut,
    name: z.string(),
    startAt: instantOut,
    nowAt: instantOut.meta({ description: 'Every customer of the clock has reached it.' }),
    customers: z.int(),
    factsWaiting: z.int().meta({ description: 'Staged facts that have not arrived yet.' }),
    factsRefused: z.int().meta({ description: 'Staged facts that were refused when they arrived.' }),
    createdAt: instantOut,
  })
  .meta({ id: 'TestClock' });

export const listTestClocksQuery = listQuery({}, ['-createdAt', 'createdAt', 'name', '-name']);
export const testClocksPageOut = pageOf(testClockOut);

const MOST_STAGED = 10_000;
export const stageFactsBody = z.strictObject({
  facts: z
    .array(
      z.strictObject({
        customer: customerRefField,
        at: instantField,
        kind: z.string().max(100).meta({ example: 'invoice.create' }),
        payload: z.unknown(),
      }),
    )
    .min(1)
    .max(MOST_STAGED),
});
export const stagedOut = z.object({ staged: z.int() }).meta({ id: 'StagedFacts' });

export const advanceBody = z.strictObject({
  to: instantField.meta({ description: 'The instant that every customer of the clock is moved to.' }),
});
export const advanceOut = z
  .object({
    id: idOut,
    clockId: idOut,
    to: instantOut,
    status: z.enum(['running', 'done', 'failed']),
    customersDone: z.int(),
    customersTotal: z.int(),
    error: z.string().nullable(),
    createdAt: instantOut,
    finishedAt: instantOut.nullable(),
    workflowId: z.string(),
  })
  .meta({ id: 'ClockAdvance' });
