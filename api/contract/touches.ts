import { z } from 'zod';
import {
  customerBriefOut,
  customerRefField,
  documentRefOut,
  idField,
  idOut,
  instantField,
  instantOut,
  localizedOut,
  localOut,
} from './fields';
import { listQuery, pageOf, queryWords } from './page';

const pairOut = z.object({ invoice: z.string(), instalment: z.int().nullable(), step: z.string() });

export const touchOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    episode: z.string(),
    action: z.string().meta({ example: 'email' }),
    status: z.enum(['claimed', 'done', 'released', 'unknown']),
    at: instantOut.meta({ description: 'The instant that it is decided, recorded and counted at.' }),
    local: localOut,
    actedAt: instantOut.nullable().meta({ description: 'When it was really done, by the machine’s clock.' }),
    lead: pairOut.nullable(),
    covers: z.array(pairOut.extend({ outcome: z.enum(['done', 'merged', 'skipped']) })),
    superseded: z.array(pairOut),
    movedBy: z.array(z.string()).meta({ description: 'Rules of the contact policy that moved it, in order.' }),
    because: z.array(localizedOut),
    playbook: documentRefOut.nullable(),
    policy: documentRefOut.nullable(),
    workflowId: z.string(),
    runId: z.string(),
  })
  .meta({ id: 'Touch' });

export const listTouchesQuery = listQuery(
  {
    customer: customerRefField.optional(),
    testClockId: idField.optional(),
    action: z.string().max(40).optional(),
    status: queryWords(['claimed', 'done', 'released', 'unknown']).optional(),
    from: instantField.optional(),
    before: instantField.optional(),
  },
  ['at', '-at'],
);
export const touchesPageOut = pageOf(touchOut);
