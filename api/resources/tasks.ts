import type { z } from 'zod';
import { outcomesOf, TASK_KINDS } from '../../domain/task/task-outcomes';
import { cancelTask, claimTask, completeTask, releaseTask } from '../../facts/write/tasks';
import type { Prisma } from '../../prisma/generated/client';
import {
  cancelTaskBody,
  claimTaskBody,
  completeTaskBody,
  listTasksQuery,
  taskOut,
  taskOutcomesOut,
  taskParams,
  tasksPageOut,
} from '../contract/tasks';
import type { Answer, CallBase } from '../http/call';
import {
  CUSTOMER_BRIEF,
  customerBrief,
  customerFilter,
  factContext,
  iso,
  isoOrNull,
  notFound,
} from '../http/handler-tools';
import { readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { findTaskIds, TASK_ORDERS } from './find-task-ids';

const TAG = 'Tasks';

const WITH_NAMES = {
  customer: { select: { ...CUSTOMER_BRIEF.select, clockNowAt: true } },
  owner: { select: { id: true, name: true } },
} as const;
type TaskRow = Prisma.TaskGetPayload<{ include: typeof WITH_NAMES }>;

function presentTask(row: TaskRow, now: number): z.input<typeof taskOut> {
  const { id, kind, queue, titleEn, titleZh, status, owner, touchId, episodeId, outcome, note, data, version } = row;
  const customerNow = row.customer.clockNowAt?.getTime() ?? now;
  return {
    ...{ id, kind, queue, status, owner, touchId, episodeId, outcome, note, data, version },
    overdue: row.closedAt === null && row.dueAt !== null && row.dueAt.getTime() < customerNow,
    customer: customerBrief(row.customer),
    title: { en: titleEn, zh: titleZh },
    dueAt: isoOrNull(row.dueAt),
    createdAt: iso(row.createdAt),
    closedAt: isoOrNull(row.closedAt),
  };
}

/** The task as it stands in the request's own transaction. */
async function answerTask({ db, now }: CallBase, id: string): Promise<Answer> {
  const row = await db.task.findUnique({ where: { id }, include: WITH_NAMES });
  if (row === null) throw notFound(`There is no task "${id}"`, `没有任务 "${id}"`);
  return { body: presentTask(row, now), version: row.version };
}

const commandBase = {
  method: 'post',
  tag: TAG,
  access: 'operate',
  versioned: 'optional',
  params: taskParams,
  success: { status: 200, schema: taskOut, description: 'The task.' },
} as const;

export const taskRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/task-outcomes',
    name: 'listTaskOutcomes',
    tag: TAG,
    summary: 'List the codes with which each kind of task can be closed, and what each sets going',
    access: 'read',
    success: { status: 200, schema: taskOutcomesOut, description: 'The codes by kind.' },
    handle: () =>
      Promise.resolve({ body: { items: TASK_KINDS.map((kind) => ({ kind, outcomes: outcomesOf(kind) })) } }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/tasks',
    name: 'listTasks',
    tag: TAG,
    summary: 'List tasks: the worklist',
    access: 'read',
    query: listTasksQuery,
    success: { status: 200, schema: tasksPageOut, description: 'A page of tasks.' },
    handle: async ({ db, query, now }) => {
      const { customerId } = await customerFilter(db, query.customer);
      const page = await readPage(TASK_ORDERS, query, async (wanted) => {
        const ids = await findTaskIds(db, { ...query, customerId, now }, wanted);
        const rows = await db.task.findMany({ where: { id: { in: [...ids] } }, include: WITH_NAMES });
        return rows.toSorted((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id));
      });
      return { body: { ...page, items: page.items.map((row) => presentTask(row, now)) } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/tasks/{id}',
    name: 'getTask',
    tag: TAG,
    summary: 'Read a task',
    access: 'read',
    params: taskParams,
    success: { status: 200, schema: taskOut, description: 'The task.' },
    handle: (call) => answerTask(call, call.params.id),
  }),
  defineRoute({
    ...commandBase,
    path: '/v1/tasks/{id}/claim',
    name: 'claimTask',
    summary: 'Take a task of a queue',
    body: claimTaskBody,
    handle: async (call) => {
      const input = { taskId: call.params.id, version: call.ifVersion, staffId: call.body.staffId };
      await claimTask(call.db, input, factContext(call));
      return answerTask(call, call.params.id);
    },
  }),
  defineRoute({
    ...commandBase,
    path: '/v1/tasks/{id}/release',
    name: 'releaseTask',
    summary: 'Put a claimed task back into its queue',
    handle: async (call) => {
      await releaseTask(call.db, { taskId: call.params.id, version: call.ifVersion }, factContext(call));
      return answerTask(call, call.params.id);
    },
  }),
  defineRoute({
    ...commandBase,
    path: '/v1/tasks/{id}/complete',
    name: 'completeTask',
    summary: 'Close a task with its outcome, which sets going what it stands for',
    body: completeTaskBody,
    handle: async (call) => {
      const input = { taskId: call.params.id, version: call.ifVersion, ...call.body };
      await completeTask(call.db, input, factContext(call));
      return answerTask(call, call.params.id);
    },
  }),
  defineRoute({
    ...commandBase,
    path: '/v1/tasks/{id}/cancel',
    name: 'cancelTask',
    summary: 'Close a task that need not be done',
    body: cancelTaskBody,
    handle: async (call) => {
      const input = { taskId: call.params.id, version: call.ifVersion, note: call.body.note };
      await cancelTask(call.db, input, factContext(call));
      return answerTask(call, call.params.id);
    },
  }),
];
