import { randomUUID } from 'node:crypto';
import type { Instant } from '../../domain/types';
import type { CreditReview } from '../../prisma/generated/client';
import type { TimelineEntry } from './timeline-entry';
import type { Tx } from './transaction';

const TITLE = { en: 'Decide a credit review', zh: '信用评审审批' };

export type NewCreditTask = {
  readonly queue: string;
  readonly role: string;
  readonly touchId: string;
  readonly at: Instant;
  readonly dueAt: Instant;
};

/** Work for whoever may decide a referral. */
export async function insertCreditTask(
  tx: Tx,
  { id: reviewId, customerId, score, band }: Pick<CreditReview, 'id' | 'customerId' | 'score' | 'band'>,
  { queue, role, touchId, at, dueAt }: NewCreditTask,
): Promise<Extract<TimelineEntry, { kind: 'task.created' }>> {
  const taskId = randomUUID();
  const kind = 'credit-decision';
  await tx.task.create({
    data: {
      ...{ id: taskId, customerId, episodeId: reviewId, touchId, kind, queue },
      ...{ titleEn: TITLE.en, titleZh: TITLE.zh, dueAt: new Date(dueAt), createdAt: new Date(at) },
      data: { reviewId, role, score, band },
    },
  });
  return { kind: 'task.created', data: { taskId, kind, queue, title: TITLE } };
}

/**
 * Closes what is open of a review's tasks.
 * @param outcome `null` = nobody needs to do it any more
 */
export async function closeCreditTasks(
  tx: Tx,
  reviewId: string,
  { outcome, note, at }: { readonly outcome: string | null; readonly note: string | null; readonly at: Instant },
): Promise<readonly TimelineEntry[]> {
  const open = await tx.task.findMany({
    where: { episodeId: reviewId, kind: 'credit-decision', status: { in: ['open', 'claimed'] } },
  });
  const status = outcome === null ? 'cancelled' : 'done';
  await tx.task.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { status, outcome, note, closedAt: new Date(at), version: { increment: 1 } },
  });
  return open.map(({ id, ownerId, titleEn, titleZh }) => ({
    kind: outcome === null ? 'task.cancelled' : 'task.completed',
    data: { taskId: id, title: { en: titleEn, zh: titleZh }, ownerId, outcome, note },
  }));
}
