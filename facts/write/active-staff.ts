import { notAccepted } from '../../domain/errors';
import type { Staff } from '../../prisma/generated/client';
import type { DbOrTx } from './transaction';

/**
 * Somebody who can be given work, or has done it.
 * @param pointer where the ID came from
 * @throws DomainError `validation-failed` at `pointer`
 */
export async function activeStaff(db: DbOrTx, staffId: string, pointer = '/staffId'): Promise<Staff> {
  const staff = await db.staff.findUnique({ where: { id: staffId, active: true } });
  if (staff !== null) return staff;
  throw notAccepted(pointer, {
    en: `There is no active staff member "${staffId}"`,
    zh: `没有在职员工 "${staffId}"`,
  });
}
