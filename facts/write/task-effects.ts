import { addDays } from '../../domain/calendar/civil-date';
import { civilDateAt } from '../../domain/calendar/zone';
import { notAccepted } from '../../domain/errors';
import type { TaskKind } from '../../domain/task/task-outcomes';
import type { CivilDate } from '../../domain/types';
import type { Task } from '../../prisma/generated/client';
import { acceptAssignment, declineAssignment } from './assign-answer';
import { decideReview } from './credit-reviews';
import { acknowledgeEscalation, resolveEscalation } from './escalations';
import { recordInteraction, type InteractionKind } from './interactions';
import type { LockedCustomer } from './lock-customer';
import { markBounced } from './opt-out';
import { placeHold } from './place-hold';
import type { When } from './received';
import type { FactContext, Tx } from './transaction';

/** A task that has been closed with a code its kind knows, in the same transaction. */
export type ClosedTask = {
  readonly task: Task;
  readonly customer: LockedCustomer;
  /** Who closed it, where that is known: given, or the one who had it. */
  readonly staffId: string | null;
  readonly note: string | null;
  /** With `promised`. */
  readonly promisedOn: CivilDate | null;
  /** With `wrong-number`. */
  readonly contactPointId: string | null;
};

export type TaskEffect = (tx: Tx, closed: ClosedTask, ctx: FactContext) => Promise<void>;

/** What the outcome of a task sets going, by the kind of the task and the code. Codes without a line only close it. */
const EFFECTS: Readonly<Partial<Record<TaskKind, Readonly<Record<string, TaskEffect>>>>> = {
  playbook: { promised: holdForPromise, disputed: holdForDispute, 'wrong-number': markWrong },
  escalation: { acknowledged: acknowledge, resolved: resolve },
  'credit-decision': { approved: decideCredit('approved'), declined: decideCredit('declined') },
  'accept-assignment': { accepted: accept, declined: decline },
  'win-back': { 'wrong-number': markWrong },
};

/** @throws DomainError as the command does that the outcome stands for */
export async function applyTaskOutcome(tx: Tx, outcome: string, closed: ClosedTask, ctx: FactContext): Promise<void> {
  const { promisedOn, contactPointId, task } = closed;
  if (promisedOn !== null && outcome !== 'promised') throw onlyWith('/promisedOn', 'promised');
  if (contactPointId !== null && outcome !== 'wrong-number') throw onlyWith('/contactPointId', 'wrong-number');
  const ofKind = (EFFECTS as Readonly<Record<string, Readonly<Record<string, TaskEffect>> | undefined>>)[task.kind];
  await ofKind?.[outcome]?.(tx, closed, ctx);
}

function onlyWith(pointer: string, outcome: string) {
  return notAccepted(pointer, {
    en: `Given with another outcome; expected only with "${outcome}"`,
    zh: `仅在结果为 "${outcome}" 时使用`,
  });
}

/** Nothing is asked of the customer through the promised day; without a day the promise is kept in mind alone. */
async function holdForPromise(tx: Tx, closed: ClosedTask, ctx: FactContext): Promise<void> {
  const { promisedOn, customer } = closed;
  await tellInteraction(tx, closed, 'promise', ctx);
  if (promisedOn === null) return;
  const today = civilDateAt(customer.nowMs, customer.zone);
  if (promisedOn < today) {
    throw notAccepted('/promisedOn', {
      en: `Given ${promisedOn}, which has passed; expected ${today} or a day to come`,
      zh: `给定 ${promisedOn}，已经过去；应为 ${today} 或之后的日期`,
    });
  }
  await holdItsInvoices(tx, closed, 'promise', { on: addDays(promisedOn, 1) }, ctx);
}

async function holdForDispute(tx: Tx, closed: ClosedTask, ctx: FactContext): Promise<void> {
  await tellInteraction(tx, closed, 'dispute', ctx);
  await holdItsInvoices(tx, closed, 'dispute', null, ctx);
}

async function tellInteraction(
  tx: Tx,
  { task, customer, staffId, note }: ClosedTask,
  kind: InteractionKind,
  ctx: FactContext,
): Promise<void> {
  const interaction = { kind, channel: null, staffId, note, at: null, externalId: `task:${task.id}` };
  await recordInteraction(tx, { customerId: customer.id, ...interaction }, ctx);
}

/** Holds the invoices that the task lists and that are still open; the customer where it lists none. */
async function holdItsInvoices(
  tx: Tx,
  { task, customer, note }: ClosedTask,
  reason: string,
  until: When | null,
  ctx: FactContext,
): Promise<void> {
  const { invoices = [] } = task.data as { readonly invoices?: readonly string[] };
  const hold = { reason, note, until };
  if (invoices.length === 0) {
    await placeHold(tx, { scope: { customerId: customer.id }, ...hold }, ctx);
    return;
  }
  const open = await tx.invoice.findMany({
    where: { customerId: customer.id, number: { in: [...invoices] }, status: 'open' },
    orderBy: { number: 'asc' },
    select: { id: true },
  });
  for (const { id } of open) await placeHold(tx, { scope: { invoice: { id } }, ...hold }, ctx);
}

async function markWrong(tx: Tx, { customer, contactPointId }: ClosedTask, ctx: FactContext): Promise<void> {
  const meant = contactPointId === null ? ({ channel: 'sms', state: 'ok' } as const) : { id: contactPointId };
  const where = { customerId: customer.id, ...meant };
  const found = await tx.contactPoint.findMany({ where, select: { id: true } });
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw notAccepted('/contactPointId', {
      en: `The customer has ${found.length} phone numbers or addresses that could be meant; expected the ID of one`,
      zh: `可能所指的联系方式有 ${found.length} 个；应给出其中一个的 ID`,
    });
  }
  await markBounced(tx, { contactPointId: only.id, code: 'wrong-number' }, ctx);
}

async function acknowledge(tx: Tx, { task, staffId, note }: ClosedTask, ctx: FactContext): Promise<void> {
  const escalationId = await openEscalation(tx, task, ['climbing']);
  if (escalationId !== null) await acknowledgeEscalation(tx, { escalationId, staffId, note }, ctx);
}

async function resolve(tx: Tx, { task, staffId, note }: ClosedTask, ctx: FactContext): Promise<void> {
  const escalationId = await openEscalation(tx, task, ['climbing', 'acknowledged']);
  if (escalationId === null) return;
  await resolveEscalation(tx, { escalationId, staffId, outcome: 'resolved', note }, ctx);
}

async function accept(tx: Tx, closed: ClosedTask, ctx: FactContext): Promise<void> {
  await acceptAssignment(tx, { customerId: closed.customer.id, staffId: whoClosed(closed) }, ctx);
}

async function decline(tx: Tx, closed: ClosedTask, ctx: FactContext): Promise<void> {
  const { customer, note } = closed;
  await declineAssignment(tx, { customerId: customer.id, staffId: whoClosed(closed), reason: note }, ctx);
}

/** @throws DomainError `validation-failed` where nobody has the task and nobody is named */
function whoClosed({ staffId }: ClosedTask): string {
  if (staffId !== null) return staffId;
  throw notAccepted('/staffId', {
    en: 'Nobody has claimed the task; expected the ID of who decides',
    zh: '任务无人领取；应给出决定人的 ID',
  });
}

/** The proposed terms are approved or declined by who closes the task; other terms go through the review itself. */
function decideCredit(decision: 'approved' | 'declined'): TaskEffect {
  return async (tx, closed, ctx) => {
    const { task, note } = closed;
    if (task.episodeId === null) return;
    const who = { reviewId: task.episodeId, staffId: whoClosed(closed) };
    await decideReview(tx, { ...who, decision, limitMinor: null, termsDays: null, note }, ctx);
  };
}

/** Tasks outlive an escalation that was exhausted, and some never had one: those are closed, and that is all. */
async function openEscalation(tx: Tx, { episodeId }: Task, states: readonly string[]): Promise<string | null> {
  if (episodeId === null) return null;
  const row = await tx.escalation.findUnique({ where: { id: episodeId }, select: { status: true } });
  return row !== null && states.includes(row.status) ? episodeId : null;
}
