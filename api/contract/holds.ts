import { z } from 'zod';
import {
  civilDateField,
  civilDateOut,
  customerRefField,
  idField,
  idOut,
  instantField,
  instantOut,
  lineField,
  noteField,
  versionOut,
} from './fields';
import { invoiceRefField } from './invoices';
import { listQuery, pageOf, queryFlag } from './page';

const untilOn = civilDateField
  .optional()
  .meta({ description: 'Ends at the start of this day in the customer’s zone.' });
const untilAt = instantField.optional().meta({ description: 'Instead of `untilOn`.' });
const NOT_BOTH = {
  path: ['untilAt'],
  params: { expected: { en: '"untilOn" or "untilAt", not both', zh: 'untilOn 与 untilAt 只能有一个' } },
};

export const placeHoldBody = z
  .strictObject({
    customer: customerRefField.optional(),
    invoice: invoiceRefField.optional(),
    groupId: idField.optional(),
    reason: lineField(200, 'dispute'),
    note: noteField.nullable().default(null),
    untilOn,
    untilAt,
  })
  .refine(
    ({ customer, invoice, groupId }) => [customer, invoice, groupId].filter((one) => one !== undefined).length === 1,
    {
      path: ['customer'],
      params: {
        expected: {
          en: 'exactly one of "customer", "invoice", "groupId"',
          zh: 'customer、invoice、groupId 中恰好一个',
        },
      },
    },
  )
  .refine((body) => body.untilOn === undefined || body.untilAt === undefined, NOT_BOTH);

export const changeHoldBody = z
  .strictObject({
    reason: lineField(200, 'dispute').optional(),
    note: noteField.nullable().optional(),
    untilOn: civilDateField.nullable().optional().meta({ description: 'null: until it is lifted.' }),
    untilAt,
  })
  .refine((body) => body.untilOn === undefined || body.untilAt === undefined, NOT_BOTH);

export const holdParams = z.object({ id: idField });
export const holdOut = z
  .object({
    id: idOut,
    scope: z.enum(['customer', 'invoice', 'group']),
    customerId: idOut.nullable(),
    invoiceId: idOut.nullable(),
    groupId: idOut.nullable(),
    reason: z.string(),
    note: z.string().nullable(),
    fromAt: instantOut,
    untilOn: civilDateOut.nullable(),
    untilAt: instantOut.nullable(),
    endedAt: instantOut.nullable(),
    endReason: z.enum(['lifted', 'expired']).nullable(),
    placedBy: z.string(),
    version: versionOut,
    createdAt: instantOut,
  })
  .meta({ id: 'Hold' });

const sorts = ['-createdAt', 'createdAt'] as const;
const filters = { active: queryFlag.optional().meta({ description: 'Whether it stands.' }) };
export const listHoldsQuery = listQuery(
  {
    customer: customerRefField.optional(),
    invoice: invoiceRefField.optional(),
    groupId: idField.optional(),
    reason: z.string().optional(),
    ...filters,
  },
  sorts,
);
export const listCustomerHoldsQuery = listQuery(filters, sorts);
export const holdsPageOut = pageOf(holdOut);
