import { z } from 'zod';
import { TASK_KINDS } from '../../domain/task/task-outcomes';
import {
  civilDateField,
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
  outcome: lineField(100, 'promised').meta({ description: 'One of the codes of its kind: `GET /v1/task-outcomes`.' }),
  note: noteField.nullable().default(null),
  staffId: idField.nullable().default(null).meta({ description: 'Who did it; null: the one who has the task.' }),
  promisedOn: civilDateField
    .nullable()
    .default(null)
    .meta({ description: 'With `promised`: the day by which the customer pays. Its invoices are held through it.' }),
  contactPointId: idField.nullable().default(null).meta({ description: 'With `wrong-number`: which one.' }),
});
export const cancelTaskBody = z.strictObject({ note: noteField.nullable().default(null) });

export const taskOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    kind: z.string().meta({ description: `${TASK_KINDS.join(', ')}.` }),
    queue: z.string(),
    title: localizedOut,
    status: z.enum(STATUSES),
    owner: z.object({ id: idOut, name: z.string() }).nullable(),
    touchId: idOut.nullable(),
    episodeId: idOut
      .nullable()
      .meta({ description: 'The onboarding, review, escalation or win-back that waits for it.' }),
    dueAt: instantOut.nullable(),
    overdue: z.boolean().meta({ description: 'Open past its due time, in the customer’s time.' }),
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
    ownerId: idField.optional().meta({ description: 'The tasks of one member of staff: their worklist.' }),
    unowned: queryFlag.optional(),
    customer: customerRefField.optional(),
    episode: idField.optional().meta({ description: 'The episode that waits for it.' }),
    dueBefore: instantField.optional(),
    overdue: queryFlag.optional(),
  },
  ['dueAt', '-dueAt', 'createdAt', '-createdAt'],
);
export const tasksPageOut = pageOf(taskOut);

export const taskOutcomesOut = z
  .object({
    items: z.array(
      z.object({
        kind: z.string(),
        outcomes: z.array(z.object({ code: z.string(), title: localizedOut, effect: localizedOut })),
      }),
    ),
  })
  .meta({ id: 'TaskOutcomes' });
