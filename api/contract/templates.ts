import { z } from 'zod';
import {
  channelField,
  customerRefField,
  instantOut,
  kebabNameField,
  languageField,
  lineField,
  purposeField,
  versionOut,
} from './fields';
import { listQuery, pageOf } from './page';

const part = z.string().max(100_000).nullable().default(null);
const parts = {
  purpose: purposeField,
  subject: part.meta({ description: 'Email only. Liquid.' }),
  html: part.meta({ description: 'Email only. Liquid; values are escaped.' }),
  text: part.meta({ description: 'Email only. Liquid; null: made from the HTML.' }),
  sms: part.meta({ description: 'SMS only. Liquid.' }),
};

export const templateTextBody = z.strictObject(parts);
export const templateParams = z.object({ name: kebabNameField, channel: channelField, language: languageField });

export const templateOut = z
  .object({
    name: z.string(),
    channel: channelField,
    language: z.string(),
    version: versionOut,
    purpose: purposeField,
    subject: z.string().nullable(),
    html: z.string().nullable(),
    text: z.string().nullable(),
    sms: z.string().nullable(),
    createdBy: z.string(),
    createdAt: instantOut,
  })
  .meta({ id: 'Template' });
export const templatesOut = z.object({ items: z.array(templateOut) });
export const templateVersionsQuery = listQuery({}, ['-version', 'version']);
export const templatesPageOut = pageOf(templateOut);

const warningOut = z.object({
  pointer: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  text: z.object({ en: z.string(), zh: z.string() }),
});
export const savedTemplateOut = templateOut.extend({ warnings: z.array(warningOut) }).meta({ id: 'SavedTemplate' });

const which = {
  template: z
    .strictObject({
      name: kebabNameField,
      channel: channelField,
      language: languageField,
      version: z.int().min(1).optional().meta({ description: 'Left out: the latest.' }),
    })
    .optional()
    .meta({ description: 'A text that is saved.' }),
  source: z
    .strictObject({ channel: channelField, language: languageField, ...parts })
    .optional()
    .meta({ description: 'Instead of `template`: a text that is not saved yet.' }),
  sample: z
    .enum(['full', 'due-today', 'before-due'])
    .optional()
    .meta({ description: 'An invented customer; `full` where nothing is said.' }),
  customer: customerRefField.optional().meta({ description: 'Instead of `sample`: a customer as it stands.' }),
};
const EITHER_SOURCE = {
  path: ['template'],
  params: { expected: { en: 'either "template" or "source"', zh: 'template 与 source 之一' } },
};
const EITHER_MODEL = {
  path: ['customer'],
  params: { expected: { en: '"sample" or "customer", not both', zh: 'sample 与 customer 只能有一个' } },
};

export const previewTemplateBody = z
  .strictObject(which)
  .refine(({ template, source }) => (template === undefined) !== (source === undefined), EITHER_SOURCE)
  .refine(({ sample, customer }) => sample === undefined || customer === undefined, EITHER_MODEL);

export const testSendBody = z
  .strictObject({
    ...which,
    to: lineField(320, 'me@example.com').meta({ description: 'Email address or phone number.' }),
  })
  .refine(({ template, source }) => (template === undefined) !== (source === undefined), EITHER_SOURCE)
  .refine(({ sample, customer }) => sample === undefined || customer === undefined, EITHER_MODEL);

export const previewTemplateOut = z
  .object({
    channel: channelField,
    email: z.object({ subject: z.string(), html: z.string(), text: z.string() }).nullable(),
    sms: z.object({ body: z.string(), encoding: z.enum(['GSM-7', 'UCS-2']), segments: z.int() }).nullable(),
    warnings: z.array(warningOut),
  })
  .meta({ id: 'TemplatePreview' });

export const testSentOut = z
  .object({
    outcome: z.enum(['accepted', 'refused', 'transient', 'unknown']),
    to: z.string(),
    providerId: z.string().nullable(),
    code: z.string().nullable(),
    text: z.string().nullable(),
  })
  .meta({ id: 'TestSend' });
