import { z } from 'zod';
import { isCivilDate } from '../../domain/calendar/civil-date';
import { isZone } from '../../domain/calendar/zone';
import { isCurrency, parseAmount } from '../../domain/money/money';
import type { Instant, LocalizedText } from '../../domain/types';
import { LOSS_REASONS } from '../../domain/win-back/win-back-policy';
import { INTERACTION_KINDS } from './interactions';
import type { When } from './received';

// What a staged fact says, as JSON. Amounts are decimal strings, instants ISO with an offset, and what the fact is about
// goes by number or external ID: when it is staged, the invoice or payment that it names may not be there yet.

function textThat(holds: (text: string) => boolean, expected: LocalizedText): z.ZodString {
  return z.string().refine(holds, { params: { expected } });
}

const line = textThat((text) => text.trim() !== '' && text.length <= 200 && !/\p{Cc}/u.test(text), {
  en: 'one line of 1 to 200 characters',
  zh: '1 到 200 个字符的单行文本',
});
const note = z.string().max(5_000);
const civilDate = textThat(isCivilDate, { en: 'a date such as "2024-03-08"', zh: '日期，例如 "2024-03-08"' });
const currency = textThat(isCurrency, {
  en: 'an ISO 4217 currency such as "USD"',
  zh: 'ISO 4217 货币代码，例如 "USD"',
});
const zone = textThat(isZone, { en: 'a time zone such as "Asia/Shanghai"', zh: '时区，例如 "Asia/Shanghai"' });
const amount = textThat((text) => text.length <= 30 && /^\d+(\.\d+)?$/.test(text) && /[1-9]/.test(text), {
  en: 'an amount above zero as a string such as "120.00"',
  zh: '大于零的金额字符串，例如 "120.00"',
});
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
const instant = textThat((text) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)), {
  en: 'an instant with its offset such as "2024-03-08T15:00:00Z"',
  zh: '带时区偏移的时刻，例如 "2024-03-08T15:00:00Z"',
}).transform((text): Instant => Date.parse(text));
const attributes = z.record(z.string().min(1).max(100), z.union([z.string().max(1_000), z.number(), z.boolean()]));
const channel = z.enum(['email', 'sms']);
const purpose = z.enum(['collections', 'service', 'marketing']);
const role = z.enum(['billing', 'manager', 'legal']);

/** Minor units of an amount in the currency beside it; more decimals than the currency has are a fault. */
function minorIn(text: string, code: string, path: readonly (string | number)[], ctx: z.RefinementCtx): bigint {
  const minor = parseAmount(text, code);
  if (minor !== null) return minor;
  const expected = { en: `no more decimals than ${code} has`, zh: `小数位数不超过 ${code} 的位数` };
  ctx.addIssue({ code: 'custom', path: [...path], input: text, params: { expected } });
  return 0n;
}

const oneOf = (path: string, en: string, zh: string) => ({ path: [path], params: { expected: { en, zh } } });

const allocations = z
  .array(z.strictObject({ invoice: line, instalment: z.int().min(1).optional(), amount: amount.optional() }))
  .max(1_000)
  .optional();

type Allocated = {
  readonly invoice: string;
  readonly instalment?: number | undefined;
  readonly amount?: string | undefined;
};

function allocationsIn(given: readonly Allocated[] | undefined, code: string, ctx: z.RefinementCtx) {
  if (given === undefined) return 'oldest-first' as const;
  return given.map(({ invoice, instalment, amount: part }, index) => ({
    invoice: { number: invoice },
    instalment: instalment ?? null,
    amountMinor: part === undefined ? null : minorIn(part, code, ['allocations', index, 'amount'], ctx),
  }));
}

const dueItems = z
  .array(z.strictObject({ dueOn: civilDate, amount }))
  .min(1)
  .max(120);

function itemsIn(items: readonly { dueOn: string; amount: string }[], code: string, ctx: z.RefinementCtx) {
  return items.map(({ dueOn, amount: part }, index) => ({
    instalment: items.length === 1 ? null : index + 1,
    dueOn,
    amountMinor: minorIn(part, code, ['items', index, 'amount'], ctx),
  }));
}

const invoiceCreate = z
  .strictObject({
    number: line,
    issuedOn: civilDate,
    currency,
    dueOn: civilDate.optional(),
    amount: amount.optional(),
    items: dueItems.optional(),
    paymentUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    attributes: attributes.optional(),
  })
  .refine(
    ({ dueOn, amount: whole, items }) => (items === undefined) === (dueOn !== undefined && whole !== undefined),
    oneOf('items', '"dueOn" and "amount", or "items"', 'dueOn 与 amount，或 items'),
  )
  .transform(({ dueOn, amount: whole, items, ...invoice }, ctx) => ({
    ...invoice,
    items:
      items === undefined
        ? [
            {
              instalment: null,
              dueOn: dueOn ?? '',
              amountMinor: minorIn(whole ?? '', invoice.currency, ['amount'], ctx),
            },
          ]
        : itemsIn(items, invoice.currency, ctx),
    paymentUrl: invoice.paymentUrl ?? null,
    attributes: invoice.attributes ?? {},
  }));

const invoiceChange = z
  .strictObject({
    invoice: line,
    currency,
    dueOn: civilDate.optional(),
    amount: amount.optional(),
    items: dueItems.optional(),
  })
  .transform(({ invoice, currency: code, dueOn, amount: whole, items }, ctx) => ({
    invoice: { number: invoice },
    changes: {
      dueOn,
      amountMinor: whole === undefined ? undefined : minorIn(whole, code, ['amount'], ctx),
      items: items && itemsIn(items, code, ctx),
    },
  }));

const paymentRecord = z
  .strictObject({
    externalId: line.optional(),
    receivedOn: civilDate.optional(),
    receivedAt: instant.optional(),
    currency,
    amount,
    allocations,
  })
  .refine(
    ({ receivedOn, receivedAt }) => (receivedOn === undefined) !== (receivedAt === undefined),
    oneOf('receivedOn', 'either "receivedOn" or "receivedAt"', 'receivedOn 或 receivedAt 之一'),
  )
  .transform(({ externalId, receivedOn, receivedAt, currency: code, amount: whole, allocations: parts }, ctx) => ({
    externalId: externalId ?? null,
    received: (receivedOn === undefined ? { at: receivedAt ?? 0 } : { on: receivedOn }) satisfies When,
    currency: code,
    amountMinor: minorIn(whole, code, ['amount'], ctx),
    allocations: allocationsIn(parts, code, ctx),
  }));

const creditNoteIssue = z
  .strictObject({ number: line, issuedOn: civilDate, currency, amount, allocations })
  .transform(({ amount: whole, allocations: parts, ...creditNote }, ctx) => ({
    ...creditNote,
    amountMinor: minorIn(whole, creditNote.currency, ['amount'], ctx),
    allocations: allocationsIn(parts, creditNote.currency, ctx),
  }));

const holdPlace = z
  .strictObject({
    invoice: line.optional(),
    reason: line,
    note: note.optional(),
    untilOn: civilDate.optional(),
    untilAt: instant.optional(),
  })
  .refine(
    ({ untilOn, untilAt }) => untilOn === undefined || untilAt === undefined,
    oneOf('untilAt', 'either "untilOn" or "untilAt", not both', 'untilOn 与 untilAt 只能有一个'),
  )
  .transform(({ invoice, untilOn, untilAt, ...hold }) => ({
    invoice: invoice === undefined ? null : { number: invoice },
    reason: hold.reason,
    note: hold.note ?? null,
    until: untilOn !== undefined ? { on: untilOn } : untilAt !== undefined ? { at: untilAt } : null,
  }));

const orderPlace = z
  .strictObject({ externalId: line, currency, amount, placedAt: instant.optional() })
  .transform(({ externalId, currency: code, amount: whole, placedAt }, ctx) => ({
    externalId,
    placedAt: placedAt ?? null,
    currency: code,
    amountMinor: minorIn(whole, code, ['amount'], ctx),
  }));

const reviewRequest = z.strictObject({
  reason: note.default(''),
  /** Email of the staff member who asks. */
  staff: line.nullable().default(null),
});

const creditDecide = z
  .strictObject({
    /** Email of the staff member who decides. */
    staff: line,
    decision: z.enum(['approved', 'declined']),
    currency: currency.optional(),
    limit: amount.optional(),
    termsDays: z.int().min(0).max(365).optional(),
    note: note.optional(),
  })
  .refine(
    ({ limit, currency: code }) => (limit === undefined) === (code === undefined),
    oneOf('currency', '"limit" with "currency", or neither', 'limit 与 currency 同时给出，或都不给'),
  )
  .transform(({ staff, decision, currency: code, limit, termsDays, note: said }, ctx) => ({
    staff,
    decision,
    currency: code ?? null,
    limitMinor: limit === undefined ? null : minorIn(limit, code ?? '', ['limit'], ctx),
    termsDays: termsDays ?? null,
    note: said ?? null,
  }));

const escalationStart = z
  .strictObject({ ladder: line, subject: line, invoices: z.array(line).max(1_000).optional(), note: note.optional() })
  .transform(({ invoices, note: said, ...given }) => ({ ...given, invoices: invoices ?? [], note: said ?? null }));

/** `staff` is the email of who does it. */
const byStaff = z.strictObject({ staff: line.nullable().default(null), note: note.nullable().default(null) });

/** Email of the staff member; left out, whoever the customer is offered to. */
const assignmentAnswer = z.strictObject({
  staff: line.nullable().default(null),
  reason: note.nullable().default(null),
});

const taskComplete = byStaff.extend({
  /** Its kind: the oldest open one is meant. */
  task: line,
  outcome: line,
  promisedOn: civilDate.nullable().default(null),
});

const reason = z.strictObject({ reason: note.optional() }).transform((given) => ({ reason: given.reason ?? null }));

/** How each kind of fact is read; `applyFact` knows what to do with it. */
export const FACT_PAYLOADS = {
  'invoice.create': invoiceCreate,
  'invoice.change': invoiceChange,
  'invoice.void': z
    .strictObject({ invoice: line, reason: note.optional() })
    .transform((given) => ({ invoice: { number: given.invoice }, reason: given.reason ?? null })),
  'payment.record': paymentRecord,
  'payment.reverse': z
    .strictObject({ externalId: line, reason: note.optional() })
    .transform((given) => ({ payment: { externalId: given.externalId }, reason: given.reason ?? null })),
  'credit-note.issue': creditNoteIssue,
  'hold.place': holdPlace,
  'hold.lift': z
    .strictObject({ invoice: line.optional() })
    .transform((given) => ({ invoice: given.invoice === undefined ? null : { number: given.invoice } })),
  'contact.add': z
    .strictObject({ channel, address: line, role: role.default('billing') })
    .transform((contact) => ({ ...contact, consents: [] })),
  'contact.opt-out': z.strictObject({
    channel,
    address: line,
    purpose: purpose.nullable().default(null),
    code: line.default('STOP'),
  }),
  'contact.opt-in': z.strictObject({ channel, address: line }),
  'contact.bounce': z.strictObject({ channel, address: line, code: line.default('550') }),
  'customer.change': z.strictObject({
    name: line.optional(),
    segment: line.nullable().optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .nullable()
      .optional(),
    zone: zone.optional(),
    language: z.enum(['en', 'zh']).optional(),
    attributes: attributes.optional(),
  }),
  'order.place': orderPlace,
  'review.request': reviewRequest,
  'credit.decide': creditDecide,
  'assignment.accept': z.strictObject({ staff: line.nullable().default(null) }),
  'assignment.decline': assignmentAnswer,
  'assignment.by-hand': assignmentAnswer,
  'interaction.record': z.strictObject({
    kind: z.enum(INTERACTION_KINDS),
    externalId: line.nullable().default(null),
    channel: z.enum(['email', 'sms', 'phone', 'visit']).nullable().default(null),
    staff: line.nullable().default(null),
    note: note.nullable().default(null),
  }),
  'escalation.start': escalationStart,
  'escalation.acknowledge': byStaff,
  'escalation.resolve': byStaff.extend({ outcome: line }),
  'task.complete': taskComplete,
  'customer.activate': reason,
  'customer.pause': reason,
  'customer.close': reason,
  'customer.mark-lost': z
    .strictObject({ reason: z.enum(LOSS_REASONS), note: note.optional() })
    .transform((given) => ({ reason: given.reason, note: given.note ?? null })),
  'win-back.stop': z.strictObject({ reason: line }),
} as const;

export type FactKind = keyof typeof FACT_PAYLOADS;
/** A fact that has been read, ready to be applied. */
export type Fact = {
  [Kind in FactKind]: { readonly kind: Kind; readonly data: z.output<(typeof FACT_PAYLOADS)[Kind]> };
}[FactKind];
