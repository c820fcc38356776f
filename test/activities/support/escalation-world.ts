import { escalationDefinition } from '../../../activities/episodes/escalation';
import { MESSAGE_CHANNELS } from '../../../activities/episodes/episode-definition';
import { runnableEpisode } from '../../../activities/episodes/runnable-episode';
import { sendMessage } from '../../../activities/messages/send-message';
import type { NextPlan } from '../../../activities/next-plan';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { requestEscalation } from '../../../facts/write/request-escalation';
import type { Prisma } from '../../../prisma/generated/client';
import type { EngineWorld } from './engine-world';

const ESCALATION = runnableEpisode(escalationDefinition);
const RUN = { workflowId: 'customer/test/escalation/1', runId: 'run-1' };

/** The owner, the manager, a head of credit; four business hours each. */
const LADDER = `ladder: three
levels:
  - { id: owner, notify: owner, wait: 4h }
  - { id: manager, notify: owner-manager, wait: 4h }
  - { id: head, notify: { role: head }, wait: 4h }
resolveWithin: 4h
`;

export type Escalated = { readonly customerId: string; readonly episodeId: string };

export async function publishLadder(world: EngineWorld, source = LADDER): Promise<void> {
  const { row } = await saveDraft(world.db, { kind: 'ladder', source, documentId: null, note: null }, world.ctx());
  await publishVersion(world.db, { versionId: row.id, effective: 'next-plan', replaces: null }, world.ctx());
}

export async function hireFor(
  world: EngineWorld,
  name: string,
  fields: Partial<Prisma.StaffUncheckedCreateInput> = {},
): Promise<string> {
  const data = { name, email: `${name.toLowerCase()}@staff.example.com`, ...fields };
  return (await world.db.staff.create({ data })).id;
}

export async function escalate(world: EngineWorld, customerId: string, ladder = 'three'): Promise<Escalated> {
  const subject = { en: 'Overdue invoices', zh: '逾期账单' };
  const request = { customerId, ladder, cause: 'api', subject, requestedBy: 'key:test', requestKey: 'test' } as const;
  const { row } = await requestEscalation(world.db, request, world.ctx());
  return { customerId, episodeId: row.id };
}

export function planEscalation(world: EngineWorld, escalation: Escalated): Promise<NextPlan<string>> {
  return ESCALATION.plan(world.deps, escalation, RUN);
}

/** Runs the activity that a plan calls for. */
export function actEscalation(
  world: EngineWorld,
  escalation: Escalated,
  plan: NextPlan<string>,
): Promise<NextPlan<string>> {
  if (plan.status !== 'planned') throw new Error(`Nothing is planned: ${plan.summary}`);
  const input = { ...escalation, plannedAt: plan.at, step: plan.step ?? '' };
  if (MESSAGE_CHANNELS[plan.action] === undefined) return ESCALATION.act(world.deps, plan.action, input, RUN);
  const source = ESCALATION.source(world.deps, plan.action, input);
  return sendMessage(world.deps, source, 'email', input, RUN, new AbortController().signal);
}

/** Does everything that is due by now, as the workflow would, and gives the plan that waits. */
export async function playEscalation(world: EngineWorld, escalation: Escalated): Promise<NextPlan<string>> {
  let plan = await planEscalation(world, escalation);
  while (plan.status === 'planned' && plan.at <= world.now) plan = await actEscalation(world, escalation, plan);
  return plan;
}
