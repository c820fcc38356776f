import { onboardingDefinition } from '../../../activities/episodes/onboarding';
import { runnableEpisode } from '../../../activities/episodes/runnable-episode';
import { contactsCustomer } from '../../../activities/episodes/episode-definition';
import { sendMessage } from '../../../activities/messages/send-message';
import type { NextPlan } from '../../../activities/next-plan';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { lockCustomer } from '../../../facts/write/lock-customer';
import { requestEpisode } from '../../../facts/write/request-episode';
import { inTransaction } from '../../../facts/write/transaction';
import type { Prisma } from '../../../prisma/generated/client';
import type { EngineWorld } from './engine-world';

const ONBOARDING = runnableEpisode(onboardingDefinition);
const RUN = { workflowId: 'customer/test/onboarding/1', runId: 'run-1' };

export type Onboarding = { readonly customerId: string; readonly episodeId: string };

/** Publishes an assignment policy; what is not in `rest` is the least that one needs. */
export async function publishAssignment(world: EngineWorld, rest: string): Promise<void> {
  const source = `assignment: test\nfallback: { queue: spare }\nacceptWithin: 4h\n${rest}\n`;
  const draft = { kind: 'assignment_policy', source, documentId: null, note: null } as const;
  const { row } = await saveDraft(world.db, draft, world.ctx());
  await publishVersion(world.db, { versionId: row.id, effective: 'next-plan', replaces: null }, world.ctx());
}

export async function hire(
  world: EngineWorld,
  name: string,
  fields: Partial<Prisma.StaffUncheckedCreateInput> = {},
): Promise<string> {
  const data = { name, email: `${name.toLowerCase()}@staff.example.com`, role: 'account-manager', ...fields };
  return (await world.db.staff.create({ data })).id;
}

/** Asks for an onboarding, as the lifecycle does when the customer is created or comes back. */
export async function startOnboarding(
  world: EngineWorld,
  customerId: string,
  input: Prisma.InputJsonObject = {},
): Promise<Onboarding> {
  const { episodeId } = await inTransaction(world.db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, world.ctx());
    const request = { kind: 'onboarding', requestKey: JSON.stringify(input), input, requestedBy: 'workflow' } as const;
    return requestEpisode(tx, customer, request, world.ctx());
  });
  return { customerId, episodeId };
}

export function planOnboarding(world: EngineWorld, onboarding: Onboarding): Promise<NextPlan<string>> {
  return ONBOARDING.plan(world.deps, onboarding, RUN);
}

/** Runs the activity that a plan calls for. */
export function actOnboarding(
  world: EngineWorld,
  onboarding: Onboarding,
  plan: NextPlan<string>,
): Promise<NextPlan<string>> {
  if (plan.status !== 'planned') throw new Error(`Nothing is planned: ${plan.summary}`);
  const input = { ...onboarding, plannedAt: plan.at, step: plan.step ?? '' };
  const isMessage = contactsCustomer(plan.action) || plan.action === 'notifyStaff';
  if (!isMessage) return ONBOARDING.act(world.deps, plan.action, input, RUN);
  const source = ONBOARDING.source(world.deps, plan.action, input);
  return sendMessage(world.deps, source, 'email', input, RUN, new AbortController().signal);
}

/** Does everything that is due by now, as the workflow would, and gives the plan that waits. */
export async function playOnboarding(world: EngineWorld, onboarding: Onboarding): Promise<NextPlan<string>> {
  let plan = await planOnboarding(world, onboarding);
  while (plan.status === 'planned' && plan.at <= world.now) plan = await actOnboarding(world, onboarding, plan);
  return plan;
}

/** The owner's name, or the queue. */
export async function whoHas(world: EngineWorld, customerId: string): Promise<string> {
  const { owner, queue } = await world.db.customer.findUniqueOrThrow({
    where: { id: customerId },
    include: { owner: true },
  });
  return owner?.name ?? `queue ${queue}`;
}

/** Every assignment of a customer in its order: `Ann accepted`. */
export async function assignmentLines(world: EngineWorld, customerId: string): Promise<readonly string[]> {
  const rows = await world.db.assignment.findMany({
    where: { customerId },
    orderBy: { sequence: 'asc' },
    include: { staff: true },
  });
  return rows.map(({ staff, queue, status }) => `${staff?.name ?? queue} ${status}`);
}
