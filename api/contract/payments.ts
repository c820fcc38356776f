import { z } from 'zod';
import {
  amountField,
  amountOut,
  civilDateField,
  civilDateOut,
  currencyField,
  customerBriefOut,
  customerRefField,
  externalIdField,
  idOut,
  instantField,
  instantOut,
  isUuid,
  lineField,
  noteField,
  textThat,
} from './fields';
import { invoiceRefField } from './invoices';
import { listQuery, pageOf, queryFlag } from './page';

const paymentRefField = textThat(
  (text) => isUuid(text) || /^ext:.{1,200}$/.test(text),
  { en: 'a payment ID, or "ext:" and your own ID of the payment', zh: '付款 ID，或 "ext:" 加上贵方系统中的付款 ID' },
  { description: 'Payment ID, or `ext:` and the external ID.', example: 'ext:BANK-881' },
);

const allocationsField = z
  .array(
    z.strictObject({
      invoice: invoiceRefField,
      instalment: z.int().min(1).max(1_000).nullable().default(null).meta({ description: 'null: oldest due first.' }),
      amount: amountField.nullable().default(null).meta({ description: 'null: as much as is owed and there.' }),
    }),
  )
  .max(1_000)
  .meta({ description: 'Left out: oldest due first. An empty list keeps all of it as a credit.' });

export const recordPaymentBody = z
  .strictObject({
    customer: customerRefField,
    externalId: externalIdField.nullable().default(null).meta({
      description: 'Of the payment in your system; the same one again has no second effect.',
    }),
    receivedOn: civilDateField
      .optional()
      .meta({ description: 'Counts from the start of this day in the customer’s zone.' }),
    receivedAt: instantField.optional().meta({ description: 'Instead of `receivedOn`.' }),
    currency: currencyField,
    amount: amountField,
    allocations: allocationsField.optional(),
  })
  .refine(({ receivedOn, receivedAt }) => (receivedOn === undefined) !== (receivedAt === undefined), {
    path: ['receivedOn'],
    params: { expected: { en: 'either "receivedOn" or "receivedAt"', zh: 'receivedOn 与 receivedAt 之一' } },
  });

export const allocatePaymentBody = z.strictObject({ allocations: allocationsField.optional() });
export const reversePaymentBody = z.strictObject({ reason: noteField.nullable().default(null) });
export const paymentParams = z.object({ id: paymentRefField });

const allocationOut = z.object({
  invoice: z.object({ id: idOut, number: z.string() }),
  instalment: z.int().nullable(),
  amount: amountOut,
});

export const paymentOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    externalId: z.string().nullable(),
    receivedOn: civilDateOut.nullable(),
    effectiveAt: instantOut.meta({ description: 'When it counts from.' }),
    currency: z.string(),
    amount: amountOut,
    unallocated: amountOut,
    allocations: z.array(allocationOut),
    reversedAt: instantOut.nullable(),
    importId: idOut.nullable(),
    createdAt: instantOut,
  })
  .meta({ id: 'Payment' });

export const listPaymentsQuery = listQuery(
  { customer: customerRefField.optional(), externalId: z.string().optional(), reversed: queryFlag.optional() },
  ['-createdAt', 'createdAt', 'effectiveAt', '-effectiveAt'],
);
export const paymentsPageOut = pageOf(paymentOut);

const creditNoteRefField = textThat(
  (text) => isUuid(text) || /^no:.{1,200}$/.test(text),
  { en: 'a credit note ID, or "no:" and its number', zh: '贷项 ID，或 "no:" 加上贷项编号' },
  { description: 'Credit note ID, or `no:` and the number.', example: 'no:CN-3' },
);

export const issueCreditNoteBody = z.strictObject({
  customer: customerRefField,
  number: lineField(200, 'CN-3').meta({ description: 'Unique.' }),
  issuedOn: civilDateField,
  currency: currencyField,
  amount: amountField,
  allocations: allocationsField.optional(),
});
export const creditNoteParams = z.object({ id: creditNoteRefField });

export const creditNoteOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    number: z.string(),
    issuedOn: civilDateOut,
    effectiveAt: instantOut,
    currency: z.string(),
    amount: amountOut,
    unallocated: amountOut,
    allocations: z.array(allocationOut),
    createdAt: instantOut,
  })
  .meta({ id: 'CreditNote' });

export const listCreditNotesQuery = listQuery({ customer: customerRefField.optional() }, [
  '-createdAt',
  'createdAt',
  'issuedOn',
  '-issuedOn',
]);
export const creditNotesPageOut = pageOf(creditNoteOut);
