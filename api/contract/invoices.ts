import { z } from 'zod';
import {
  amountField,
  amountOut,
  attributesField,
  civilDateField,
  civilDateOut,
  currencyField,
  customerBriefOut,
  customerRefField,
  idOut,
  instantOut,
  isUuid,
  lineField,
  noteField,
  textThat,
  versionOut,
} from './fields';
import { listQuery, pageOf, queryFlag, queryWords } from './page';

/** Our ID, or `no:` and the number on the paper. */
export const invoiceRefField = textThat(
  (text) => isUuid(text) || /^no:.{1,200}$/.test(text),
  { en: 'an invoice ID, or "no:" and the invoice number', zh: '账单 ID，或 "no:" 加上账单号' },
  { description: 'Invoice ID, or `no:` and the number.', example: 'no:INV-7' },
);

const paymentUrlField = textThat(
  (text) => text.length <= 2_000 && /^https?:\/\/\S+$/.test(text) && URL.canParse(text),
  { en: 'an address that begins with "https://" or "http://"', zh: '以 "https://" 或 "http://" 开头的地址' },
  { format: 'uri', description: 'Where the customer pays this invoice; messages link to it.' },
);

const dueItemBody = z.strictObject({ dueOn: civilDateField, amount: amountField });
const itemsField = z
  .array(dueItemBody)
  .min(1)
  .max(120)
  .meta({ description: 'Instalments in the order in which they fall due, instead of `dueOn` and `amount`.' });

const EITHER = { expected: { en: 'either "dueOn" and "amount", or "items"', zh: 'dueOn 与 amount，或 items 之一' } };

export const createInvoiceBody = z
  .strictObject({
    customer: customerRefField,
    number: lineField(200, 'INV-7').meta({ description: 'Unique.' }),
    issuedOn: civilDateField,
    currency: currencyField,
    dueOn: civilDateField.optional(),
    amount: amountField.optional(),
    items: itemsField.optional(),
    paymentUrl: paymentUrlField.nullable().default(null),
    attributes: attributesField.default({}),
  })
  .refine(
    ({ dueOn, amount, items }) =>
      items === undefined ? dueOn !== undefined && amount !== undefined : dueOn === undefined && amount === undefined,
    { path: ['items'], params: EITHER },
  );

export const changeInvoiceBody = z
  .strictObject({
    dueOn: civilDateField.optional(),
    amount: amountField.optional(),
    items: itemsField.optional(),
    paymentUrl: paymentUrlField.nullable().optional(),
    attributes: attributesField.optional(),
  })
  .refine(({ dueOn, amount, items }) => items === undefined || (dueOn === undefined && amount === undefined), {
    path: ['items'],
    params: EITHER,
  });

export const voidInvoiceBody = z.strictObject({ reason: noteField.nullable().default(null) });
export const invoiceParams = z.object({ id: invoiceRefField });

export const invoiceOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    number: z.string(),
    issuedOn: civilDateOut,
    currency: z.string(),
    amount: amountOut,
    balance: amountOut.meta({ description: 'Still owed; zero for a void invoice.' }),
    status: z.enum(['open', 'paid', 'void']),
    items: z.array(
      z.object({
        id: idOut,
        instalment: z.int().nullable(),
        dueOn: civilDateOut,
        amount: amountOut,
        balance: amountOut,
      }),
    ),
    paymentUrl: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    importId: idOut.nullable(),
    version: versionOut,
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Invoice' });

const filters = {
  number: z.string().optional(),
  status: queryWords(['open', 'paid', 'void']).optional(),
  currency: currencyField.optional(),
  dueFrom: civilDateField.optional().meta({ description: 'An item falls due on this day or later.' }),
  dueTo: civilDateField.optional().meta({ description: 'An item falls due on this day or earlier.' }),
  unpaidOnly: queryFlag.optional(),
};
const sorts = ['-createdAt', 'createdAt', 'issuedOn', '-issuedOn', 'number', '-number'] as const;

export const listInvoicesQuery = listQuery({ customer: customerRefField.optional(), ...filters }, sorts);
export const listCustomerInvoicesQuery = listQuery(filters, sorts);
export const invoicesPageOut = pageOf(invoiceOut);
