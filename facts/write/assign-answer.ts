import { randomUUID } from 'node:crypto';
import { DEFAULT_QUEUE } from '../../domain/assign/redistribute';
import { DomainError } from '../../domain/errors';
import type { LocalizedText } from '../../domain/types';
import { activeStaff } from './active-staff';
import {
  endAssignment,
  lastAssignment,
  offeredData,
  refuseClosedCustomer,
  setOwner,
  staffRef,
  type AssignmentRow,
} from './assign-row';
import { lockAssignments } from './assignment-lock';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type AcceptInput = {
  readonly customerId: string;
  /** Who accepts: the person it is offered to; from the queue anybody active. */
  readonly staffId: string;
  /** A first contact with the customer is an acceptance too. */
  readonly by?: 'answer' | 'first-contact';
};

/**
 * Accepts the customer that is offered to this person, or takes it out of the queue.
 * @returns `unchanged` where this person has accepted it already
 * @throws DomainError `not-found`, `validation-failed`, `state-conflict` that says what is allowed instead
 */
export async function acceptAssignment(
  db: DbOrTx,
  { customerId, staffId, by = 'answer' }: AcceptInput,
  ctx: FactContext,
): Promise<Written<AssignmentRow>> {
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    const last = await lastAssignment(tx, customerId);
    if (last?.status === 'accepted' && last.staffId === staffId) return { outcome: 'unchanged', row: last };
    refuseClosedCustomer(customer);
    const staff = await activeStaff(tx, staffId);
    if (last?.status === 'offered' && last.staffId === staffId) {
      await endAssignment(tx, customer, last, { status: 'accepted', outcome: 'accepted' }, ctx);
      await recordFact(tx, customer, [{ kind: 'assignment.accepted', data: { ...offeredData(last), by } }], ctx);
      return { outcome: 'recorded', row: await reread(tx, last.id) };
    }
    if (last?.status !== 'queued' || last.endedAt !== null) throw notOffered(last, staffId);
    const row = await takeFromQueue(tx, customer, last, staff.id, ctx);
    await recordFact(tx, customer, [{ kind: 'assignment.accepted', data: { ...offeredData(row), by } }], ctx);
    return { outcome: 'recorded', row };
  });
}

export type DeclineInput = {
  readonly customerId: string;
  readonly staffId: string;
  readonly reason: string | null;
};

/**
 * Gives an offered customer back: it lies in its queue until onboarding offers it to the next, which is at once.
 * @returns `unchanged` where this person has declined it already
 * @throws DomainError `not-found`, `state-conflict` that says what is allowed instead
 */
export async function declineAssignment(
  db: DbOrTx,
  { customerId, staffId, reason }: DeclineInput,
  ctx: FactContext,
): Promise<Written<AssignmentRow>> {
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    const last = await lastAssignment(tx, customerId);
    if (last?.status === 'offered' && last.staffId === staffId) {
      await endAssignment(tx, customer, last, { status: 'declined', outcome: 'declined' }, ctx);
      await setOwner(tx, customerId, { queue: customer.queue ?? DEFAULT_QUEUE });
      const entry = { kind: 'assignment.declined' as const, data: { ...offeredData(last), reason } };
      await recordFact(tx, customer, [entry], ctx);
      return { outcome: 'recorded', row: await reread(tx, last.id) };
    }
    const own = await tx.assignment.findFirst({
      where: { customerId, staffId, episodeId: last?.episodeId ?? null },
      orderBy: { sequence: 'desc' },
      include: { staff: true },
    });
    if (own?.status === 'declined') return { outcome: 'unchanged', row: own };
    throw notOffered(last, staffId);
  });
}

async function takeFromQueue(
  tx: Tx,
  customer: LockedCustomer,
  queued: AssignmentRow,
  staffId: string,
  ctx: FactContext,
): Promise<AssignmentRow> {
  await endAssignment(tx, customer, queued, { status: 'queued', outcome: 'accepted' }, ctx);
  await lockAssignments(tx);
  const { customerId, episodeId, policyVersionId, load } = queued;
  const now = new Date(customer.nowMs);
  const row = await tx.assignment.create({
    data: {
      ...{ id: randomUUID(), customerId, episodeId, policyVersionId, load, staffId },
      number: queued.number + 1,
      status: 'accepted',
      offeredAt: now,
      endedAt: now,
      endedBy: ctx.actor,
      explanation: { reason: { en: 'Taken from the queue', zh: '从队列中领取' } },
    },
    include: { staff: true },
  });
  await setOwner(tx, customer.id, { staffId });
  return row;
}

function reread(tx: Tx, id: string): Promise<AssignmentRow> {
  return tx.assignment.findUniqueOrThrow({ where: { id }, include: { staff: true } });
}

function notOffered(last: AssignmentRow | null, staffId: string): DomainError {
  return new DomainError('state-conflict', whatIsAllowed(last, staffId));
}

function whatIsAllowed(last: AssignmentRow | null, staffId: string): LocalizedText {
  if (last === null) {
    return {
      en: 'The customer has not been offered to anybody; only assigning it by hand is possible',
      zh: '该客户尚未分配给任何人；只能人工指定负责人',
    };
  }
  const { name } = staffRef(last);
  switch (last.status) {
    case 'offered':
      return {
        en: `The customer is offered to ${name}; only ${name} can accept or decline it, or it is assigned by hand`,
        zh: `该客户已分配给 ${name}；只有 ${name} 可以接受或拒绝，或人工指定负责人`,
      };
    case 'accepted':
      return last.staffId === staffId
        ? {
            en: `${name} has accepted the customer already; only assigning it by hand, or a hand-over, changes the owner`,
            zh: `${name} 已接受该客户；只能通过人工指定或移交更换负责人`,
          }
        : {
            en: `The customer belongs to ${name}; only assigning it by hand, or a hand-over, changes the owner`,
            zh: `该客户由 ${name} 负责；只能通过人工指定或移交更换负责人`,
          };
    case 'queued':
      return {
        en: 'The customer lies in a queue; it can be accepted or assigned by hand',
        zh: '该客户在队列中；可以接受或人工指定负责人',
      };
    default:
      return {
        en: 'The offer has ended; the customer goes to the next candidate, or is assigned by hand',
        zh: '该分配已结束；客户将转给下一位候选人，或人工指定负责人',
      };
  }
}
