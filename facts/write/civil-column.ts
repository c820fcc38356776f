import type { CivilDate } from '../../domain/types';

/** A civil date as the value of a `date` column: Prisma takes midnight UTC and drops the time. */
export function toColumn(on: CivilDate): Date {
  return new Date(`${on}T00:00:00.000Z`);
}

/** The civil date of a `date` column. */
export function fromColumn(date: Date): CivilDate {
  return date.toISOString().slice(0, 10);
}
