import { z } from 'zod';
import { contactPointOut, newContactPointBody } from './contact-points';
import {
  amountOut,
  attributesField,
  customerRefField,
  externalIdField,
  idField,
  idOut,
  instantOut,
  languageField,
  lineField,
  noteField,
  textThat,
  versionOut,
  zoneField,
} from './fields';
import { listQuery, pageOf, queryFlag, queryWords } from './page';

const countryField = textThat(
  (text) => /^[A-Z]{2}$/.test(text),
  { en: 'an ISO 3166 country of two capitals such as "US"', zh: '两个大写字母的 ISO 3166 国家代码，例如 "US"' },
  { example: 'US', description: 'Chooses the calendar, and reads phone numbers without a country code.' },
);

const fields = {
  name: lineField(300, 'Ann Lee Ltd'),
  segment: lineField(100, 'smb').nullable(),
  country: countryField.nullable(),
  zone: zoneField,
  language: languageField,
  attributes: attributesField,
  ownerId: idField.nullable(),
  groupId: idField.nullable(),
};

export const createCustomerBody = z.strictObject({
  externalId: externalIdField,
  name: fields.name,
  segment: fields.segment.default(null),
  country: fields.country.default(null),
  zone: fields.zone,
  language: fields.language.default('en'),
  attributes: fields.attributes.default({}),
  ownerId: fields.ownerId.default(null),
  groupId: fields.groupId.default(null),
  engagement: z
    .enum(['active', 'paused'])
    .default('active')
    .meta({ description: '`paused`: no touches until the customer is activated.' }),
  testClockId: idField
    .nullable()
    .default(null)
    .meta({ description: 'Makes a sandbox customer that lives by this test clock.' }),
  contactPoints: z.array(newContactPointBody).max(50).default([]),
});

export const changeCustomerBody = z.strictObject(fields).partial();

export const reasonBody = z.strictObject({ reason: noteField.nullable().default(null) });

export const closeCustomerBody = z.strictObject({ reason: lineField(500, 'Company dissolved') });
export const closedCustomerOut = z
  .object({ id: idOut, engagement: z.string(), stage: z.string() })
  .meta({ id: 'ClosedCustomer' });

export const customerParams = z.object({ id: customerRefField });

export const customerOut = z
  .object({
    id: idOut,
    externalId: z.string(),
    name: z.string(),
    segment: z.string().nullable(),
    country: z.string().nullable(),
    zone: z.string(),
    language: z.string(),
    attributes: z.record(z.string(), z.unknown()),
    ownerId: idOut.nullable(),
    queue: z.string().nullable().meta({ description: 'Who looks after it while it has no owner.' }),
    groupId: idOut.nullable(),
    stage: z.string().meta({ description: 'new, onboarding, active, dormant, lost or won-back.' }),
    engagement: z.enum(['paused', 'active', 'closed']),
    creditHoldAt: instantOut.nullable().meta({ description: 'New orders on credit are blocked since then.' }),
    testClockId: idOut.nullable(),
    now: instantOut.nullable().meta({ description: 'Of a sandbox customer: its own now.' }),
    importId: idOut.nullable(),
    version: versionOut,
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Customer' });

export const customerDetailOut = customerOut
  .extend({
    contactPoints: z.array(contactPointOut),
    balances: z.array(
      z.object({
        currency: z.string(),
        open: amountOut,
        overdue: amountOut,
        credit: amountOut.meta({ description: 'Paid or credited and not yet put against an invoice.' }),
        openInvoices: z.int(),
      }),
    ),
  })
  .meta({ id: 'CustomerDetail' });

export const listCustomersQuery = listQuery(
  {
    externalId: z.string().optional(),
    search: z.string().min(1).max(200).optional().meta({ description: 'A part of the name, in any case.' }),
    segment: z.string().optional(),
    country: z.string().optional(),
    engagement: queryWords(['paused', 'active', 'closed']).optional(),
    stage: queryWords(['new', 'onboarding', 'active', 'dormant', 'lost', 'won-back']).optional(),
    ownerId: idField.optional(),
    queue: z.string().max(100).optional().meta({ description: 'Customers without an owner that lie in this queue.' }),
    groupId: idField.optional(),
    importId: idField.optional(),
    testClockId: idField.optional(),
    sandbox: queryFlag.optional(),
  },
  ['-createdAt', 'createdAt', 'name', '-name', 'externalId', '-externalId'],
);
export const customersPageOut = pageOf(customerOut);
