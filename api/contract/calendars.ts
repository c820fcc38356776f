import { z } from 'zod';
import { civilDateField, civilDateOut, instantOut, lineField, localizedOut, textThat, versionOut } from './fields';
import { pageOf, queryFlag } from './page';

const codeField = textThat(
  (text) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text),
  { en: 'a code in lower case such as "cn"', zh: '小写代码，例如 "cn"' },
  { example: 'cn', description: 'A country’s code in lower case serves the customers of that country.' },
);

export const calendarParams = z.object({ code: codeField });

export const calendarOut = z
  .object({
    code: z.string(),
    title: localizedOut,
    weekend: z.array(z.string()),
    source: z.string().nullable(),
    days: z.array(z.object({ on: civilDateOut, kind: z.enum(['off', 'work']), name: z.string().nullable() })),
    version: versionOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Calendar' });

export const calendarBriefOut = z
  .object({
    code: z.string(),
    title: localizedOut,
    days: z.int(),
    lastDayOn: civilDateOut.nullable().meta({ description: 'After it the weekend alone decides.' }),
    version: versionOut,
  })
  .meta({ id: 'CalendarBrief' });

/** There are few: one page holds them all. */
export const calendarsPageOut = pageOf(calendarBriefOut);

/** A calendar file as `parseCalendar` reads it: its faults name line and column. */
export const calendarBody = z.union([z.string(), z.record(z.string(), z.unknown())]).meta({
  description: 'A calendar as YAML, or the same as JSON: `calendar`, `title`, `weekend`, `source`, `days`.',
});

export const calendarDaysQuery = z.strictObject({ replaceYears: queryFlag.optional() });
export const calendarDaysBody = z.union([
  z.strictObject({
    days: z
      .array(
        z.strictObject({
          on: civilDateField,
          kind: z.enum(['off', 'work']),
          name: lineField(200, 'Spring Festival').nullable().default(null),
        }),
      )
      .min(1)
      .max(5_000),
  }),
  z.string(),
]);
