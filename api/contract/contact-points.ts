import { z } from 'zod';
import {
  channelField,
  contactRoleField,
  idField,
  idOut,
  instantOut,
  lineField,
  purposeField,
  versionOut,
} from './fields';

const addressField = lineField(320, 'billing@example.com').meta({
  description: 'An email address, or a phone number with its country code (or without, in the customer’s country).',
});
const sourceField = lineField(200, 'web form').meta({ description: 'Where the customer has said so.' });

export const newContactPointBody = z.strictObject({
  channel: channelField,
  address: addressField,
  role: contactRoleField.default('billing'),
  consents: z
    .array(z.strictObject({ purpose: purposeField, granted: z.boolean(), source: sourceField }))
    .max(3)
    .refine((consents) => new Set(consents.map(({ purpose }) => purpose)).size === consents.length, {
      params: { expected: { en: 'each purpose at most once', zh: '每个用途至多一次' } },
    })
    .default([])
    .meta({ description: 'A purpose left out has its default: collections and service stand, marketing does not.' }),
});

export const changeContactPointBody = z
  .strictObject({
    address: addressField,
    role: contactRoleField,
    state: z.literal('ok').meta({ description: 'Puts a bounced address back in use.' }),
  })
  .partial();

export const consentBody = z.strictObject({ granted: z.boolean(), source: sourceField });
export const optOutBody = z.strictObject({
  purpose: purposeField.nullable().default(null).meta({ description: 'null: the address as a whole.' }),
  reason: lineField(100, 'phone call').default('operator'),
});

export const contactPointParams = z.object({ id: idField });
export const consentParams = z.object({ id: idField, purpose: purposeField });

export const contactPointOut = z
  .object({
    id: idOut,
    customerId: idOut,
    channel: channelField,
    address: z.string(),
    role: contactRoleField,
    state: z.enum(['ok', 'bounced', 'opted-out']),
    stateCode: z.string().nullable(),
    consents: z.array(
      z.object({
        purpose: purposeField,
        granted: z.boolean(),
        source: z.string().nullable(),
        at: instantOut.nullable(),
      }),
    ),
    version: versionOut,
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'ContactPoint' });

export const contactPointsOut = z.object({ items: z.array(contactPointOut) });
