import { DomainError, notAccepted } from '../../domain/errors';
import { normalizeEmail } from '../../domain/message/contact-address';
import type { Language } from '../../domain/types';
import type { CustomerGroup, Staff } from '../../prisma/generated/client';
import { recordAudit, type AuditContext } from './audit';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { inTransaction, type DbOrTx, type Tx, type Written } from './transaction';

/** What is known of a staff member; all of it can change later. */
export type StaffFields = {
  readonly externalId: string | null;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly team: string | null;
  readonly managerId: string | null;
  readonly active: boolean;
  readonly language: Language;
  /** IANA zone of the working day. */
  readonly zone: string;
  /** Code of the calendar of the working days; `null` = the default. */
  readonly calendar: string | null;
  readonly skills: readonly string[];
  readonly regions: readonly string[];
  /** 0 = junior. */
  readonly seniority: number;
  /** Customers owned at the same time, at most; `null` = no limit. */
  readonly maxCustomers: number | null;
  /** Customers newly offered on one day, at most. */
  readonly maxNewPerDay: number | null;
  /** Share where loads are weighted, at least 1. */
  readonly weight: number;
};

/**
 * Creates a staff member.
 * @returns `unchanged` where the same one is there already
 * @throws DomainError `validation-failed`, `content-conflict`
 */
export async function createStaff(db: DbOrTx, input: StaffFields, ctx: AuditContext): Promise<Written<Staff>> {
  const fields = { ...input, email: emailOf(input.email) };
  return inTransaction(db, async (tx) => {
    const known = await tx.staff.findUnique({ where: { email: fields.email } });
    if (known !== null && Object.keys(changesBetween(known, fields)).length === 0) {
      return { outcome: 'unchanged', row: known };
    }
    await refuseTaken(tx, fields, null);
    await checkManager(tx, fields.managerId, null);
    await checkCalendar(tx, fields.calendar);
    const row = await tx.staff.create({ data: columnsOf(fields) });
    await recordAudit(tx, { kind: 'staff.created', subject: row.id, data: { fields: Object.keys(fields) } }, ctx);
    return { outcome: 'recorded', row };
  });
}

export type ChangeStaffInput = {
  readonly staffId: string;
  readonly version: number | null;
  readonly changes: { readonly [Field in keyof StaffFields]?: StaffFields[Field] };
};

/**
 * Changes what is known of a staff member; a field that is left out stays.
 * @throws DomainError `not-found`, `version-conflict`, `validation-failed`, `content-conflict`
 */
export async function changeStaff(db: DbOrTx, input: ChangeStaffInput, ctx: AuditContext): Promise<Written<Staff>> {
  const { email, ...others } = input.changes;
  const wanted = email === undefined ? others : { ...others, email: emailOf(email) };
  return inTransaction(db, async (tx) => {
    const before = await lockStaff(tx, input.staffId);
    checkVersion(input.version, before.version);
    const fields = Object.keys(changesBetween(before, wanted));
    if (fields.length === 0) return { outcome: 'unchanged', row: before };
    await refuseTaken(tx, { ...before, ...wanted }, before.id);
    await checkManager(tx, wanted.managerId ?? null, before.id);
    await checkCalendar(tx, wanted.calendar ?? null);
    const data = { ...columnsOf(wanted), version: { increment: 1 } };
    const row = await tx.staff.update({ where: { id: before.id }, data });
    await recordAudit(tx, { kind: 'staff.changed', subject: row.id, data: { fields } }, ctx);
    return { outcome: 'recorded', row };
  });
}

/**
 * Creates a group, whose customers share holds; customers join by their `groupId`.
 * @returns `unchanged` where there is one with this name
 */
export async function createGroup(db: DbOrTx, input: { readonly name: string }): Promise<Written<CustomerGroup>> {
  return inTransaction(db, async (tx) => {
    const known = await tx.customerGroup.findUnique({ where: { name: input.name } });
    if (known !== null) return { outcome: 'unchanged', row: known };
    return { outcome: 'recorded', row: await tx.customerGroup.create({ data: { name: input.name } }) };
  });
}

/** The lists of a row can be written to, those of its fields cannot. */
function columnsOf<Fields extends { readonly skills?: readonly string[]; readonly regions?: readonly string[] }>({
  skills,
  regions,
  ...fields
}: Fields) {
  return {
    ...fields,
    ...(skills === undefined ? {} : { skills: [...skills] }),
    ...(regions === undefined ? {} : { regions: [...regions] }),
  };
}

async function checkCalendar(tx: Tx, code: string | null): Promise<void> {
  if (code === null || (await tx.calendar.count({ where: { code } })) > 0) return;
  throw notAccepted('/calendar', { en: `There is no calendar "${code}"`, zh: `没有日历 "${code}"` });
}

/** Locks a staff member's row until the transaction ends. @throws DomainError `not-found` */
export async function lockStaff(tx: Tx, staffId: string): Promise<Staff> {
  const [row] = await tx.$queryRaw<Staff[]>`SELECT * FROM "Staff" WHERE "id" = ${staffId}::uuid FOR UPDATE`;
  if (row !== undefined) return row;
  throw new DomainError('not-found', { en: `There is no staff member "${staffId}"`, zh: `没有员工 "${staffId}"` });
}

function emailOf(text: string): string {
  const normalized = normalizeEmail(text);
  if (normalized.ok) return normalized.address;
  throw notAccepted('/email', normalized.reason);
}

async function refuseTaken(
  tx: Tx,
  { email, externalId }: Pick<StaffFields, 'email' | 'externalId'>,
  exceptId: string | null,
): Promise<void> {
  const others = await tx.staff.findMany({
    where: { OR: [{ email }, ...(externalId === null ? [] : [{ externalId }])] },
  });
  const taken = others.find(({ id }) => id !== exceptId);
  if (taken === undefined) return;
  const field = taken.email === email ? 'email' : 'externalId';
  const detail = {
    en: `Another staff member, ${taken.name}, has this ${field}`,
    zh: `另一名员工 ${taken.name} 已使用此 ${field}`,
  };
  throw new DomainError('content-conflict', detail, [{ pointer: `/${field}`, detail }]);
}

/** Nobody manages themselves, over however many levels: an escalation would go round in circles. */
async function checkManager(tx: Tx, managerId: string | null, staffId: string | null): Promise<void> {
  for (let next = managerId; next !== null;) {
    if (next === staffId) {
      throw notAccepted('/managerId', {
        en: 'The manager reports to this staff member; expected somebody above',
        zh: '该经理是此员工的下属；应为其上级',
      });
    }
    const manager: Pick<Staff, 'managerId'> | null = await tx.staff.findUnique({
      where: { id: next },
      select: { managerId: true },
    });
    if (manager === null) {
      throw notAccepted('/managerId', { en: `There is no staff member "${next}"`, zh: `没有员工 "${next}"` });
    }
    next = manager.managerId;
  }
}
