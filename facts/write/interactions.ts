import { DomainError, notAccepted } from '../../domain/errors';
import type { Channel, Instant } from '../../domain/types';
import type { Interaction } from '../../prisma/generated/client';
import { acceptAssignment } from './assign-answer';
import { lastAssignment } from './assign-row';
import { changesBetween } from './changes';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import { requestEscalation } from './request-escalation';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export const INTERACTION_KINDS = [
  'reply',
  'complaint',
  'first-contact',
  'promise',
  'promise-broken',
  'dispute',
  'dispute-settled',
] as const;
export type InteractionKind = (typeof INTERACTION_KINDS)[number];

export type RecordInteractionInput = {
  readonly customerId: string;
  /** Of the system it comes from; the same one again has no second effect. */
  readonly externalId: string | null;
  readonly kind: InteractionKind;
  readonly channel: Channel | 'phone' | 'visit' | null;
  /** Who of ours was in it. */
  readonly staffId: string | null;
  readonly note: string | null;
  /** In the customer's time; `null` = now. */
  readonly at: Instant | null;
};

/** Complaints climb this ladder, or the standard one where none of this name is published. */
const COMPLAINT_LADDER = 'urgent';
/** Clocks of other systems are a little ahead at times. */
const AHEAD_MS = 5 * 60_000;

/**
 * Records something that passed between the customer and us. A first contact by whom the customer is offered to accepts
 * it; a complaint starts an escalation.
 * @returns `unchanged` where the same interaction is there already
 * @throws DomainError `not-found`, `validation-failed`, `content-conflict`
 */
export async function recordInteraction(
  db: DbOrTx,
  input: RecordInteractionInput,
  ctx: FactContext,
): Promise<Written<Interaction>> {
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, input.customerId, ctx);
    const known = await sameInteraction(tx, input);
    if (known !== null) return { outcome: 'unchanged', row: known };
    const at = input.at ?? customer.nowMs;
    if (at > customer.nowMs + AHEAD_MS) {
      throw notAccepted('/at', {
        en: `Given ${new Date(at).toISOString()}; expected an instant that is not in the future`,
        zh: `给定 ${new Date(at).toISOString()}；不应晚于当前时间`,
      });
    }
    const staff = await staffOf(tx, input.staffId);
    const row = await tx.interaction.create({ data: { ...input, at: new Date(at) } });
    const { kind, channel, note } = input;
    const data = { interactionId: row.id, interaction: kind, channel, staff, note };
    await recordFact(tx, customer, [{ kind: 'interaction.recorded', data }], ctx);
    await followUp(tx, customer, row, ctx);
    return { outcome: 'recorded', row };
  });
}

async function followUp(tx: Tx, customer: LockedCustomer, row: Interaction, ctx: FactContext): Promise<void> {
  const { customerId, staffId, kind, note } = row;
  if (kind === 'first-contact' && staffId !== null) {
    const last = await lastAssignment(tx, customerId);
    if (last?.status !== 'offered' || last.staffId !== staffId) return;
    await acceptAssignment(tx, { customerId, staffId, by: 'first-contact' }, ctx);
  }
  if (kind === 'complaint' && customer.engagement !== 'closed') {
    await requestEscalation(
      tx,
      {
        ...{ customerId, note },
        ladder: COMPLAINT_LADDER,
        cause: 'complaint',
        subject: { en: `Complaint of customer ${customer.externalId}`, zh: `客户 ${customer.externalId} 投诉` },
        requestedBy: ctx.actor,
        requestKey: `interaction:${row.id}`,
      },
      ctx,
    );
  }
}

async function sameInteraction(tx: Tx, input: RecordInteractionInput): Promise<Interaction | null> {
  const { externalId, at, ...others } = input;
  if (externalId === null) return null;
  const known = await tx.interaction.findUnique({ where: { externalId } });
  if (known === null) return null;
  const differing = Object.keys(changesBetween(known, others));
  if (at !== null && known.at.getTime() !== at) differing.push('at');
  if (differing.length === 0) return known;
  throw new DomainError('content-conflict', {
    en: `Interaction "${externalId}" is there already with another ${differing.join(', ')}`,
    zh: `互动 "${externalId}" 已存在，且 ${differing.join('、')} 不同`,
  });
}

async function staffOf(tx: Tx, staffId: string | null): Promise<{ readonly id: string; readonly name: string } | null> {
  if (staffId === null) return null;
  const staff = await tx.staff.findUnique({ where: { id: staffId }, select: { id: true, name: true } });
  if (staff !== null) return staff;
  throw notAccepted('/staffId', {
    en: `There is no staff member "${staffId}"`,
    zh: `没有员工 "${staffId}"`,
  });
}
