import { BUILT_IN_LADDER } from '../domain/escalate/ladder';
import type { LocalizedText } from '../domain/types';
import { publishedLadder } from '../facts/read/escalation-ladder';
import { requestEscalation } from '../facts/write/request-escalation';
import type { Tx } from '../facts/write/transaction';
import { actAtOnce, type Act } from './act-at-once';
import type { ActivityDeps } from './activity-deps';
import { insertTask } from './insert-task';
import { leadStep } from './lead-step';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';
import type { EngineEntry } from './timeline';

const OVERDUE: LocalizedText = { en: 'Overdue invoices', zh: '逾期账单' };

/**
 * Puts the covered invoices before people: by the step's ladder where one of that name is published, as an episode of its
 * own; else before the manager of the customer's owner, else the owner, else the queue, as one task.
 */
export function startEscalation(deps: ActivityDeps, input: TouchInput, run: RunRef): Promise<NextPlan> {
  return actAtOnce(deps, 'escalate', input, run, async (tx, act) => {
    const ladder = leadStep(act).ladder ?? BUILT_IN_LADDER.name;
    if ((await publishedLadder(tx, ladder)) === null) return [await insertEscalationTask(tx, act, ladder)];
    await requestEscalation(
      tx,
      {
        customerId: input.customerId,
        ladder,
        cause: 'playbook-step',
        subject: OVERDUE,
        invoices: [...new Set(act.touch.covers.map((pair) => pair.invoice))],
        requestedBy: 'workflow',
        requestKey: `touch:${act.touchId}`,
      },
      { actor: 'workflow', now: deps.clock() },
    );
    return [];
  });
}

async function insertEscalationTask(tx: Tx, act: Act, ladder: string): Promise<EngineEntry> {
  const { ownerId } = act.loaded.context.customer;
  const owner = ownerId === null ? null : await tx.staff.findUnique({ where: { id: ownerId } });
  return insertTask(
    tx,
    { ...act, customerId: act.input.customerId },
    {
      kind: 'escalation',
      queue: 'escalations',
      ownerId: owner?.managerId ?? ownerId,
      title: { en: 'Escalation of overdue invoices', zh: '逾期账单升级处理' },
      data: { step: leadStep(act).id, ladder },
    },
  );
}
