import { assertNever } from '../../domain/assert-never';
import { notAccepted } from '../../domain/errors';
import { acceptAssignment, declineAssignment } from './assign-answer';
import { assignByHand } from './assign-by-hand';
import { lastAssignment } from './assign-row';
import type { Fact } from './fact-payloads';
import { recordInteraction } from './interactions';
import { staffByEmail } from './staff-by-email';
import type { FactContext, Tx } from './transaction';

export type AssignmentFact = Extract<Fact, { kind: `assignment.${string}` | 'interaction.record' }>;

/** What people do about assignments, staged on a test clock. Without `staff` whoever it is offered to then is meant. */
export async function applyAssignmentFact(
  tx: Tx,
  customerId: string,
  fact: AssignmentFact,
  ctx: FactContext,
): Promise<unknown> {
  switch (fact.kind) {
    case 'assignment.accept':
      return acceptAssignment(tx, { customerId, staffId: await whoAnswers(tx, customerId, fact.data.staff) }, ctx);
    case 'assignment.decline': {
      const { staff, reason } = fact.data;
      return declineAssignment(tx, { customerId, staffId: await whoAnswers(tx, customerId, staff), reason }, ctx);
    }
    case 'assignment.by-hand': {
      const { staff, reason } = fact.data;
      return assignByHand(tx, { customerId, staffId: await whoAnswers(tx, customerId, staff), reason }, ctx);
    }
    case 'interaction.record': {
      const { kind, staff, externalId, channel, note } = fact.data;
      // Without a name a first contact is made by whom the customer is offered to.
      const staffId =
        kind === 'first-contact' ? await whoAnswers(tx, customerId, staff) : await staffByEmail(tx, staff);
      return recordInteraction(tx, { customerId, kind, externalId, channel, note, staffId, at: null }, ctx);
    }
    default:
      return assertNever(fact);
  }
}

async function whoAnswers(tx: Tx, customerId: string, email: string | null): Promise<string> {
  const staffId = (await staffByEmail(tx, email)) ?? (await lastAssignment(tx, customerId))?.staffId ?? null;
  if (staffId !== null) return staffId;
  throw notAccepted('/staff', {
    en: 'The customer is offered to nobody; expected the email address of a staff member',
    zh: '该客户未分配给任何人；应为员工的邮箱',
  });
}
