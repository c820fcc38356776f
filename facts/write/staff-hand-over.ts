import { randomUUID } from 'node:crypto';
import { redistribute, type Move } from '../../domain/assign/redistribute';
import { notAccepted } from '../../domain/errors';
import type { Prisma, PrismaClient } from '../../prisma/generated/client';
import { assignmentCandidates } from '../read/assignment-candidates';
import { placedCustomers, turnsOf, type Placed } from '../read/assignment-placing';
import { withoutOffers } from '../read/assignment-preview';
import { askToAccept } from './assign-task';
import { activeStaff } from './active-staff';
import { setOwner, withdrawStanding } from './assign-row';
import { lockAssignments } from './assignment-lock';
import { lockCustomers, type LockedCustomer } from './lock-customer';
import { recordFacts } from './record';
import type { TimelineEntry } from './timeline-entry';
import { inTransaction, type FactContext, type Tx } from './transaction';

export type HandOverInput = {
  readonly fromStaffId: string;
  /** One person, or whoever the published assignment policies choose. */
  readonly to: { readonly staffId: string } | 'published-policies';
};

export type HandedOver = {
  /** Customers that have another owner now. */
  readonly moved: number;
  /** Customers that nobody could take, which lie in a queue now. */
  readonly queued: number;
};

/** Few enough that a batch holds its locks for well under a second. */
const BATCH = 50;

/** In place of the name of a policy's entry. */
const HAND_OVER = 'hand-over';

/**
 * Gives everything that a staff member looks after to others, batch by batch. Stopped in between, it goes on where it
 * stood when it is asked for again; asked for twice it has no second effect.
 * @throws DomainError `validation-failed`
 */
export async function handOver(db: PrismaClient, input: HandOverInput, ctx: FactContext): Promise<HandedOver> {
  await inTransaction(db, (tx) => checkRecipient(tx, input));
  let done: HandedOver = { moved: 0, queued: 0 };
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const batch = await db.customer.findMany({
      where: { ownerId: input.fromStaffId, engagement: { not: 'closed' }, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: BATCH,
      select: { id: true },
    });
    const ids = batch.map(({ id }) => id);
    const last = ids.at(-1);
    if (last === undefined) return done;
    const { moved, queued } = await inTransaction(db, (tx) => handOverBatch(tx, input, ids, ctx));
    done = { moved: done.moved + moved, queued: done.queued + queued };
    after = last;
  }
}

/** @throws DomainError `validation-failed` where nobody could take anything over */
export async function checkRecipient(tx: Tx, { fromStaffId, to }: HandOverInput): Promise<void> {
  if (to === 'published-policies') return;
  if (to.staffId === fromStaffId) {
    throw notAccepted('/to/staffId', {
      en: 'The portfolio is to go to the person who has it; expected somebody else',
      zh: '接收人就是现任负责人；应为其他员工',
    });
  }
  await activeStaff(tx, to.staffId, '/to/staffId');
}

async function handOverBatch(
  tx: Tx,
  { fromStaffId, to }: HandOverInput,
  ids: readonly string[],
  ctx: FactContext,
): Promise<HandedOver> {
  const locked = await lockCustomers(tx, ids, ctx);
  // Others may have taken some in the meantime.
  const customers = locked.filter(({ ownerId, engagement }) => ownerId === fromStaffId && engagement !== 'closed');
  await lockAssignments(tx);
  const names = await namesOf(tx);
  let queued = 0;
  for (const group of byClock(customers)) {
    const [first] = group;
    if (first === undefined) continue;
    const { testClockId, nowMs } = first;
    const placed = await placedCustomers(tx, group, to);
    const policyVersionId = turnsOf(placed);
    const candidates = await assignmentCandidates(tx, { testClockId, now: nowMs, policyVersionId });
    const { moves } = redistribute(placed, candidates.map(withoutOffers), new Set([fromStaffId]), nowMs);
    for (const [index, customer] of group.entries()) {
      const [move, place] = [moves[index], placed[index]];
      if (move === undefined || place === undefined) continue;
      if (move.toStaffId === null) queued += 1;
      await moveCustomer(tx, customer, { move, place, names, fromStaffId }, ctx);
    }
  }
  return { moved: customers.length - queued, queued };
}

/** Customers of one test clock share their staff with each other only. */
function byClock(customers: readonly LockedCustomer[]): readonly (readonly LockedCustomer[])[] {
  const groups = new Map<string, LockedCustomer[]>();
  for (const customer of customers) {
    const key = customer.testClockId ?? '';
    groups.set(key, [...(groups.get(key) ?? []), customer]);
  }
  return [...groups.values()];
}

type MoveOf = {
  readonly move: Move;
  readonly place: Placed;
  readonly names: ReadonlyMap<string, string>;
  readonly fromStaffId: string;
};

async function moveCustomer(
  tx: Tx,
  customer: LockedCustomer,
  { move, place, names, fromStaffId }: MoveOf,
  ctx: FactContext,
): Promise<void> {
  const withdrawn = await withdrawStanding(tx, customer, ctx);
  const { toStaffId, queue, entry, load, reason } = move;
  const assignmentId = randomUUID();
  const now = new Date(customer.nowMs);
  const common = {
    ...{ id: assignmentId, customerId: customer.id, load, offeredAt: now },
    policyVersionId: place.policyVersionId,
    entry: entry ?? HAND_OVER,
    explanation: { reason } satisfies Prisma.InputJsonObject,
  };
  const waiting: TimelineEntry[] = [];
  if (toStaffId !== null) {
    const ended = { status: 'accepted', endedAt: now, endedBy: ctx.actor };
    await tx.assignment.create({ data: { ...common, ...ended, staffId: toStaffId } });
    await setOwner(tx, customer.id, { staffId: toStaffId });
  } else {
    const into = queue ?? HAND_OVER;
    await tx.assignment.create({ data: { ...common, status: 'queued', queue: into } });
    await setOwner(tx, customer.id, { queue: into });
    const task = { assignmentId, episodeId: null, queue: into, ownerId: null, dueAt: null };
    waiting.push(await askToAccept(tx, customer, task));
  }
  const ref = (id: string) => ({ id, name: names.get(id) ?? '' });
  const data = {
    ...{ assignmentId, queue, because: reason },
    from: ref(fromStaffId),
    staff: toStaffId === null ? null : ref(toStaffId),
  };
  await recordFacts(
    tx,
    [{ customer, entries: [{ kind: 'assignment.handed-over', data }, ...withdrawn, ...waiting] }],
    ctx,
  );
}

async function namesOf(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const staff = await tx.staff.findMany({ select: { id: true, name: true } });
  return new Map(staff.map(({ id, name }) => [id, name]));
}
