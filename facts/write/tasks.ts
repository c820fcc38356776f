import { DomainError } from '../../domain/errors';
import { checkOutcome } from '../../domain/task/task-outcomes';
import type { CivilDate } from '../../domain/types';
import type { Task } from '../../prisma/generated/client';
import { activeStaff } from './active-staff';
import { checkVersion } from './check-version';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { recordFact, recordTimeline } from './record';
import { applyTaskOutcome } from './task-effects';
import type { TaskEntry } from './timeline/task-entries';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

// A task of collections is work that a decision has already made: it counts no fact and wakes nobody, unless its outcome
// does. An episode that has made one waits for it, and hears how it ended.

export type ClaimTaskInput = {
  readonly taskId: string;
  readonly version: number | null;
  /** Who takes it. */
  readonly staffId: string;
};

/**
 * Takes a task of a queue.
 * @returns `unchanged` where the same person has it already
 * @throws DomainError `not-found`, `version-conflict`, `validation-failed`, `state-conflict`
 */
export async function claimTask(db: DbOrTx, input: ClaimTaskInput, ctx: FactContext): Promise<Written<Task>> {
  return changeTask(db, input, ctx, async (tx, task) => {
    if (task.status === 'claimed' && task.ownerId === input.staffId) return null;
    refuseClosed(task);
    if (task.status === 'claimed') throw await takenBy(tx, task);
    await activeStaff(tx, input.staffId);
    return { kind: 'task.claimed', columns: { status: 'claimed', ownerId: input.staffId } };
  });
}

export type ReleaseTaskInput = { readonly taskId: string; readonly version: number | null };

/**
 * Puts a claimed task back into its queue.
 * @returns `unchanged` where nobody has it
 * @throws DomainError `not-found`, `version-conflict`, `state-conflict`
 */
export async function releaseTask(db: DbOrTx, input: ReleaseTaskInput, ctx: FactContext): Promise<Written<Task>> {
  return changeTask(db, input, ctx, async (_tx, task) => {
    if (task.status === 'open') return null;
    refuseClosed(task);
    return { kind: 'task.released', columns: { status: 'open', ownerId: null } };
  });
}

export type CompleteTaskInput = {
  readonly taskId: string;
  readonly version: number | null;
  /** One of the codes of its kind (`outcomesOf`). */
  readonly outcome: string;
  readonly note: string | null;
  /** Who did it; left out, the one who has the task. */
  readonly staffId?: string | null;
  /** With `promised`: the day by which the customer pays. */
  readonly promisedOn?: CivilDate | null;
  /** With `wrong-number`: which one. */
  readonly contactPointId?: string | null;
};

/**
 * Closes a task with its outcome, and does what the outcome stands for: a hold, an acknowledgement, a decision.
 * @returns `unchanged` where it was closed so already
 * @throws DomainError `not-found`, `version-conflict`, `validation-failed`, `state-conflict` where it is closed otherwise
 */
export async function completeTask(db: DbOrTx, input: CompleteTaskInput, ctx: FactContext): Promise<Written<Task>> {
  const { outcome, note, staffId = null, promisedOn = null, contactPointId = null } = input;
  return changeTask(db, input, ctx, async (tx, task, closedAt) => {
    if (task.status === 'done' && task.outcome === outcome && task.note === note) return null;
    refuseClosed(task);
    checkOutcome(task.kind, outcome);
    if (staffId !== null) await activeStaff(tx, staffId);
    return {
      kind: 'task.completed',
      columns: { status: 'done', outcome, note, closedAt },
      follow: (closed, customer) =>
        applyTaskOutcome(
          tx,
          outcome,
          { task: closed, customer, staffId: staffId ?? closed.ownerId, note, promisedOn, contactPointId },
          ctx,
        ),
    };
  });
}

export type CancelTaskInput = {
  readonly taskId: string;
  readonly version: number | null;
  readonly note: string | null;
};

/**
 * Closes a task that need not be done.
 * @returns `unchanged` where it is cancelled already
 * @throws DomainError `not-found`, `version-conflict`, `state-conflict` where it is done
 */
export async function cancelTask(db: DbOrTx, input: CancelTaskInput, ctx: FactContext): Promise<Written<Task>> {
  return changeTask(db, input, ctx, async (_tx, task, closedAt) => {
    if (task.status === 'cancelled') return null;
    refuseClosed(task);
    return { kind: 'task.cancelled', columns: { status: 'cancelled', note: input.note, closedAt } };
  });
}

type TaskChange = {
  readonly kind: Exclude<TaskEntry['kind'], 'task.created'>;
  readonly columns: Partial<Pick<Task, 'status' | 'ownerId' | 'outcome' | 'note' | 'closedAt'>>;
  /** What comes of it, in the same transaction. */
  readonly follow?: (task: Task, customer: LockedCustomer) => Promise<void>;
};

async function changeTask(
  db: DbOrTx,
  { taskId, version }: ReleaseTaskInput,
  ctx: FactContext,
  decide: (tx: Tx, task: Task, now: Date) => Promise<TaskChange | null>,
): Promise<Written<Task>> {
  return inTransaction(db, async (tx) => {
    const { customerId } = await readTask(tx, taskId);
    const customer = await lockCustomer(tx, customerId, ctx);
    const task = await readTask(tx, taskId);
    const change = await decide(tx, task, new Date(customer.nowMs));
    if (change === null) return { outcome: 'unchanged', row: task };
    checkVersion(version, task.version);
    const row = await tx.task.update({
      where: { id: taskId },
      data: { ...change.columns, version: { increment: 1 } },
    });
    const { titleEn, titleZh, ownerId, outcome, note } = row;
    const data = { taskId, title: { en: titleEn, zh: titleZh }, ownerId, outcome, note };
    const entry = { kind: change.kind, data };
    if (row.closedAt !== null && row.episodeId !== null) await recordFact(tx, customer, [entry], ctx);
    else await recordTimeline(tx, [{ customer, entries: [entry] }], ctx);
    await change.follow?.(row, customer);
    return { outcome: 'recorded', row };
  });
}

async function readTask(tx: Tx, taskId: string): Promise<Task> {
  const task = await tx.task.findUnique({ where: { id: taskId } });
  if (task !== null) return task;
  throw new DomainError('not-found', { en: `There is no task "${taskId}"`, zh: `没有任务 "${taskId}"` });
}

function refuseClosed(task: Task): void {
  if (task.status === 'open' || task.status === 'claimed') return;
  throw new DomainError('state-conflict', {
    en: `The task is ${task.status}; only an open or claimed one can be changed`,
    zh: `该任务的状态是 ${task.status}；只有 open 或 claimed 的任务可以更改`,
  });
}

async function takenBy(tx: Tx, task: Task): Promise<DomainError> {
  const owner = task.ownerId === null ? null : await tx.staff.findUnique({ where: { id: task.ownerId } });
  const name = owner?.name ?? '';
  return new DomainError('state-conflict', {
    en: `${name} has claimed the task; it must be released first`,
    zh: `任务已由 ${name} 领取；须先释放`,
  });
}
