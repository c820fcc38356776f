import { z } from 'zod';
import { customerBriefOut, customerRefField, instantOut } from './fields';
import { listQuery, pageOf, queryWords } from './page';

const STATES = ['waiting', 'applied', 'refused'] as const;

export const stagedFactOut = z
  .object({
    id: z.string(),
    customer: customerBriefOut,
    at: instantOut.meta({ description: 'When it arrives, by the customer’s clock.' }),
    kind: z.string(),
    payload: z.unknown(),
    status: z.enum(STATES),
    error: z.string().nullable().meta({ description: 'Why it was refused when it arrived.' }),
  })
  .meta({ id: 'StagedFact' });

export const listStagedFactsQuery = listQuery(
  { customer: customerRefField.optional(), status: queryWords(STATES).optional() },
  ['at', '-at'],
);
export const stagedFactsPageOut = pageOf(stagedFactOut);
