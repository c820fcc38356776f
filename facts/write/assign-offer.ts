import { randomUUID } from 'node:crypto';
import { chooseOwner, type OwnerChoice } from '../../domain/assign/choose-owner';
import { addBusinessMinutes } from '../../domain/calendar/business-hours';
import type { Instant } from '../../domain/types';
import { assignmentCandidates, type StaffCandidate } from '../read/assignment-candidates';
import { assignedCustomer, type PublishedAssignmentPolicy } from '../read/assignment-policy';
import { calendarsByCode } from '../read/calendars-by-code';
import { endAssignment, lastAssignment, offeredData, setOwner, withdrawStanding } from './assign-row';
import { askToAccept } from './assign-task';
import { lockAssignments } from './assignment-lock';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import { requestEscalation } from './request-escalation';
import type { TimelineEntry } from './timeline-entry';
import type { FactContext, Tx } from './transaction';

export type OfferInput = {
  readonly customerId: string;
  readonly episodeId: string;
  /** 1 for the first; above the policy's tries nobody is asked any more. */
  readonly number: number;
  readonly policy: PublishedAssignmentPolicy;
  readonly returning: boolean;
};

/**
 * Offers a customer to the next candidate, who is its owner from then on; where nobody is left, or the tries are used
 * up, the customer goes into the fallback queue and the policy's escalation begins. An offer that stands expires.
 */
export async function offerAssignment(tx: Tx, input: OfferInput, ctx: FactContext): Promise<void> {
  const { customerId, policy } = input;
  const customer = await lockCustomer(tx, customerId, ctx);
  const expired = await expireStanding(tx, customer, ctx);
  const { choice, candidates } = await choose(tx, customer, input);
  const chosen = candidates.find(({ id }) => id === choice.chosen?.staffId) ?? null;
  const told =
    chosen === null
      ? await putIntoQueue(tx, customer, input, choice)
      : await offerTo(tx, customer, input, choice, chosen);
  const [first, ...rest] = [...expired, ...told];
  if (first !== undefined) await recordFact(tx, customer, [first, ...rest], ctx);
  const { escalate } = policy.value;
  if (chosen !== null || escalate === null) return;
  await requestEscalation(
    tx,
    {
      customerId,
      ladder: escalate,
      cause: 'assignment',
      subject: { en: `Nobody has taken customer ${customer.externalId}`, zh: `客户 ${customer.externalId} 无人接手` },
      requestedBy: ctx.actor,
      requestKey: `assignment:${input.episodeId}`,
    },
    ctx,
  );
}

async function expireStanding(tx: Tx, customer: LockedCustomer, ctx: FactContext): Promise<readonly TimelineEntry[]> {
  const last = await lastAssignment(tx, customer.id);
  // A hand-over may have left it in a queue while nobody had accepted it yet.
  if (last?.status !== 'offered') return withdrawStanding(tx, customer, ctx);
  await endAssignment(tx, customer, last, { status: 'expired', outcome: null }, ctx);
  return [{ kind: 'assignment.expired', data: { ...offeredData(last), dueAt: last.dueAt?.toISOString() ?? null } }];
}

async function choose(
  tx: Tx,
  customer: LockedCustomer,
  { episodeId, number, policy, returning }: OfferInput,
): Promise<{ readonly choice: OwnerChoice; readonly candidates: readonly StaffCandidate[] }> {
  await lockAssignments(tx);
  const { value, versionId } = policy;
  const now = customer.nowMs;
  const candidates =
    number > value.tries
      ? []
      : await assignmentCandidates(tx, { testClockId: customer.testClockId, now, policyVersionId: versionId });
  const before = await tx.assignment.findMany({ where: { episodeId }, select: { staffId: true } });
  const tried = new Set(before.flatMap(({ staffId }) => (staffId === null ? [] : [staffId])));
  const choice = chooseOwner({
    policy: value,
    customer: assignedCustomer(customer, returning),
    candidates,
    tried,
    asOf: now,
  });
  if (number <= value.tries) return { choice, candidates };
  const reason = { en: `Nobody accepted in ${value.tries} tries`, zh: `${value.tries} 次均无人接受` };
  return { choice: { ...choice, reason, entries: [] }, candidates };
}

async function offerTo(
  tx: Tx,
  customer: LockedCustomer,
  { episodeId, number, policy }: OfferInput,
  { entry, load, reason, entries }: OwnerChoice,
  chosen: StaffCandidate,
): Promise<readonly TimelineEntry[]> {
  const assignmentId = randomUUID();
  const dueAt = await acceptanceDue(tx, chosen, policy, customer.nowMs);
  await tx.assignment.create({
    data: {
      ...{ id: assignmentId, customerId: customer.id, episodeId, number, staffId: chosen.id, entry, load, dueAt },
      policyVersionId: policy.versionId,
      status: 'offered',
      offeredAt: new Date(customer.nowMs),
      explanation: { reason, entries },
    },
  });
  await setOwner(tx, customer.id, { staffId: chosen.id });
  const task = { assignmentId, episodeId, queue: policy.value.fallback.queue, ownerId: chosen.id, dueAt };
  const created = await askToAccept(tx, customer, task);
  const data = {
    ...{ assignmentId, number, entry, because: reason },
    staff: { id: chosen.id, name: chosen.name },
    policy: policy.name,
    dueAt: dueAt.toISOString(),
  };
  return [{ kind: 'assignment.offered', data }, created];
}

/** Business time runs in the zone and calendar of who has to accept. */
async function acceptanceDue(
  tx: Tx,
  { zone, calendarCode }: StaffCandidate,
  { value: { acceptWithinMinutes, businessHours } }: PublishedAssignmentPolicy,
  from: Instant,
): Promise<Date> {
  const calendarOf = await calendarsByCode(tx);
  const calendar = await calendarOf(calendarCode);
  return new Date(addBusinessMinutes(from, acceptWithinMinutes, [businessHours], calendar, zone));
}

async function putIntoQueue(
  tx: Tx,
  customer: LockedCustomer,
  { episodeId, number, policy }: OfferInput,
  { entry, load, reason, entries }: OwnerChoice,
): Promise<readonly TimelineEntry[]> {
  const assignmentId = randomUUID();
  const { queue } = policy.value.fallback;
  await tx.assignment.create({
    data: {
      ...{ id: assignmentId, customerId: customer.id, episodeId, number, queue, entry, load },
      policyVersionId: policy.versionId,
      status: 'queued',
      offeredAt: new Date(customer.nowMs),
      explanation: { reason, entries },
    },
  });
  await setOwner(tx, customer.id, { queue });
  const created = await askToAccept(tx, customer, { assignmentId, episodeId, queue, ownerId: null, dueAt: null });
  return [{ kind: 'assignment.queued', data: { assignmentId, queue, number, because: reason } }, created];
}
