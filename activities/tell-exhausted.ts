import { oneBusinessDayAfter } from '../domain/task/one-business-day-after';
import type { Db } from '../facts/read/db';
import type { LoadedInput } from '../facts/read/load-decide-input';
import { NOTIFY } from '../facts/write/record';
import { Prisma } from '../prisma/generated/client';
import type { RunRef } from './run-ref';
import { timelineInsert } from './timeline';

const TITLE = {
  en: 'Every step is done and money is still owed: decide what follows',
  zh: '所有催收步骤已执行，仍有欠款：请决定后续处理',
} as const;

/**
 * Says once, since the last touch, that a playbook has nothing left for open invoices: a task for the worklist, an entry
 * in the timeline, and an event for the lifecycle. One statement.
 */
export async function tellExhausted(db: Db, { input, context }: LoadedInput, run: RunRef): Promise<void> {
  const { customer, now } = context;
  const entry = { kind: 'collections.exhausted' as const, data: { title: TITLE } };
  const told = timelineInsert([entry], { customerId: customer.id, at: now, run });
  await db.$queryRaw(Prisma.sql`
    WITH task AS (
      INSERT INTO "Task" ("id", "customerId", "kind", "queue", "ownerId", "titleEn", "titleZh", "dueAt", "createdAt")
      SELECT gen_random_uuid(), ${customer.id}::uuid, 'exhausted', 'collectors', ${customer.ownerId}::uuid,
             ${TITLE.en}, ${TITLE.zh},
             ${new Date(oneBusinessDayAfter(now, input.calendar, customer.zone))}, ${new Date(now)}
      WHERE NOT EXISTS (
        SELECT 1 FROM "Task" k WHERE k."customerId" = ${customer.id}::uuid AND k."kind" = 'exhausted'
          AND k."createdAt" >= COALESCE((
            SELECT max(t."at") FROM "Touch" t
            WHERE t."customerId" = ${customer.id}::uuid AND t."episode" = 'collections'), '-infinity'))
      RETURNING 1),
    told AS (${told} WHERE EXISTS (SELECT 1 FROM task)),
    put AS (
      INSERT INTO "Outbox" ("customerId", "kind")
      SELECT ${customer.id}::uuid, 'collections.exhausted' WHERE EXISTS (SELECT 1 FROM task) RETURNING 1)
    SELECT ${NOTIFY} FROM put`);
}
