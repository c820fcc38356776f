import { actAtOnce } from './act-at-once';
import type { ActivityDeps } from './activity-deps';
import { insertTask } from './insert-task';
import { leadStep } from './lead-step';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';

/** Puts the covered invoices before the manager of the customer's owner, else before the owner, else into the queue. */
export function startEscalation(deps: ActivityDeps, input: TouchInput, run: RunRef): Promise<NextPlan> {
  return actAtOnce(deps, 'escalate', input, run, async (tx, act) => {
    const step = leadStep(act);
    const { ownerId } = act.loaded.context.customer;
    const owner = ownerId === null ? null : await tx.staff.findUnique({ where: { id: ownerId } });
    const task = await insertTask(
      tx,
      { ...act, customerId: input.customerId },
      {
        kind: 'escalation',
        queue: 'escalations',
        ownerId: owner?.managerId ?? ownerId,
        title: { en: 'Escalation of overdue invoices', zh: '逾期账单升级处理' },
        data: { step: step.id, ladder: step.ladder ?? 'standard' },
      },
    );
    return [task];
  });
}
