import { z } from 'zod';
import { instantField, instantOut } from './fields';
import { listQuery, pageOf } from './page';

const auditEntryOut = z
  .object({
    id: z.string(),
    at: instantOut.meta({ description: 'By the machine’s clock.' }),
    actor: z.string().meta({
      description:
        'As in timelines: `key:` and the prefix of an API key; `seed` and `installation` are Perennial itself.',
    }),
    kind: z.string(),
    subject: z.string().meta({ description: 'What was changed: its name, code, address, prefix or ID.' }),
    data: z.unknown().meta({
      description: 'What was and what is; of people and texts the fields that changed, of secrets nothing.',
    }),
  })
  .meta({ id: 'AuditEntry' });

export const listAuditQuery = listQuery(
  {
    kind: z.string().max(500).optional().meta({
      description: 'Kinds with commas between them; one that ends in "." means all that begin so: `api-key.`.',
    }),
    actor: z.string().max(200).optional(),
    subject: z.string().max(400).optional(),
    from: instantField.optional().meta({ description: 'Included.' }),
    before: instantField.optional().meta({ description: 'Not included.' }),
  },
  ['-id', 'id'],
);
export const auditPageOut = pageOf(auditEntryOut);
