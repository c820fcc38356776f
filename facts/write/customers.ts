import { isZone } from '../../domain/calendar/zone';
import { DomainError, notAccepted } from '../../domain/errors';
import type { Language } from '../../domain/types';
import type { Customer } from '../../prisma/generated/client';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { createContactPoint, type NewContactPoint } from './contact-points';
import { contactData, normalizeAddress } from './contact-row';
import { lockCustomer } from './lock-customer';
import { recordFact } from './record';
import { staysData } from './said-at-address';
import type { TimelineEntry } from './timeline-entry';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

/** What is known of a customer; all of it can change later. */
export type CustomerFields = {
  readonly name: string;
  readonly segment: string | null;
  /** ISO 3166 code of two letters. */
  readonly country: string | null;
  /** IANA time zone. */
  readonly zone: string;
  readonly language: Language;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly ownerId: string | null;
  readonly groupId: string | null;
};

export type CreateCustomerInput = CustomerFields & {
  /** Unique; the same customer again has no second effect. */
  readonly externalId: string;
  /** `paused` = no touches until activated. */
  readonly engagement: 'active' | 'paused';
  /** A sandbox customer lives by this test clock, from the clock's now. */
  readonly testClockId: string | null;
  readonly contactPoints: readonly NewContactPoint[];
};

/**
 * Creates a customer with its contact points.
 * @returns `unchanged` where the same customer is there already
 * @throws DomainError `validation-failed`, `not-found` (owner, group, test clock), `content-conflict`
 */
export async function createCustomer(
  db: DbOrTx,
  input: CreateCustomerInput,
  ctx: FactContext,
): Promise<Written<Customer>> {
  const { externalId, engagement, testClockId, contactPoints, ...fields } = input;
  checkZone(fields.zone);
  return inTransaction(db, async (tx) => {
    const known = await tx.customer.findUnique({ where: { externalId } });
    if (known !== null) return { outcome: 'unchanged', row: sameCustomer(known, fields) };
    await checkReferences(tx, fields);
    const clockNowAt = testClockId === null ? null : await clockNow(tx, testClockId);
    const { id } = await tx.customer.create({
      data: {
        ...{ externalId, engagement, testClockId, clockNowAt, ...fields },
        groupSinceAt: fields.groupId === null ? null : (clockNowAt ?? new Date(ctx.now)),
      },
      select: { id: true },
    });
    // Nobody else sees the row before the commit, so that it needs no lock.
    const customer = { id, nowMs: clockNowAt?.getTime() ?? ctx.now, testClockId, isNew: true };
    const written = new Set<string>();
    const kept: TimelineEntry[] = [];
    for (const [index, contact] of contactPoints.entries()) {
      const address = normalizeAddress(contact.channel, contact.address, fields.country);
      const mark = [contact.channel, address, contact.role].join(' ');
      if (written.has(mark)) throw twice(index, address);
      written.add(mark);
      const { row, said } = await createContactPoint(tx, customer, { ...contact, address });
      const { stays } = staysData(said);
      if (stays !== undefined) kept.push({ kind: 'contact.added', data: { ...contactData(row), stays } });
    }
    const created = { kind: 'customer.created', data: { externalId, name: fields.name } } as const;
    await recordFact(tx, customer, [created, ...kept], ctx);
    return { outcome: 'recorded', row: await tx.customer.findUniqueOrThrow({ where: { id } }) };
  });
}

function twice(index: number, address: string): DomainError {
  return notAccepted(`/contactPoints/${index}`, {
    en: `"${address}" is given twice in one role; expected each address once for a role`,
    zh: `"${address}" 在同一角色中重复；每个角色中每个地址只应出现一次`,
  });
}

export type ChangeCustomerInput = {
  readonly customerId: string;
  readonly version: number | null;
  readonly changes: { readonly [Field in keyof CustomerFields]?: CustomerFields[Field] | undefined };
};

/**
 * Changes what is known of a customer; a field that is left out stays. `attributes` are replaced as a whole.
 * @throws DomainError `not-found`, `version-conflict`, `validation-failed`
 */
export async function changeCustomer(
  db: DbOrTx,
  input: ChangeCustomerInput,
  ctx: FactContext,
): Promise<Written<Customer>> {
  const wanted = withoutUndefined(input.changes);
  if (wanted.zone !== undefined) checkZone(wanted.zone);
  return inTransaction(db, async (tx) => {
    const { nowMs, ...before } = await lockCustomer(tx, input.customerId, ctx);
    checkVersion(input.version, before.version);
    const changes = changesBetween(before, wanted);
    if (Object.keys(changes).length === 0) return { outcome: 'unchanged', row: before };
    await checkReferences(tx, wanted);
    const { groupId = before.groupId } = wanted;
    const groupSinceAt = groupId === before.groupId ? before.groupSinceAt : groupId === null ? null : new Date(nowMs);
    await tx.customer.update({
      where: { id: before.id },
      data: { ...wanted, groupSinceAt, version: { increment: 1 } },
    });
    await recordFact(tx, { ...before, nowMs }, [{ kind: 'customer.changed', data: { changes } }], ctx);
    return { outcome: 'recorded', row: await tx.customer.findUniqueOrThrow({ where: { id: before.id } }) };
  });
}

export type SetEngagementInput = {
  readonly customerId: string;
  readonly version: number | null;
  /** `closed` is for good: no touches, and no way back. */
  readonly engagement: Customer['engagement'];
  readonly reason: string | null;
};

const ENGAGEMENT_KINDS = {
  active: 'customer.activated',
  paused: 'customer.paused',
  closed: 'customer.closed',
} as const;

/**
 * Activates, pauses or closes a customer.
 * @returns `unchanged` where it is so already
 * @throws DomainError `not-found`, `version-conflict`, `state-conflict` for a closed customer
 */
export async function setEngagement(
  db: DbOrTx,
  input: SetEngagementInput,
  ctx: FactContext,
): Promise<Written<Customer>> {
  return inTransaction(db, async (tx) => {
    const { nowMs, ...before } = await lockCustomer(tx, input.customerId, ctx);
    const { engagement, reason } = input;
    if (before.engagement === engagement) return { outcome: 'unchanged', row: before };
    checkVersion(input.version, before.version);
    if (before.engagement === 'closed') {
      throw new DomainError('state-conflict', {
        en: `Customer "${before.externalId}" is closed; only an active or paused one can be changed`,
        zh: `客户 "${before.externalId}" 已关闭；只有启用或暂停的客户可以更改`,
      });
    }
    await tx.customer.update({ where: { id: before.id }, data: { engagement, version: { increment: 1 } } });
    const entry = { kind: ENGAGEMENT_KINDS[engagement], data: { from: before.engagement, reason } };
    await recordFact(tx, { ...before, nowMs }, [entry], ctx);
    return { outcome: 'recorded', row: await tx.customer.findUniqueOrThrow({ where: { id: before.id } }) };
  });
}

function checkZone(zone: string): void {
  if (isZone(zone)) return;
  throw notAccepted('/zone', {
    en: `Given "${zone}"; expected a time zone such as "Asia/Shanghai"`,
    zh: `给定 "${zone}"；应为时区，例如 "Asia/Shanghai"`,
  });
}

async function checkReferences(tx: Tx, { ownerId, groupId }: ChangeCustomerInput['changes']): Promise<void> {
  if (ownerId && (await tx.staff.count({ where: { id: ownerId } })) === 0) {
    throw notAccepted('/ownerId', {
      en: `There is no staff member "${ownerId}"`,
      zh: `没有员工 "${ownerId}"`,
    });
  }
  if (groupId && (await tx.customerGroup.count({ where: { id: groupId } })) === 0) {
    throw notAccepted('/groupId', { en: `There is no group "${groupId}"`, zh: `没有客户组 "${groupId}"` });
  }
}

async function clockNow(tx: Tx, testClockId: string): Promise<Date> {
  const clock = await tx.testClock.findUnique({ where: { id: testClockId } });
  if (clock !== null) return clock.nowAt;
  throw notAccepted('/testClockId', {
    en: `There is no test clock "${testClockId}"`,
    zh: `没有测试时钟 "${testClockId}"`,
  });
}

function sameCustomer(known: Customer, fields: CustomerFields): Customer {
  const differing = Object.keys(changesBetween(known, fields));
  if (differing.length === 0) return known;
  throw new DomainError(
    'content-conflict',
    {
      en: `Customer "${known.externalId}" is there already with another ${differing.join(', ')}; change it instead`,
      zh: `客户 "${known.externalId}" 已存在，且 ${differing.join('、')} 不同；请改为修改该客户`,
    },
    differing.map((field) => ({
      pointer: `/${field}`,
      detail: {
        en: `Customer "${known.externalId}" has another ${field}`,
        zh: `客户 "${known.externalId}" 的 ${field} 不同`,
      },
    })),
  );
}

type Given = { readonly [Field in keyof CustomerFields]?: CustomerFields[Field] };

function withoutUndefined(changes: ChangeCustomerInput['changes']): Given {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
