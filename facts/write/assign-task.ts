import { randomUUID } from 'node:crypto';
import { ACCEPT_TASK } from './assign-row';
import type { LockedCustomer } from './lock-customer';
import type { TimelineEntry } from './timeline-entry';
import type { Tx } from './transaction';

export type AcceptTask = {
  readonly assignmentId: string;
  readonly episodeId: string | null;
  readonly queue: string;
  /** `null`: whoever takes it out of the queue. */
  readonly ownerId: string | null;
  readonly dueAt: Date | null;
};

/** Puts the customer onto the worklist of who is to accept it, or of the queue. */
export async function askToAccept(
  tx: Tx,
  customer: LockedCustomer,
  { assignmentId, ...task }: AcceptTask,
): Promise<TimelineEntry> {
  const taskId = randomUUID();
  const title = { en: `Accept customer ${customer.externalId}`, zh: `接受客户 ${customer.externalId}` };
  await tx.task.create({
    data: {
      ...{ id: taskId, customerId: customer.id, kind: ACCEPT_TASK, ...task },
      titleEn: title.en,
      titleZh: title.zh,
      data: { assignmentId },
      createdAt: new Date(customer.nowMs),
    },
  });
  return { kind: 'task.created', data: { taskId, kind: ACCEPT_TASK, queue: task.queue, title } };
}
