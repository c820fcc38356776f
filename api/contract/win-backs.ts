import { z } from 'zod';
import { LOSS_REASONS, POTENTIALS } from '../../domain/win-back/win-back-policy';
import {
  amountOut,
  customerBriefOut,
  customerRefField,
  documentRefField,
  documentRefOut,
  idField,
  idOut,
  instantOut,
  lineField,
  noteField,
} from './fields';
import { listQuery, pageOf, queryFlag, queryWords } from './page';

const STATUSES = ['running', 'closed'] as const;
const OUTCOMES = ['won', 'replied', 'opted-out', 'exhausted', 'ended', 'stopped', 'customer-closed'] as const;

export const winBackParams = z.object({ id: idField });
export const winBackPolicyParams = z.object({ id: documentRefField });
export const markLostBody = z.strictObject({
  reason: z.enum(LOSS_REASONS).meta({ description: 'Win-back goes by it; "silent" is a customer who said nothing.' }),
  note: noteField.nullable().default(null),
});
export const stopWinBackBody = z.strictObject({ reason: lineField(500, 'The owner is talking to them') });

export const winBackOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    number: z.int().meta({ description: '1, 2, … of this customer.' }),
    status: z.enum(STATUSES),
    outcome: z
      .string()
      .nullable()
      .meta({ description: `One of ${OUTCOMES.join(', ')} once it is closed.` }),
    reason: z.enum(LOSS_REASONS),
    policy: documentRefOut.nullable(),
    potential: z.enum(POTENTIALS).nullable(),
    branch: z.string().nullable(),
    holdOut: z.boolean().meta({ description: 'It gets nothing, so that what win-back brings can be measured.' }),
    cost: amountOut.nullable().meta({ description: 'Of the touches so far; null where nothing is counted.' }),
    currency: z.string().nullable(),
    measureUntil: instantOut.meta({ description: 'An order before then counts as won back.' }),
    stopReason: z.string().nullable(),
    next: z
      .object({ at: instantOut.nullable(), text: z.string() })
      .nullable()
      .meta({ description: 'What it does or waits for next; null once it is closed.' }),
    startedAt: instantOut,
    closedAt: instantOut.nullable(),
  })
  .meta({ id: 'WinBack' });

const filters = {
  status: queryWords(STATUSES).optional(),
  outcome: queryWords(OUTCOMES).optional(),
  reason: queryWords(LOSS_REASONS).optional(),
  potential: queryWords(POTENTIALS).optional(),
  holdOut: queryFlag.optional(),
};
const SORTS = ['-createdAt', 'createdAt'] as const;
export const listWinBacksQuery = listQuery({ ...filters, customer: customerRefField.optional() }, SORTS);
export const listCustomerWinBacksQuery = listQuery(filters, SORTS);
export const winBacksPageOut = pageOf(winBackOut);

const groupOut = z.object({
  started: z.int(),
  measured: z.int().meta({ description: 'Those whose measuring has ended; only they are compared.' }),
  won: z.int().meta({ description: 'Measured ones that ordered while they were measured.' }),
  wonShare: z.number().nullable().meta({ description: 'From 0 to 1; null where nobody is measured.' }),
});
export const upliftOut = z
  .object({
    policy: z.object({ id: idOut, name: z.string() }),
    treated: groupOut,
    holdOut: groupOut,
    difference: z
      .number()
      .nullable()
      .meta({ description: 'Won share of the treated less that of the hold-outs: what win-back itself brought.' }),
  })
  .meta({ id: 'WinBackUplift' });
