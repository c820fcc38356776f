import { creditReviewDefinition } from '../../../activities/episodes/credit-review';
import { runnableEpisode } from '../../../activities/episodes/runnable-episode';
import { sendMessage } from '../../../activities/messages/send-message';
import type { NextPlan } from '../../../activities/next-plan';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { requestReview, type RequestReviewInput } from '../../../facts/write/request-review';
import type { EngineWorld } from './engine-world';

const REVIEW = runnableEpisode(creditReviewDefinition);
const RUN = { workflowId: 'customer/test/credit-review/1', runId: 'run-1' };

export type Review = { readonly customerId: string; readonly episodeId: string };

/** By the attribute `grade`: A is approved, B and what is not known are referred, C is declined. */
const BY_GRADE = `scorecard: by-grade
currency: USD
factors:
  - { id: grade, fact: customer.attributes.grade, bins: [{ in: [A], points: 90 }, { in: [C], points: 0 }, { else: true, points: 50 }], missing: 50 }
bands:
  - { id: good, from: 80, decision: approve, limit: "3000.00", termsDays: 30, reviewEvery: 180d }
  - { id: fair, from: 40, decision: refer, limit: "1000.00", termsDays: 14, reviewEvery: 90d }
  - { id: poor, from: 0, decision: decline, reviewEvery: 60d }
refer: { role: credit-manager, queue: credit, decideWithin: 4h, ladder: standard }
`;

export async function publishScorecard(world: EngineWorld, source = BY_GRADE): Promise<void> {
  const draft = { kind: 'scorecard', source, documentId: null, note: null } as const;
  const { row } = await saveDraft(world.db, draft, world.ctx());
  await publishVersion(world.db, { versionId: row.id, effective: 'next-plan', replaces: null }, world.ctx());
}

let asked = 0;

export async function askForReview(
  world: EngineWorld,
  customerId: string,
  fields: Partial<RequestReviewInput> = {},
): Promise<Review> {
  asked += 1;
  const request = { trigger: 'request', reason: '', requestedBy: 'key:test', requestKey: `k-${asked}` } as const;
  const { row } = await requestReview(world.db, { customerId, ...request, ...fields }, world.ctx());
  return { customerId, episodeId: row.id };
}

export function planReview(world: EngineWorld, review: Review): Promise<NextPlan<string>> {
  return REVIEW.plan(world.deps, review, RUN);
}

/** Runs the activity that a plan calls for. */
export function actReview(world: EngineWorld, review: Review, plan: NextPlan<string>): Promise<NextPlan<string>> {
  if (plan.status !== 'planned') throw new Error(`Nothing is planned: ${plan.summary}`);
  const input = { ...review, plannedAt: plan.at, step: plan.step ?? '' };
  if (plan.action !== 'notifyStaff') return REVIEW.act(world.deps, plan.action, input, RUN);
  const source = REVIEW.source(world.deps, plan.action, input);
  return sendMessage(world.deps, source, 'email', input, RUN, new AbortController().signal);
}

/** Does everything that is due by now, as the workflow would, and gives the plan that waits. */
export async function playReview(world: EngineWorld, review: Review): Promise<NextPlan<string>> {
  let plan = await planReview(world, review);
  while (plan.status === 'planned' && plan.at <= world.now) plan = await actReview(world, review, plan);
  return plan;
}
