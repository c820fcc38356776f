import { z } from 'zod';
import { isCivilDate } from '../../domain/calendar/civil-date';
import { isZone } from '../../domain/calendar/zone';
import { isCurrency, isDecimal } from '../../domain/money/money';
import type { LocalizedText } from '../../domain/types';

/** What a field accepts, in words that follow "expected". `describeIssue` puts it into the problem's text. */
export type Expected = LocalizedText;

type Meta = { readonly [key: string]: unknown; readonly description?: string; readonly example?: string };

/** A string with a rule of its own, whose faults say what is accepted. */
export function textThat(holds: (text: string) => boolean, expected: Expected, meta: Meta): z.ZodString {
  return z.string().refine(holds, { params: { expected } }).meta(meta);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `text` is written as a UUID, of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

export const idField = textThat(
  isUuid,
  { en: 'an ID such as "0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10"', zh: 'ID，例如 "0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10"' },
  { format: 'uuid', example: '0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10' },
);

/** Our ID, or `ext:` and the ID that the caller's own system uses. */
export const customerRefField = textThat(
  (text) => isUuid(text) || /^ext:.{1,200}$/.test(text),
  { en: 'a customer ID, or "ext:" and your own ID of the customer', zh: '客户 ID，或 "ext:" 加上贵方系统中的客户 ID' },
  { description: 'Customer ID, or `ext:` and the external ID.', example: 'ext:C-1001' },
);

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A document by its ID or its name; a name never looks like an ID. */
export const documentRefField = textThat(
  (text) => isUuid(text) || (NAME.test(text) && text.length <= 100),
  { en: 'an ID or a name such as "b2b-net30"', zh: 'ID 或名称，例如 "b2b-net30"' },
  { description: 'ID or name.', example: 'b2b-net30' },
);

export const kebabNameField = textThat(
  (text) => NAME.test(text) && text.length <= 100,
  { en: 'a name in lower case with hyphens such as "reminder-1"', zh: '小写加连字符的名称，例如 "reminder-1"' },
  { example: 'reminder-1' },
);

export const civilDateField = textThat(
  isCivilDate,
  { en: 'a date such as "2024-03-08"', zh: '日期，例如 "2024-03-08"' },
  { format: 'date', example: '2024-03-08' },
);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

export const instantField = textThat(
  (text) => INSTANT.test(text) && isCivilDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)),
  {
    en: 'an instant with its offset such as "2024-03-08T15:00:00Z"',
    zh: '带时区偏移的时刻，例如 "2024-03-08T15:00:00Z"',
  },
  { format: 'date-time', example: '2024-03-08T15:00:00Z' },
);

export const zoneField = textThat(
  isZone,
  { en: 'a time zone such as "Asia/Shanghai"', zh: '时区，例如 "Asia/Shanghai"' },
  { example: 'Asia/Shanghai' },
);

export const currencyField = textThat(
  isCurrency,
  { en: 'an ISO 4217 currency such as "USD"', zh: 'ISO 4217 货币代码，例如 "USD"' },
  { example: 'USD' },
);

/** Above zero; whether it has too many decimals for its currency is judged with the currency beside it. */
export const amountField = textThat(
  (text) => text.length <= 30 && isDecimal(text) && !text.startsWith('-') && /[1-9]/.test(text),
  { en: 'an amount above zero as a string such as "120.00"', zh: '大于零的金额字符串，例如 "120.00"' },
  { description: 'Decimal string, in the currency beside it.', example: '120.00' },
);

export const languageField = z.enum(['en', 'zh']);
export const channelField = z.enum(['email', 'sms']);
export const contactRoleField = z.enum(['billing', 'manager', 'legal']);
export const PURPOSES = ['collections', 'service', 'marketing'] as const;
export const purposeField = z.enum(PURPOSES);

/** A line of text that is not blank, without control characters. */
export function lineField(most: number, example: string): z.ZodString {
  return textThat(
    // A line break in a name would break subjects and rows of CSV.
    (text) => text.trim() !== '' && text.length <= most && !/\p{Cc}/u.test(text),
    { en: `one line of 1 to ${most} characters`, zh: `1 到 ${most} 个字符的单行文本` },
    { minLength: 1, maxLength: most, example },
  );
}

export const noteField = z.string().max(5_000);
export const externalIdField = lineField(200, 'C-1001');

export const attributesField = z
  .record(z.string().min(1).max(100), z.union([z.string().max(1_000), z.number(), z.boolean()]))
  .meta({ description: 'Your own facts by name, for conditions: text, numbers and booleans.' });

// ------------------------------------------------------------------ answers

/** In answers the shapes are stated plainly: what is given out needs no words about what is accepted. */
export const idOut = z.string().meta({ format: 'uuid' });
export const instantOut = z.string().meta({ format: 'date-time', description: 'UTC.' });
export const civilDateOut = z.string().meta({ format: 'date' });
export const amountOut = z.string().meta({ description: 'Decimal string with all places of the currency.' });
export const localOut = z
  .string()
  .meta({ description: 'The same instant in the customer’s time zone.', example: '2024-03-08 10:00 America/New_York' });
export const versionOut = z.int().meta({ description: 'Also the ETag; send it as If-Match when you change this.' });
export const localizedOut = z.object({ en: z.string(), zh: z.string() }).meta({ id: 'LocalizedText' });
export const customerBriefOut = z
  .object({ id: idOut, externalId: z.string(), name: z.string() })
  .meta({ id: 'CustomerBrief' });
export const documentRefOut = z
  .object({ id: idOut, name: z.string(), version: z.int() })
  .meta({ id: 'DocumentRef', description: 'A playbook or contact policy, and which version of it.' });
