import { randomUUID } from 'node:crypto';
import { assertNever } from '../../domain/assert-never';
import { DomainError } from '../../domain/errors';
import type { EscalationStatus } from '../../domain/escalate/decide-escalation';
import { acknowledgeEscalation, resolveEscalation } from './escalations';
import type { Fact } from './fact-payloads';
import { checkLadder, requestEscalation } from './request-escalation';
import { staffByEmail } from './staff-by-email';
import { completeTask } from './tasks';
import type { FactContext, Tx } from './transaction';

export type EscalationFact = Extract<Fact, { kind: `escalation.${string}` | 'task.complete' }>;

/** What people do about escalations and tasks, staged on a test clock: the task or escalation that is open then is meant. */
export async function applyEscalationFact(
  tx: Tx,
  customerId: string,
  fact: EscalationFact,
  ctx: FactContext,
): Promise<unknown> {
  switch (fact.kind) {
    case 'escalation.start': {
      const { ladder, subject, invoices, note } = fact.data;
      await checkLadder(tx, ladder);
      const asked = {
        customerId,
        ladder,
        subject: { en: subject, zh: subject },
        invoices,
        note,
        cause: 'api',
      } as const;
      return requestEscalation(tx, { ...asked, requestedBy: ctx.actor, requestKey: `staged:${randomUUID()}` }, ctx);
    }
    case 'escalation.acknowledge': {
      const escalationId = await openEscalationOf(tx, customerId, ['climbing']);
      const staffId = await staffByEmail(tx, fact.data.staff);
      return acknowledgeEscalation(tx, { escalationId, staffId, note: fact.data.note }, ctx);
    }
    case 'escalation.resolve': {
      const { staff, outcome, note } = fact.data;
      const escalationId = await openEscalationOf(tx, customerId, ['climbing', 'acknowledged']);
      return resolveEscalation(tx, { escalationId, staffId: await staffByEmail(tx, staff), outcome, note }, ctx);
    }
    case 'task.complete': {
      const { task: kind, staff, ...closing } = fact.data;
      const taskId = await openTaskOf(tx, customerId, kind);
      return completeTask(tx, { taskId, version: null, staffId: await staffByEmail(tx, staff), ...closing }, ctx);
    }
    default:
      return assertNever(fact);
  }
}

/** The one that began last. */
async function openEscalationOf(tx: Tx, customerId: string, states: readonly EscalationStatus[]): Promise<string> {
  const row = await tx.escalation.findFirst({
    where: { customerId, status: { in: [...states] } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  if (row !== null) return row.id;
  throw new DomainError('not-found', {
    en: `The customer has no escalation that is ${states.join(' or ')}`,
    zh: `该客户没有状态为 ${states.join(' 或 ')} 的升级`,
  });
}

/** The oldest. */
async function openTaskOf(tx: Tx, customerId: string, kind: string): Promise<string> {
  const row = await tx.task.findFirst({
    where: { customerId, kind, status: { in: ['open', 'claimed'] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  if (row !== null) return row.id;
  throw new DomainError('not-found', {
    en: `The customer has no open task of the kind "${kind}"`,
    zh: `该客户没有未完成的 "${kind}" 类任务`,
  });
}
