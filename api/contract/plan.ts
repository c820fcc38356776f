import { z } from 'zod';
import { customerBriefOut, idField, idOut, instantField, instantOut, localizedOut, localOut } from './fields';
import { invoiceRefField } from './invoices';
import { listQuery, pageOf } from './page';

const pair = z.object({ invoice: z.string(), step: z.string() });
const namedVersion = z.object({ name: z.string(), version: z.int() }).meta({ id: 'NamedVersion' });

export const planOut = z
  .object({
    customer: customerBriefOut,
    zone: z.string(),
    status: z.enum(['planned', 'idle', 'closed', 'none']).meta({
      description: 'closed: no invoice is open. none: nothing has been planned yet.',
    }),
    next: z
      .object({
        at: instantOut,
        local: localOut,
        action: z.string(),
        lead: pair.nullable(),
        covers: z.array(pair.extend({ outcome: z.string() })),
        superseded: z.array(pair),
        nominalAt: instantOut.meta({ description: 'When the playbook alone would have it.' }),
        moves: z.array(z.object({ rule: z.string(), from: instantOut, to: instantOut, because: localizedOut })),
      })
      .nullable(),
    idle: z.string().nullable().meta({ description: 'Why nothing is planned, as a word.' }),
    because: z.array(localizedOut).meta({ description: 'Why then, or why nothing: one sentence an entry.' }),
    stopped: z.string().nullable().meta({ description: 'The kill switch that keeps the touch waiting.' }),
    playbook: namedVersion.nullable(),
    policy: namedVersion.nullable(),
    calendar: z.string().nullable(),
    plannedAt: instantOut.nullable().meta({ description: 'By the machine’s clock.' }),
    asOf: instantOut.nullable().meta({ description: 'The customer’s now when it was planned.' }),
    upToDate: z
      .boolean()
      .meta({ description: 'false: facts have come since, and the workflow is about to plan again.' }),
    workflowId: z.string().nullable().meta({ description: 'To be found in Temporal UI.' }),
    runId: z.string().nullable(),
  })
  .meta({ id: 'Plan' });

export const timelineEntryOut = z
  .object({
    id: z.string(),
    at: instantOut.meta({ description: 'In the customer’s time.' }),
    local: localOut,
    recordedAt: instantOut.meta({ description: 'By the machine’s clock.' }),
    kind: z.string(),
    text: localizedOut,
    actor: z.string(),
    data: z.unknown(),
    invoiceId: idOut.nullable(),
    touchId: idOut.nullable(),
    messageId: idOut.nullable(),
    workflowId: z.string().nullable(),
    runId: z.string().nullable(),
  })
  .meta({ id: 'TimelineEntry' });

export const timelineQuery = listQuery(
  {
    kind: z.string().max(500).optional().meta({
      description:
        'Kinds with commas between them; one that ends in "." means all that begin so: `touch.,payment.received`.',
    }),
    invoice: invoiceRefField.optional(),
    touchId: idField.optional(),
    from: instantField.optional().meta({ description: 'Included.' }),
    before: instantField.optional().meta({ description: 'Not included.' }),
  },
  ['-id', 'id'],
);
export const timelinePageOut = pageOf(timelineEntryOut);
