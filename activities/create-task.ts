import { oneBusinessDayAfter } from '../domain/task/one-business-day-after';
import { actAtOnce } from './act-at-once';
import type { ActivityDeps } from './activity-deps';
import { insertTask } from './insert-task';
import { leadStep } from './lead-step';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';

/** Makes one task, as the lead step words it, that lists the covered invoices, due a business day later. */
export function createTask(deps: ActivityDeps, input: TouchInput, run: RunRef): Promise<NextPlan> {
  return actAtOnce(deps, 'task', input, run, async (tx, act) => {
    const step = leadStep(act);
    const task = await insertTask(
      tx,
      { ...act, customerId: input.customerId },
      {
        kind: 'playbook',
        queue: step.queue ?? 'collectors',
        ownerId: act.loaded.context.customer.ownerId,
        title: step.title ?? { en: step.id, zh: step.id },
        dueAt: oneBusinessDayAfter(act.touch.at, act.loaded.input.calendar, act.loaded.context.customer.zone),
        data: { step: step.id },
      },
    );
    return [task];
  });
}
