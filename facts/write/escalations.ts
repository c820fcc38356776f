import { DomainError } from '../../domain/errors';
import type { EscalationStatus } from '../../domain/escalate/decide-escalation';
import type { LocalizedText } from '../../domain/types';
import type { Escalation, Staff } from '../../prisma/generated/client';
import { calendarsByCode } from '../read/calendars-by-code';
import { ladderVersion } from '../read/escalation-ladder';
import { activeStaff } from './active-staff';
import { aboutEscalation, climbOf, dueFor, readEscalation } from './escalation-row';
import { cancelEscalationTasks, insertEscalationTask } from './escalation-task';
import { liftHold } from './lift-hold';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { nameOfActor } from './name-of-actor';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type AcknowledgeEscalationInput = {
  readonly escalationId: string;
  /** Who takes it on; `null` = whoever was told last. */
  readonly staffId: string | null;
  readonly note: string | null;
};

/**
 * Somebody takes an escalation on: the climb stops, and the time to resolve it begins.
 * @returns `unchanged` where the same person has it already
 * @throws DomainError `not-found`, `validation-failed`, `state-conflict`
 */
export async function acknowledgeEscalation(
  db: DbOrTx,
  { escalationId, staffId, note }: AcknowledgeEscalationInput,
  ctx: FactContext,
): Promise<Written<Escalation>> {
  return withEscalation(db, escalationId, ctx, async (tx, customer, before) => {
    const by = actorOf(staffId, ctx);
    if (before.status === 'acknowledged' && before.acknowledgedBy === by) return { outcome: 'unchanged', row: before };
    refuseUnless(before, ['climbing'], {
      en: 'only one that is climbing can be acknowledged',
      zh: '只有 climbing 的升级可以确认',
    });
    const at = customer.nowMs;
    const { ladder } = await ladderVersion(tx, before.ladderVersionId);
    const person =
      staffId === null ? await lastTold(tx, before) : await withWorkingDay(tx, await activeStaff(tx, staffId));
    const dueAt = await dueFor(tx, { ladder, minutes: ladder.resolveWithinMinutes, customer, at }, person);
    const row = await tx.escalation.update({
      where: { id: escalationId },
      data: { status: 'acknowledged', acknowledgedBy: by, acknowledgedAt: new Date(at), dueAt: new Date(dueAt) },
    });
    const { level } = row;
    const cancelled = await cancelEscalationTasks(tx, row, at);
    const task = { ask: 'resolve', level, ownerId: person?.id ?? null, touchId: null, at, dueAt } as const;
    const created = await insertEscalationTask(tx, row, task);
    const byName = await nameOfActor(tx, by);
    const data = { ...aboutEscalation(row), by, byName, dueAt: new Date(dueAt).toISOString(), note };
    await recordFact(tx, customer, [{ kind: 'escalation.acknowledged', data }, ...cancelled, created], ctx);
    return { outcome: 'recorded', row };
  });
}

export type ResolveEscalationInput = {
  readonly escalationId: string;
  readonly staffId: string | null;
  /** What came of it, in a word: `paid`, `agreed`, `written-off` … */
  readonly outcome: string;
  readonly note: string | null;
};

/**
 * Ends an escalation with its outcome, acknowledged before or not.
 * @returns `unchanged` where it was resolved so already
 * @throws DomainError `not-found`, `validation-failed`, `state-conflict`
 */
export async function resolveEscalation(
  db: DbOrTx,
  { escalationId, staffId, outcome, note }: ResolveEscalationInput,
  ctx: FactContext,
): Promise<Written<Escalation>> {
  return withEscalation(db, escalationId, ctx, async (tx, customer, before) => {
    if (before.status === 'resolved' && before.outcome === outcome) return { outcome: 'unchanged', row: before };
    refuseUnless(before, ['climbing', 'acknowledged'], {
      en: 'only one that is climbing or acknowledged can be resolved',
      zh: '只有 climbing 或 acknowledged 的升级可以解决',
    });
    if (staffId !== null) await activeStaff(tx, staffId);
    const resolvedBy = actorOf(staffId, ctx);
    const row = await endEscalation(tx, customer, before, { status: 'resolved', resolvedBy, outcome, note }, ctx);
    return { outcome: 'recorded', row };
  });
}

export type CancelEscalationInput = { readonly escalationId: string; readonly note: string | null };

/**
 * Ends an escalation that is not needed any more.
 * @returns `unchanged` where it was cancelled already
 * @throws DomainError `not-found`, `state-conflict`
 */
export async function cancelEscalation(
  db: DbOrTx,
  { escalationId, note }: CancelEscalationInput,
  ctx: FactContext,
): Promise<Written<Escalation>> {
  return withEscalation(db, escalationId, ctx, async (tx, customer, before) => {
    if (before.status === 'cancelled') return { outcome: 'unchanged', row: before };
    refuseUnless(before, ['climbing', 'acknowledged'], {
      en: 'only one that is climbing or acknowledged can be cancelled',
      zh: '只有 climbing 或 acknowledged 的升级可以取消',
    });
    const end = { status: 'cancelled', resolvedBy: actorOf(null, ctx), outcome: null, note } as const;
    return { outcome: 'recorded', row: await endEscalation(tx, customer, before, end, ctx) };
  });
}

type End = {
  readonly status: 'resolved' | 'cancelled';
  readonly resolvedBy: string;
  readonly outcome: string | null;
  readonly note: string | null;
};

/** Ends an open escalation of a locked customer: its tasks are taken back, and its hold is lifted. */
export async function endEscalation(
  tx: Tx,
  customer: LockedCustomer,
  before: Escalation,
  { status, resolvedBy, outcome, note }: End,
  ctx: FactContext,
): Promise<Escalation> {
  const resolvedAt = new Date(customer.nowMs);
  const row = await tx.escalation.update({
    where: { id: before.id },
    data: { status, resolvedBy, resolvedAt, outcome, dueAt: null, ...(note === null ? {} : { note }) },
  });
  const cancelled = await cancelEscalationTasks(tx, row, customer.nowMs);
  const byName = await nameOfActor(tx, resolvedBy);
  const data = { ...aboutEscalation(row), by: resolvedBy, byName, outcome, note };
  await recordFact(tx, customer, [{ kind: `escalation.${status}`, data }, ...cancelled], ctx);
  await liftItsHold(tx, row, ctx);
  return row;
}

/** Touches go on where the escalation has held them. */
export async function liftItsHold(tx: Tx, { holdId }: Pick<Escalation, 'holdId'>, ctx: FactContext): Promise<void> {
  if (holdId !== null) await liftHold(tx, { holdId, version: null }, ctx);
}

async function withEscalation(
  db: DbOrTx,
  escalationId: string,
  ctx: FactContext,
  change: (tx: Tx, customer: LockedCustomer, before: Escalation) => Promise<Written<Escalation>>,
): Promise<Written<Escalation>> {
  return inTransaction(db, async (tx) => {
    const { customerId } = await readEscalation(tx, escalationId);
    const customer = await lockCustomer(tx, customerId, ctx);
    return change(tx, customer, await readEscalation(tx, escalationId));
  });
}

function actorOf(staffId: string | null, { actor }: FactContext): string {
  return staffId === null ? actor : `staff:${staffId}`;
}

function refuseUnless(
  { status, acknowledgedBy }: Escalation,
  allowed: readonly EscalationStatus[],
  only: LocalizedText,
): void {
  if (allowed.some((one) => one === status)) return;
  const by = status === 'acknowledged' && acknowledgedBy !== null ? acknowledgedBy : null;
  throw new DomainError('state-conflict', {
    en: `The escalation is ${status}${by === null ? '' : ` by ${by}`}; ${only.en}`,
    zh: `该升级的状态是 ${status}${by === null ? '' : `（${by}）`}；${only.zh}`,
  });
}

async function lastTold(tx: Tx, escalation: Escalation) {
  const staffId = climbOf(escalation).at(-1)?.staffId ?? null;
  const staff = staffId === null ? null : await tx.staff.findUnique({ where: { id: staffId, active: true } });
  return staff === null ? null : withWorkingDay(tx, staff);
}

/** A member of staff with the working day by which deadlines are counted. */
async function withWorkingDay(tx: Tx, { id, zone, calendar }: Staff) {
  return { id, zone, calendar: await (await calendarsByCode(tx))(calendar) };
}
