import { z } from 'zod';
import { isCivilDate } from '../../domain/calendar/civil-date';
import { isZone } from '../../domain/calendar/zone';
import { formatAmount, isCurrency, isDecimal, MAX_MINOR, parseAmount } from '../../domain/money/money';
import type { Instant, LocalizedText } from '../../domain/types';

// What the payloads of facts are made of.

function textThat(holds: (text: string) => boolean, expected: LocalizedText): z.ZodString {
  return z.string().refine(holds, { params: { expected } });
}

export const line = textThat((text) => text.trim() !== '' && text.length <= 200 && !/\p{Cc}/u.test(text), {
  en: 'one line of 1 to 200 characters',
  zh: '1 到 200 个字符的单行文本',
});
export const note = z.string().max(5_000);
export const civilDate = textThat(isCivilDate, { en: 'a date such as "2024-03-08"', zh: '日期，例如 "2024-03-08"' });
export const currency = textThat(isCurrency, {
  en: 'an ISO 4217 currency such as "USD"',
  zh: 'ISO 4217 货币代码，例如 "USD"',
});
export const zone = textThat(isZone, { en: 'a time zone such as "Asia/Shanghai"', zh: '时区，例如 "Asia/Shanghai"' });
export const amount = textThat(
  (text) => text.length <= 30 && isDecimal(text) && !text.startsWith('-') && /[1-9]/.test(text),
  {
    en: 'an amount above zero as a string such as "120.00"',
    zh: '大于零的金额字符串，例如 "120.00"',
  },
);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** `Date.parse` takes the 30th of February for the 1st of March. */
const isInstant = (text: string) =>
  INSTANT.test(text) && isCivilDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
export const instant = textThat(isInstant, {
  en: 'an instant with its offset such as "2024-03-08T15:00:00Z"',
  zh: '带时区偏移的时刻，例如 "2024-03-08T15:00:00Z"',
}).transform((text): Instant => Date.parse(text));
export const attributes = z.record(
  z.string().min(1).max(100),
  z.union([z.string().max(1_000), z.number(), z.boolean()]),
);
export const channel = z.enum(['email', 'sms']);
export const purpose = z.enum(['collections', 'service', 'marketing']);
export const role = z.enum(['billing', 'manager', 'legal']);

/** Minor units of an amount in the currency beside it; more decimals than the currency has, or an amount over the bound of all, are a fault. */
export function minorIn(text: string, code: string, path: readonly (string | number)[], ctx: z.RefinementCtx): bigint {
  const minor = parseAmount(text, code);
  if (minor !== null && minor <= MAX_MINOR) return minor;
  const expected = minor === null ? decimalsOf(code) : atMostIn(code);
  ctx.addIssue({ code: 'custom', path: [...path], input: text, params: { expected } });
  return 0n;
}

function decimalsOf(code: string): LocalizedText {
  return { en: `no more decimals than ${code} has`, zh: `小数位数不超过 ${code} 的位数` };
}

function atMostIn(code: string): LocalizedText {
  const most = formatAmount(MAX_MINOR, code);
  return { en: `at most ${most} ${code}`, zh: `至多 ${most} ${code}` };
}

/** The fault of a rule over several members. */
export const oneOf = (path: string, en: string, zh: string) => ({ path: [path], params: { expected: { en, zh } } });
