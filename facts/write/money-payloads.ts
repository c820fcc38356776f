import { z } from 'zod';
import { amount, attributes, civilDate, currency, instant, line, minorIn, note, oneOf } from './payload-fields';
import type { When } from './received';

// Facts with amounts: decimal strings in the currency beside them, which become its minor units.

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

export const invoiceCreate = z
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

export const invoiceChange = z
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

export const paymentRecord = z
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

export const creditNoteIssue = z
  .strictObject({ number: line, issuedOn: civilDate, currency, amount, allocations })
  .transform(({ amount: whole, allocations: parts, ...creditNote }, ctx) => ({
    ...creditNote,
    amountMinor: minorIn(whole, creditNote.currency, ['amount'], ctx),
    allocations: allocationsIn(parts, creditNote.currency, ctx),
  }));

export const orderPlace = z
  .strictObject({ externalId: line, currency, amount, placedAt: instant.optional() })
  .transform(({ externalId, currency: code, amount: whole, placedAt }, ctx) => ({
    externalId,
    placedAt: placedAt ?? null,
    currency: code,
    amountMinor: minorIn(whole, code, ['amount'], ctx),
  }));

export const creditDecide = z
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
