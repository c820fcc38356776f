import { z } from 'zod';
import { INTERACTION_KINDS } from '../../facts/write/interactions';
import { externalIdField, idField, idOut, instantField, instantOut, noteField } from './fields';
import { listQuery, pageOf, queryWords } from './page';

export const recordInteractionBody = z.strictObject({
  externalId: externalIdField
    .nullable()
    .default(null)
    .meta({ description: 'Of your own system; the same one again has no second effect.' }),
  kind: z.enum(INTERACTION_KINDS),
  channel: z.enum(['email', 'sms', 'phone', 'visit']).nullable().default(null),
  staffId: idField.nullable().default(null).meta({ description: 'Who of yours was in it.' }),
  note: noteField.nullable().default(null),
  at: instantField.nullable().default(null).meta({ description: 'Left out: now.' }),
});

export const interactionOut = z
  .object({
    id: idOut,
    customerId: idOut,
    externalId: z.string().nullable(),
    kind: z.enum(INTERACTION_KINDS),
    channel: z.string().nullable(),
    staffId: idOut.nullable(),
    note: z.string().nullable(),
    at: instantOut,
    createdAt: instantOut,
  })
  .meta({ id: 'Interaction' });
export const listInteractionsQuery = listQuery({ kind: queryWords(INTERACTION_KINDS).optional() }, ['-at', 'at']);
export const interactionsPageOut = pageOf(interactionOut);
