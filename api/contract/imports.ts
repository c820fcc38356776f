import { z } from 'zod';
import { idField, idOut, instantOut, textThat } from './fields';
import { listQuery, pageOf, queryNumber } from './page';

const mappingField = textThat(
  (text) => text.trim() !== '',
  { en: 'a mapping file as YAML or JSON', zh: 'YAML 或 JSON 格式的映射文件' },
  {
    description: 'Which column holds what; YAML or JSON.',
  },
);
const flagField = z.enum(['true', 'false']).transform((text) => text === 'true');

/** The fields of the form; the CSV file itself is its part `file`. */
export const createImportBody = z.strictObject({
  mapping: mappingField,
  mode: z.enum(['all-or-nothing', 'skip-bad-rows']).default('all-or-nothing'),
  dryRun: flagField.default(false),
  encoding: z.enum(['auto', 'utf-8', 'gb18030']).default('auto'),
});

export const importParams = z.object({ id: idField });

export const importOut = z
  .object({
    id: idOut,
    fileName: z.string(),
    mode: z.string(),
    dryRun: z.boolean(),
    status: z.enum(['waiting', 'running', 'done', 'failed']),
    rowsTotal: z.int().nullable(),
    rowsRead: z.int(),
    rowsBad: z.int(),
    customersCreated: z.int(),
    invoicesCreated: z.int(),
    paymentsCreated: z.int(),
    unchanged: z.int().meta({ description: 'Facts that were there already.' }),
    error: z.string().nullable(),
    createdBy: z.string(),
    createdAt: instantOut,
    finishedAt: instantOut.nullable(),
    activatedAt: instantOut.nullable(),
  })
  .meta({ id: 'Import' });
export const listImportsQuery = listQuery({}, ['-createdAt', 'createdAt']);
export const importsPageOut = pageOf(importOut);

const importErrorOut = z
  .object({ row: z.int(), column: z.string().nullable(), given: z.string().nullable(), message: z.string() })
  .meta({ id: 'ImportError' });
export const listImportErrorsQuery = listQuery({}, ['row', '-row']);
export const importErrorsPageOut = pageOf(importErrorOut);

const slice = {
  customerIds: z.array(idField).min(1).max(10_000).optional(),
  segments: z.array(z.string().max(100)).min(1).max(100).optional(),
  countries: z.array(z.string().max(2)).min(1).max(300).optional(),
  first: z.int().min(1).max(1_000_000).optional(),
};
export const activateBody = z.strictObject(slice);
export const activatedOut = z.object({ activated: z.int() }).meta({ id: 'Activated' });

export const previewQuery = z.strictObject({
  first: queryNumber(1, 5_000)
    .optional()
    .meta({ type: 'integer', description: 'Only the first so many customers. Default 1,000.' }),
});
export const previewOut = z
  .object({
    customers: z.int().meta({ description: 'Paused customers that were looked at.' }),
    customersTouched: z.int(),
    touches: z.int(),
    byAction: z
      .record(z.string(), z.record(z.string(), z.int()))
      .meta({ description: 'Touches by action, then by the step that leads.' }),
  })
  .meta({ id: 'ImportPreview' });
