import { randomUUID } from 'node:crypto';
import type { Instant, LocalizedText, PlannedTouch } from '../domain/types';
import type { Tx } from '../facts/write/transaction';
import type { EngineEntry } from './timeline';

export type NewTask = {
  readonly kind: 'playbook' | 'fix-contact' | 'escalation' | 'unknown-message';
  readonly queue: string;
  readonly ownerId: string | null;
  readonly title: LocalizedText;
  readonly dueAt?: Instant;
  readonly data: Readonly<Record<string, string | number | readonly string[]>>;
};

export type TaskOrigin = {
  readonly touchId: string;
  readonly touch: Pick<PlannedTouch, 'at' | 'covers'>;
  readonly customerId: string;
};

/** Work for a person, with the invoices that the touch covers. */
export async function insertTask(
  tx: Tx,
  { touchId, touch, customerId }: TaskOrigin,
  { kind, queue, ownerId, title, dueAt, data }: NewTask,
): Promise<EngineEntry> {
  const taskId = randomUUID();
  await tx.task.create({
    data: {
      id: taskId,
      customerId,
      touchId,
      kind,
      queue,
      ownerId,
      titleEn: title.en,
      titleZh: title.zh,
      dueAt: dueAt === undefined ? null : new Date(dueAt),
      data: { ...data, invoices: [...new Set(touch.covers.map((pair) => pair.invoice))] },
      createdAt: new Date(touch.at),
    },
  });
  return { kind: 'task.created', touchId, data: { taskId, kind, queue, title } };
}
