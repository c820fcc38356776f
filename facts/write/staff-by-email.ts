import { notAccepted } from '../../domain/errors';
import type { Tx } from './transaction';

/** A staff member as staged facts name one; `null` stays `null`. @throws DomainError `validation-failed` */
export async function staffByEmail(tx: Tx, email: string | null): Promise<string | null> {
  if (email === null) return null;
  const row = await tx.staff.findUnique({ where: { email: email.toLowerCase() }, select: { id: true } });
  if (row !== null) return row.id;
  throw notAccepted('/staff', {
    en: `There is no staff member with the email address "${email}"`,
    zh: `没有邮箱为 "${email}" 的员工`,
  });
}
