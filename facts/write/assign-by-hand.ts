import { randomUUID } from 'node:crypto';
import { activeStaff } from './active-staff';
import { lastAssignment, refuseClosedCustomer, setOwner, withdrawStanding, type AssignmentRow } from './assign-row';
import { lockAssignments } from './assignment-lock';
import { lockCustomer } from './lock-customer';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type AssignByHandInput = {
  readonly customerId: string;
  readonly staffId: string;
  readonly reason: string | null;
};

/** In place of the name of a policy's entry. */
const BY_HAND = 'by-hand';

/**
 * Names the owner of a customer. Caps, leave and the policy are the operator's to mind; an offer that stands is taken
 * back, and onboarding ends.
 * @returns `unchanged` where this person is the owner already and nothing waits for an answer
 * @throws DomainError `not-found`, `validation-failed`, `state-conflict` for a closed customer
 */
export async function assignByHand(
  db: DbOrTx,
  { customerId, staffId, reason }: AssignByHandInput,
  ctx: FactContext,
): Promise<Written<AssignmentRow>> {
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    refuseClosedCustomer(customer);
    const staff = await activeStaff(tx, staffId);
    const last = await lastAssignment(tx, customerId);
    if (customer.ownerId === staffId && last?.status === 'accepted' && last.staffId === staffId) {
      return { outcome: 'unchanged', row: last };
    }
    const withdrawn = await withdrawStanding(tx, customer, ctx);
    const owner =
      customer.ownerId === null ? null : await tx.staff.findUniqueOrThrow({ where: { id: customer.ownerId } });
    await lockAssignments(tx);
    const now = new Date(customer.nowMs);
    const row = await tx.assignment.create({
      data: {
        ...{ id: randomUUID(), customerId, staffId, entry: BY_HAND, load: last?.load ?? 1 },
        policyVersionId: last?.policyVersionId ?? null,
        status: 'accepted',
        offeredAt: now,
        endedAt: now,
        endedBy: ctx.actor,
        explanation: { reason: { en: 'Assigned by hand', zh: '人工指定' } },
      },
      include: { staff: true },
    });
    await setOwner(tx, customerId, { staffId });
    const data = {
      assignmentId: row.id,
      staff: { id: staff.id, name: staff.name },
      from: owner && { id: owner.id, name: owner.name },
      reason,
    };
    await recordFact(tx, customer, [{ kind: 'assignment.by-hand', data }, ...withdrawn], ctx);
    return { outcome: 'recorded', row };
  });
}
