import { DomainError, notAccepted } from '../../domain/errors';
import type { CivilDate } from '../../domain/types';
import type { Absence } from '../../prisma/generated/client';
import { recordAudit, type AuditContext } from './audit';
import { fromColumn, toColumn } from './civil-column';
import { lockStaff } from './staff';
import { inTransaction, type DbOrTx, type Written } from './transaction';

export type AddAbsenceInput = {
  readonly staffId: string;
  /** Days of the person's zone, both included. */
  readonly fromOn: CivilDate;
  readonly untilOn: CivilDate;
  readonly reason: string | null;
};

/**
 * Records that a staff member is away: on these days nothing is given to them. What they have stays theirs; a hand-over
 * moves it.
 * @returns `unchanged` where the same absence is there already
 * @throws DomainError `not-found`, `validation-failed`
 */
export async function addAbsence(db: DbOrTx, input: AddAbsenceInput, ctx: AuditContext): Promise<Written<Absence>> {
  const { staffId, fromOn, untilOn, reason } = input;
  if (untilOn < fromOn) {
    throw notAccepted('/untilOn', {
      en: `Given "${untilOn}"; expected ${fromOn} or later`,
      zh: `给定 "${untilOn}"；应为 ${fromOn} 或之后的日期`,
    });
  }
  return inTransaction(db, async (tx) => {
    await lockStaff(tx, staffId);
    const days = { staffId, fromOn: toColumn(fromOn), untilOn: toColumn(untilOn) };
    const known = await tx.absence.findFirst({ where: days });
    if (known !== null) return { outcome: 'unchanged', row: known };
    const row = await tx.absence.create({ data: { ...days, reason } });
    await recordAudit(tx, { kind: 'staff.absence-added', subject: staffId, data: { fromOn, untilOn } }, ctx);
    return { outcome: 'recorded', row };
  });
}

/**
 * Takes an absence back.
 * @throws DomainError `not-found`
 */
export async function removeAbsence(
  db: DbOrTx,
  { staffId, absenceId }: { readonly staffId: string; readonly absenceId: string },
  ctx: AuditContext,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockStaff(tx, staffId);
    const row = await tx.absence.findFirst({ where: { id: absenceId, staffId } });
    if (row === null) {
      throw new DomainError('not-found', {
        en: `The staff member has no absence "${absenceId}"`,
        zh: `该员工没有休假 "${absenceId}"`,
      });
    }
    await tx.absence.delete({ where: { id: row.id } });
    const data = { fromOn: fromColumn(row.fromOn), untilOn: fromColumn(row.untilOn) };
    await recordAudit(tx, { kind: 'staff.absence-removed', subject: staffId, data }, ctx);
  });
}
