import { z } from 'zod';
import { civilDateField, civilDateOut, idField, idOut, instantOut, noteField } from './fields';
import { listQuery, pageOf } from './page';

export const addAbsenceBody = z.strictObject({
  fromOn: civilDateField,
  untilOn: civilDateField.meta({ description: 'The last day, in the person’s zone.' }),
  reason: noteField.nullable().default(null),
});
export const absenceParams = z.object({ id: idField, absenceId: idField });
export const absenceOut = z
  .object({
    id: idOut,
    staffId: idOut,
    fromOn: civilDateOut,
    untilOn: civilDateOut,
    reason: z.string().nullable(),
    createdAt: instantOut,
  })
  .meta({ id: 'Absence' });
export const listAbsencesQuery = listQuery(
  { from: civilDateField.optional().meta({ description: 'Only those that end on this day or later.' }) },
  ['-fromOn', 'fromOn'],
);
export const absencesPageOut = pageOf(absenceOut);
