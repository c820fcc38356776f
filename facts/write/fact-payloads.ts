import { z } from 'zod';
import { LOSS_REASONS } from '../../domain/win-back/win-back-policy';
import { INTERACTION_KINDS } from './interactions';
import {
  creditDecide,
  creditNoteIssue,
  invoiceChange,
  invoiceCreate,
  orderPlace,
  paymentRecord,
} from './money-payloads';
import { attributes, channel, civilDate, instant, line, note, oneOf, purpose, role, zone } from './payload-fields';

// What a staged fact says, as JSON. Amounts are decimal strings, instants ISO with an offset, and what the fact is about
// goes by number or external ID: when it is staged, the invoice or payment that it names may not be there yet.

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

const reviewRequest = z.strictObject({
  reason: note.default(''),
  /** Email of the staff member who asks. */
  staff: line.nullable().default(null),
});

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
