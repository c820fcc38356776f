import { DomainError } from '../../domain/errors';
import type { Assignment, Staff } from '../../prisma/generated/client';
import type { LockedCustomer } from './lock-customer';
import type { StaffRef } from './timeline/assignment-entries';
import type { TimelineEntry } from './timeline-entry';
import type { FactContext, Tx } from './transaction';

export type AssignmentRow = Assignment & { readonly staff: Staff | null };

/** What tasks that ask somebody to accept a customer are called in their `kind`. */
export const ACCEPT_TASK = 'accept-assignment';

/** The last assignment of a customer, whatever became of it. */
export function lastAssignment(tx: Tx, customerId: string): Promise<AssignmentRow | null> {
  return tx.assignment.findFirst({ where: { customerId }, orderBy: { sequence: 'desc' }, include: { staff: true } });
}

export function staffRef(row: AssignmentRow): StaffRef {
  return { id: row.staffId ?? '', name: row.staff?.name ?? '' };
}

/** What an entry about an offer says of it. */
export function offeredData(row: AssignmentRow) {
  return { assignmentId: row.id, staff: staffRef(row), number: row.number };
}

type Ending = {
  readonly status: 'accepted' | 'expired' | 'declined' | 'withdrawn' | 'queued';
  /** Of the task that asked for the answer; `null` = it need not be done any more. */
  readonly outcome: 'accepted' | 'declined' | null;
};

/** Ends an offer or a wait in the queue, and closes the task that asked for it. */
export async function endAssignment(
  tx: Tx,
  customer: LockedCustomer,
  row: AssignmentRow,
  { status, outcome }: Ending,
  ctx: FactContext,
): Promise<void> {
  const endedAt = new Date(customer.nowMs);
  await tx.assignment.update({ where: { id: row.id }, data: { status, endedAt, endedBy: ctx.actor } });
  await tx.task.updateMany({
    where: {
      customerId: customer.id,
      kind: ACCEPT_TASK,
      status: { in: ['open', 'claimed'] },
      data: { path: ['assignmentId'], equals: row.id },
    },
    data: { status: outcome === null ? 'cancelled' : 'done', outcome, closedAt: endedAt, version: { increment: 1 } },
  });
}

/** Takes back the offer or the wait in the queue that stands, if there is one. */
export async function withdrawStanding(
  tx: Tx,
  customer: LockedCustomer,
  ctx: FactContext,
): Promise<readonly TimelineEntry[]> {
  const last = await lastAssignment(tx, customer.id);
  if (last === null || last.endedAt !== null) return [];
  if (last.status === 'queued') {
    await endAssignment(tx, customer, last, { status: 'queued', outcome: null }, ctx);
    return [];
  }
  if (last.status !== 'offered') return [];
  await endAssignment(tx, customer, last, { status: 'withdrawn', outcome: null }, ctx);
  return [{ kind: 'assignment.withdrawn', data: offeredData(last) }];
}

/** Gives a customer to an owner, or to a queue. */
export async function setOwner(
  tx: Tx,
  customerId: string,
  to: { readonly staffId: string } | { readonly queue: string },
): Promise<void> {
  const data = 'staffId' in to ? { ownerId: to.staffId } : { ownerId: null, queue: to.queue };
  await tx.customer.update({ where: { id: customerId }, data: { ...data, version: { increment: 1 } } });
}

/** @throws DomainError `state-conflict` for a closed customer */
export function refuseClosedCustomer({ engagement, externalId }: LockedCustomer): void {
  if (engagement !== 'closed') return;
  throw new DomainError('state-conflict', {
    en: `Customer "${externalId}" is closed; only an active or paused one has an owner to be found`,
    zh: `客户 "${externalId}" 已关闭；只有启用或暂停的客户可以分配负责人`,
  });
}
