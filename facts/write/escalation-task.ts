import { randomUUID } from 'node:crypto';
import type { Instant, LocalizedText } from '../../domain/types';
import type { Escalation } from '../../prisma/generated/client';
import { escalationInput } from './escalation-row';
import type { TaskEntry } from './timeline/task-entries';
import type { Tx } from './transaction';

/** Where tasks of escalations go that nobody in particular is told. */
const ESCALATION_QUEUE = 'escalations';

export type NewEscalationTask = {
  /** What is to be done first. */
  readonly ask: 'acknowledge' | 'resolve';
  readonly level: number;
  readonly ownerId: string | null;
  readonly touchId: string | null;
  readonly at: Instant;
  readonly dueAt: Instant;
};

const TITLES: Readonly<Record<NewEscalationTask['ask'], LocalizedText>> = {
  acknowledge: { en: 'Escalation', zh: '升级处理' },
  resolve: { en: 'Resolve the escalation', zh: '解决升级事项' },
};

/** Work for whoever an escalation has reached. */
export async function insertEscalationTask(
  tx: Tx,
  escalation: Pick<Escalation, 'id' | 'customerId' | 'ladder'>,
  { ask, level, ownerId, touchId, at, dueAt }: NewEscalationTask,
): Promise<Extract<TaskEntry, { kind: 'task.created' }>> {
  const { subject, invoices } = await escalationInput(tx, escalation.id);
  const title = { en: `${TITLES[ask].en}: ${subject.en}`, zh: `${TITLES[ask].zh}：${subject.zh}` };
  const taskId = randomUUID();
  await tx.task.create({
    data: {
      id: taskId,
      customerId: escalation.customerId,
      episodeId: escalation.id,
      touchId,
      kind: 'escalation',
      queue: ESCALATION_QUEUE,
      ownerId,
      titleEn: title.en,
      titleZh: title.zh,
      dueAt: new Date(dueAt),
      data: { escalationId: escalation.id, ladder: escalation.ladder, level, ask, invoices: [...invoices] },
      createdAt: new Date(at),
    },
  });
  return { kind: 'task.created', data: { taskId, kind: 'escalation', queue: ESCALATION_QUEUE, title } };
}

/** Takes the tasks of an escalation back that nobody needs to do any more. */
export async function cancelEscalationTasks(
  tx: Tx,
  escalation: Pick<Escalation, 'id'>,
  at: Instant,
): Promise<readonly TaskEntry[]> {
  const open = await tx.task.findMany({
    where: { episodeId: escalation.id, status: { in: ['open', 'claimed'] } },
    orderBy: { id: 'asc' },
  });
  await tx.task.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { status: 'cancelled', closedAt: new Date(at), version: { increment: 1 } },
  });
  return open.map(({ id, titleEn, titleZh, ownerId, outcome, note }) => ({
    kind: 'task.cancelled',
    data: { taskId: id, title: { en: titleEn, zh: titleZh }, ownerId, outcome, note },
  }));
}
