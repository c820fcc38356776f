import { runnableEpisode } from '../../../activities/episodes/runnable-episode';
import { contactsCustomer } from '../../../activities/episodes/episode-definition';
import { winBackDefinition } from '../../../activities/episodes/win-back';
import { sendMessage } from '../../../activities/messages/send-message';
import type { NextPlan } from '../../../activities/next-plan';
import type { LossReason } from '../../../domain/win-back/win-back-policy';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { markLost } from '../../../facts/write/mark-lost';
import type { EngineWorld } from './engine-world';

const WIN_BACK = runnableEpisode(winBackDefinition);
const RUN = { workflowId: 'customer/test/win-back/1', runId: 'run-1' };

export type WinBackRef = { readonly customerId: string; readonly episodeId: string };

/** Who is of high potential gets a call and a letter, everybody else a letter and a text with an offer. */
const POLICY = `winBack: test
holdOut: HOLD_OUT
potential: { high: { expectedPurchases: { USD: "1000.00" } } }
blockedBy: { overdueOver: { USD: "100.00" } }
maxTouches: 3
budget: { USD: "50.00" }
measureFor: 60d
branches:
  - id: personal
    potential: [high]
    steps:
      - { id: call, after: 0d, do: task, queue: key-accounts, title: { en: Call, zh: 致电 }, offer: ten, cost: { USD: "40.00" } }
      - { id: letter, after: 5d, do: email, template: win-back-quality }
  - id: others
    steps:
      - { id: letter, after: 3d, do: email, template: win-back-offer, offer: ten, cost: { USD: "5.00" } }
      - { id: text, after: 7d, do: sms, template: win-back-silent }
offers:
  ten: { title: { en: Ten off, zh: 九折 }, kind: discount, code: BACK10, validFor: 30d }
`;

export async function publishWinBack(world: EngineWorld, holdOut = 0, policy = POLICY): Promise<string> {
  const source = policy.replace('HOLD_OUT', String(holdOut));
  const draft = { kind: 'win_back_policy', source, documentId: null, note: null } as const;
  const { row } = await saveDraft(world.db, draft, world.ctx());
  await publishVersion(world.db, { versionId: row.id, effective: 'next-plan', replaces: null }, world.ctx());
  return row.documentId;
}

export async function agreeToMarketing(world: EngineWorld, customerId: string): Promise<void> {
  const points = await world.db.contactPoint.findMany({ where: { customerId } });
  const at = new Date(world.now);
  await world.db.consent.createMany({
    data: points.map(({ id }) => ({ contactPointId: id, purpose: 'marketing', granted: true, source: 'form', at })),
  });
}

/** Marks the customer as lost, and lets its lifecycle ask for the win-back. */
export async function lose(world: EngineWorld, customerId: string, reason: LossReason = 'budget'): Promise<WinBackRef> {
  await markLost(world.db, { customerId, version: null, reason, note: null }, world.ctx());
  await world.planLifecycle(customerId);
  return lastWinBack(world, customerId);
}

export async function lastWinBack(world: EngineWorld, customerId: string): Promise<WinBackRef> {
  const where = { customerId, kind: 'win_back' } as const;
  const { id } = await world.db.episode.findFirstOrThrow({ where, orderBy: { number: 'desc' } });
  return { customerId, episodeId: id };
}

export function planWinBack(world: EngineWorld, ref: WinBackRef): Promise<NextPlan<string>> {
  return WIN_BACK.plan(world.deps, ref, RUN);
}

/** Runs the activity that a plan calls for. */
export function actWinBack(world: EngineWorld, ref: WinBackRef, plan: NextPlan<string>): Promise<NextPlan<string>> {
  if (plan.status !== 'planned') throw new Error(`Nothing is planned: ${plan.summary}`);
  const input = { ...ref, plannedAt: plan.at, step: plan.step ?? '' };
  if (!contactsCustomer(plan.action)) return WIN_BACK.act(world.deps, plan.action, input, RUN);
  const source = WIN_BACK.source(world.deps, plan.action, input);
  const channel = plan.action === 'sendSms' ? 'sms' : 'email';
  return sendMessage(world.deps, source, channel, input, RUN, new AbortController().signal);
}

/** Does everything that is due by now, as the workflow would, and gives the plan that waits. */
export async function playWinBack(world: EngineWorld, ref: WinBackRef): Promise<NextPlan<string>> {
  let plan = await planWinBack(world, ref);
  while (plan.status === 'planned' && plan.at <= world.now) plan = await actWinBack(world, ref, plan);
  return plan;
}

/** The next step and when, or how it ended: `text 2026-03-12T10:00`. */
export function lineOf(plan: NextPlan<string>): string {
  if (plan.status !== 'planned') return plan.status;
  return `${plan.step ?? ''} ${new Date(plan.at).toISOString().slice(0, 16)}`;
}
