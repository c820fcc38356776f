import { z } from 'zod';
import {
  customerBriefOut,
  customerRefField,
  idField,
  idOut,
  instantField,
  instantOut,
  lineField,
  localizedOut,
  noteField,
  versionOut,
} from './fields';
import { listQuery, pageOf, queryFlag, queryWords } from './page';

const STATUSES = ['open', 'claimed', 'done', 'cancelled'] as const;

export const taskParams = z.object({ id: idField });
export const claimTaskBody = z.strictObject({ staffId: idField });
export const completeTaskBody = z.strictObject({
  outcome: lineField(100, 'promised').meta({ description: 'What came of it, in a word.' }),
  note: noteField.nullable().default(null),
});
export const cancelTaskBody = z.strictObject({ note: noteField.nullable().default(null) });

export const taskOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    kind: z.string().meta({ description: 'playbook, fix-contact, escalation, unknown-message.' }),
    queue: z.string(),
    title: localizedOut,
    status: z.enum(STATUSES),
    owner: z.object({ id: idOut, name: z.string() }).nullable(),
    touchId: idOut.nullable(),
    dueAt: instantOut.nullable(),
    outcome: z.string().nullable(),
    note: z.string().nullable(),
    data: z.unknown().meta({ description: 'What it is about: invoices, the message, the ladder.' }),
    version: versionOut,
    createdAt: instantOut,
    closedAt: instantOut.nullable(),
  })
  .meta({ id: 'Task' });

export const listTasksQuery = listQuery(
  {
    status: queryWords(STATUSES).optional().meta({ description: 'Default: open and claimed.' }),
    queue: z.string().max(100).optional(),
    kind: z.string().max(40).optional(),
    ownerId: idField.optional(),
    unowned: queryFlag.optional(),
    customer: customerRefField.optional(),
    dueBefore: instantField.optional(),
  },
  ['dueAt', '-dueAt', 'createdAt', '-createdAt'],
);
export const tasksPageOut = pageOf(taskOut);
