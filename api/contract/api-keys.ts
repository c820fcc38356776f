import { z } from 'zod';
import { idOut, instantOut, lineField } from './fields';
import { listQuery, pageOf } from './page';

const roleField = z.enum(['viewer', 'operator', 'admin', 'integration']);

export const apiKeyOut = z
  .object({
    id: idOut,
    name: z.string(),
    prefix: z.string().meta({ description: 'The part of the key that logs and timelines name.' }),
    role: roleField,
    createdAt: instantOut,
    lastUsedAt: instantOut.nullable(),
    revokedAt: instantOut.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const newApiKeyOut = apiKeyOut
  .extend({
    key: z.string().nullable().meta({ description: 'Shown once; null when the answer is given again.' }),
  })
  .meta({ id: 'NewApiKey' });

export const createApiKeyBody = z.strictObject({ name: lineField(100, 'ERP'), role: roleField });

export const listApiKeysQuery = listQuery({}, ['-createdAt', 'createdAt', 'name', '-name']);
export const apiKeysPageOut = pageOf(apiKeyOut);
