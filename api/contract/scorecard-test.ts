import { z } from 'zod';
import { amountOut, localizedOut } from './fields';
import { queryNumber } from './page';

const row = z.record(z.string(), z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]));

export const scorecardTestBody = z
  .union([
    z.string(),
    z.strictObject({
      rows: z
        .array(row)
        .min(1)
        .max(20_000)
        .optional()
        .meta({ description: 'Facts by name, a row per customer; left out: the customers that are there.' }),
      segments: z.array(z.string().min(1).max(100)).max(100).optional(),
      countries: z.array(z.string().min(2).max(2)).max(100).optional(),
      first: z.int().min(1).max(5_000).default(1_000).meta({ description: 'So many customers at most, oldest first.' }),
    }),
  ])
  .meta({ description: 'CSV with the facts as columns (text/csv), or JSON.' });

export const scorecardTestQuery = z.strictObject({
  version: queryNumber(1, 999_999).optional().meta({ description: 'Left out: the latest.' }),
  listed: queryNumber(0, 5_000)
    .default(200)
    .meta({ type: 'integer', default: 200, description: 'So many customers in the list at most.' }),
});

const proposal = z.enum(['approve', 'decline', 'refer']);
const scored = z.object({
  score: z.int(),
  band: z.string(),
  decision: proposal,
  currency: z.string(),
  limit: amountOut,
  termsDays: z.int(),
});

export const scorecardTestOut = z
  .object({
    version: z.int(),
    against: z.int().nullable().meta({ description: 'The published version that it is compared with.' }),
    customers: z.int(),
    notApplying: z.int(),
    currency: z.string(),
    bands: z.array(z.object({ band: z.string(), customers: z.int(), share: z.number() })),
    decisions: z.object({ approve: z.int(), refer: z.int(), decline: z.int() }),
    limitTotal: amountOut.meta({ description: 'Of those that are not declined.' }),
    comparison: z
      .object({
        unchanged: z.int(),
        changed: z.int(),
        moves: z.array(z.object({ from: z.string(), to: z.string(), customers: z.int() })),
        limitTotal: amountOut.meta({ description: 'By the published version.' }),
      })
      .nullable(),
    results: z.array(
      z.object({
        customer: z.string(),
        result: scored
          .extend({ factors: z.array(z.object({ id: z.string(), points: z.int(), reason: localizedOut })) })
          .nullable(),
        before: scored.nullable(),
      }),
    ),
    cut: z.boolean().meta({ description: 'Whether the list has been cut off at `listed`.' }),
  })
  .meta({ id: 'ScorecardTest' });
