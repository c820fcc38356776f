import { z } from 'zod';
import { textThat } from './fields';

/** A whole number in a query string, where everything is text. */
export function queryNumber(least: number, most: number): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return textThat(
    (text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most,
    { en: `a whole number from ${least} to ${most}`, zh: `${least} 到 ${most} 之间的整数` },
    {},
  ).transform(Number);
}

/** `true` or `false` in a query string. */
export const queryFlag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .meta({ type: 'boolean' });

/** Several words of a list in a query string, with commas between them: `status=open,paid`. */
export function queryWords<const Words extends readonly [string, ...string[]]>(words: Words) {
  const one = z.enum(words);
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(one))
    .meta({ type: 'string', description: `One or more of ${words.join(', ')}, with commas between them.` });
}

/** What every list takes. `fields` are the filters of this one. */
export function listQuery<Shape extends z.ZodRawShape, const Sorts extends readonly [string, ...string[]]>(
  fields: Shape,
  sorts: Sorts,
) {
  return z.strictObject({
    ...fields,
    sort: z
      .enum(sorts)
      .default(sorts[0] as z.util.NoUndefined<Sorts[number]>)
      .meta({ description: 'Order; a leading "-" is descending.' }),
    limit: queryNumber(1, 200)
      .default(50)
      .meta({ type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'Entries per page.' }),
    cursor: z.string().max(1_000).optional().meta({ description: 'The `next` of the page before.' }),
  });
}

/** One page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Send it as `cursor` for the next page; null on the last.' }),
  });
}
