import { z } from 'zod';
import { amountField, amountOut, currencyField, externalIdField, idOut, instantField, instantOut } from './fields';
import { listQuery, pageOf } from './page';

export const recordOrderBody = z.strictObject({
  externalId: externalIdField.meta({
    description: 'Of the order in your system; the same one again has no second effect.',
  }),
  placedAt: instantField.nullable().default(null).meta({ description: 'Left out: now.' }),
  currency: currencyField,
  amount: amountField,
});

export const orderOut = z
  .object({
    id: idOut,
    customerId: idOut,
    externalId: z.string(),
    placedAt: instantOut,
    currency: z.string(),
    amount: amountOut,
    createdAt: instantOut,
  })
  .meta({ id: 'Order' });
export const listOrdersQuery = listQuery({}, ['-placedAt', 'placedAt']);
export const ordersPageOut = pageOf(orderOut);
