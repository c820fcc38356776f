import { z } from 'zod';
import { customerRefField, documentRefField, idField, idOut, instantOut, localizedOut, localOut } from './fields';
import { listQuery, pageOf, queryNumber } from './page';

/** The same document as JSON, or its YAML as text; what it must hold is in the operators' guide, and its faults say. */
export const sourceBody = z
  .union([z.string(), z.looseObject({})])
  .meta({ description: 'The document: YAML text with the type text/yaml, or the same as JSON.' });
export const draftQuery = z.strictObject({
  note: z.string().max(2_000).optional().meta({ description: 'What this version changes, for people.' }),
});

const faultOut = z
  .object({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    pointer: z.string(),
    line: z.int().nullable(),
    column: z.int().nullable(),
    text: localizedOut,
  })
  .meta({ id: 'Fault' });

export const validationOut = z
  .object({
    valid: z.boolean().meta({ description: 'true where only warnings are left.' }),
    faults: z.array(faultOut),
  })
  .meta({ id: 'Validation' });

export const documentParams = z.object({ id: documentRefField });
export const versionParams = z.object({ id: documentRefField, number: queryNumber(1, 999_999) });
export const publishBody = z.strictObject({
  effective: z.enum(['next-plan', 'new-episodes']).default('next-plan').meta({
    description: 'From the next plan of every customer, or only for episodes that begin from now on.',
  }),
  replaces: z.int().min(0).nullable().default(null).meta({
    description:
      'The version that you saw published, 0 for none; refused with 412 where another one is. null: not asked.',
  }),
});
export const diffQuery = z.strictObject({ from: queryNumber(1, 999_999), to: queryNumber(1, 999_999) });

const version = z.object({
  document: z.object({ id: idOut, name: z.string() }),
  version: z.int(),
  status: z.enum(['draft', 'published', 'retired']),
  effective: z.enum(['next-plan', 'new-episodes']),
  note: z.string().nullable(),
  createdBy: z.string(),
  createdAt: instantOut,
  publishedBy: z.string().nullable(),
  publishedAt: instantOut.nullable(),
  retiredAt: instantOut.nullable(),
});
export const versionOut = version.meta({ id: 'DocumentVersion' });
export const versionDetailOut = version
  .extend({
    parsed: z.unknown().meta({ description: 'In canonical form.' }),
    source: z.string().meta({ description: 'YAML as it was written.' }),
    warnings: z.array(faultOut).meta({ description: 'When it is saved or published; else empty.' }),
  })
  .meta({ id: 'DocumentVersionDetail' });
export const versionsPageOut = pageOf(versionOut);
export const listVersionsQuery = listQuery({}, ['-number', 'number']);

export const documentOut = z
  .object({
    id: idOut,
    name: z.string(),
    title: localizedOut,
    published: versionOut.nullable(),
    latest: versionOut,
    createdAt: instantOut,
  })
  .meta({ id: 'Document' });
export const listDocumentsQuery = listQuery({}, ['name', '-name']);
export const documentsPageOut = pageOf(documentOut);

export const diffOut = z
  .object({
    from: z.int(),
    to: z.int(),
    changes: z.array(
      z.object({
        kind: z.enum(['added', 'removed', 'changed', 'moved']),
        step: z.string().nullable(),
        field: z.string().nullable(),
        before: z.unknown(),
        after: z.unknown(),
        text: localizedOut,
      }),
    ),
  })
  .meta({ id: 'DocumentDiff' });

// --------------------------------------------------------------- simulation

export const simulateBody = z.strictObject({
  version: z.int().min(1).optional().meta({ description: 'Left out: the latest.' }),
  days: z.int().min(1).max(366).default(30).meta({ description: 'Span, from each customer’s now.' }),
  customers: z.array(customerRefField).max(1_000).optional(),
  segments: z.array(z.string().min(1).max(100)).max(100).optional(),
  countries: z.array(z.string().min(2).max(2)).max(100).optional(),
  importId: idField.optional(),
  first: z.int().min(1).max(5_000).default(500).meta({ description: 'So many customers at most, oldest first.' }),
  listed: z.int().min(0).max(5_000).default(500).meta({ description: 'So many touches in the list at most.' }),
});

const pair = z.object({ invoice: z.string(), step: z.string() });
export const simulationOut = z
  .object({
    version: z.int(),
    customers: z.int().meta({ description: 'Looked at.' }),
    notApplying: z.int().meta({ description: 'Of them, those to whom the playbook does not apply.' }),
    summary: z.object({
      touches: z.int(),
      customersTouched: z.int(),
      invoicesTouched: z.int(),
      byAction: z
        .record(z.string(), z.record(z.string(), z.int()))
        .meta({ description: 'Counts by action (the channel, for messages), then by the step of the lead.' }),
      movedBy: z.record(z.string(), z.int()).meta({ description: 'Messages that each contact rule moved.' }),
    }),
    touches: z.array(
      z.object({
        customer: z.string(),
        at: instantOut,
        local: localOut,
        action: z.string(),
        lead: pair,
        covers: z.array(pair.extend({ outcome: z.string() })),
        superseded: z.array(pair),
        movedBy: z.array(z.string()),
      }),
    ),
    cut: z.boolean().meta({ description: 'Whether the list has been cut off at `listed`.' }),
  })
  .meta({ id: 'Simulation' });
