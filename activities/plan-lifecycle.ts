import { asOfFor } from '../domain/decide/as-of';
import { explainDecision } from '../domain/decide/explain';
import { decideLifecycle, type LifecycleDecision, type LifecycleRest } from '../domain/lifecycle/decide-lifecycle';
import type { LifecycleEpisode, LifecycleFacts } from '../domain/lifecycle/lifecycle-facts';
import { describeLifecycle, type OpenEpisode } from '../domain/lifecycle/describe-lifecycle';
import { formatInstant } from '../domain/calendar/zone';
import { episodeName, episodeWorkflowId, type EpisodeKind } from '../domain/episode/episode-kind';
import type { Instant } from '../domain/types';
import { loadLifecycle, type EpisodeRow, type LoadedLifecycle } from '../facts/read/load-lifecycle';
import { storedPlan } from '../facts/read/stored-plan';
import { changeStage, stageName } from '../facts/write/change-stage';
import { lockCustomer } from '../facts/write/lock-customer';
import { requestEpisode } from '../facts/write/request-episode';
import { inTransaction, type FactContext, type Tx } from '../facts/write/transaction';
import { Prisma } from '../prisma/generated/client';
import { PREPARED } from '../prisma/prepared';
import type { ActivityDeps } from './activity-deps';
import type { StoredEpisodePlan } from './episodes/store-episode-plan';
import { lockForTouch } from './guard';
import type { NextPlan } from './next-plan';
import type { RunRef } from './run-ref';
import { summarize } from './touch-summary';

export type LifecycleAction = 'start-collections' | 'markDormant' | 'beginReview';

/** The episode whose workflow is to be started. */
export type EpisodeStart = {
  readonly kind: Exclude<EpisodeKind, 'lifecycle'>;
  readonly workflowId: string;
  /** `null` for collections, which has no row of its own for each. */
  readonly episodeId: string | null;
};

export type LifecyclePlan = NextPlan<LifecycleAction> & {
  readonly stage: string;
  // Plans in histories of version 0.1 have none of these.
  readonly band?: string | null;
  /** Episodes whose workflows are started, one after the other, before anything is waited for. */
  readonly starts?: readonly EpisodeStart[];
  /** Names of the open episodes, with what each waits for. */
  readonly open?: readonly { readonly episode: string; readonly waitsFor: string }[];
};

export type PlanLifecycleInput = {
  readonly customerId: string;
  /** The instant of the plan that has come due; left out where facts have changed. */
  readonly plannedAt?: Instant;
};

const ABOUT_TO_START = 'about to start';
/** More consequences than one state of the facts can have: then something is wrong. */
const MOST_AT_ONCE = 20;

/**
 * Moves the lifecycle as far as the facts say: stages are changed and episodes asked for in one transaction under the
 * customer's lock. The workflow gets the plan that holds once the episodes that it is to start run.
 */
export function planLifecycle(
  deps: ActivityDeps,
  { customerId, plannedAt }: PlanLifecycleInput,
  run: RunRef,
): Promise<LifecyclePlan> {
  return inTransaction(deps.db, async (tx) => {
    await lockForTouch(tx, customerId);
    const now = deps.clock();
    const starts: EpisodeStart[] = [];
    let loaded = await loadLifecycle(tx, customerId, now);
    for (let count = 0; count < MOST_AT_ONCE; count += 1) {
      const facts = withStarted(loaded.facts, customerId, starts);
      const decision = decideLifecycle(facts, asOfFor(loaded.customer.now, plannedAt ?? null));
      if (decision.status === 'start') {
        starts.push(startOf(customerId, decision.episode));
      } else if (decision.status === 'change-stage' || decision.status === 'request') {
        // An episode that is about to be started sees what is recorded here; one that runs already has to be told.
        const wakes = loaded.waits.some(({ status }) => status === 'running');
        await carryOut(tx, customerId, decision, { actor: 'workflow', now, wakes });
        loaded = await loadLifecycle(tx, customerId, now);
      } else {
        return store(tx, loaded, { decision, starts }, run);
      }
    }
    throw new Error(`The lifecycle of ${customerId} does not come to rest`);
  });
}

function startOf(customerId: string, episode: LifecycleEpisode | null): EpisodeStart {
  const kind = episode?.kind ?? 'collections';
  return {
    kind,
    workflowId: episodeWorkflowId(customerId, kind, episode?.number ?? 1),
    episodeId: episode?.id ?? null,
  };
}

/** The facts with what is to be started counted as running. */
function withStarted(facts: LifecycleFacts, customerId: string, starts: readonly EpisodeStart[]): LifecycleFacts {
  const isStarted = (kind: EpisodeStart['kind'], number: number) =>
    starts.some(({ workflowId }) => workflowId === episodeWorkflowId(customerId, kind, number));
  const episodes = facts.episodes.map((episode) =>
    episode.status === 'requested' && isStarted(episode.kind, episode.number)
      ? { ...episode, status: 'running' as const }
      : episode,
  );
  return { ...facts, episodes, isCollecting: facts.isCollecting || isStarted('collections', 1) };
}

async function carryOut(
  tx: Tx,
  customerId: string,
  decision: Extract<LifecycleDecision, { readonly status: 'change-stage' | 'request' }>,
  ctx: FactContext,
): Promise<void> {
  const customer = await lockCustomer(tx, customerId, ctx);
  if (decision.status === 'change-stage') {
    const { to, reason } = decision;
    await changeStage(tx, customer, { to, reason }, ctx);
    return;
  }
  const { kind, requestKey, input } = decision;
  await requestEpisode(tx, customer, { kind, requestKey, input, requestedBy: 'workflow' }, ctx);
}

/** Stores the plan in the lifecycle's own row, as every episode does. */
async function store(
  tx: Tx,
  loaded: LoadedLifecycle,
  { decision, starts }: { readonly decision: LifecycleRest; readonly starts: readonly EpisodeStart[] },
  run: RunRef,
): Promise<LifecyclePlan> {
  const { facts, customer, band } = loaded;
  const open = openEpisodes(loaded, starts);
  const { stage, stageSinceAt, zone } = facts;
  const { summary, details } = describeLifecycle(decision, { stage, stageSinceAt, zone, band, open });
  const at = decision.status === 'planned' ? decision.at : null;
  const status = decision.status === 'closed' ? 'closed' : 'running';
  const now = new Date(customer.now);
  await tx.$executeRaw(Prisma.sql`${PREPARED}
    INSERT INTO "Episode" AS e (
      "id", "customerId", "kind", "status", "startedAt", "closedAt", "workflowId", "runId", "plan", "plannedAt",
      "nextAt", "plannedAsOfAt", "plannedFacts")
    VALUES (
      gen_random_uuid(), ${customer.id}::uuid, 'lifecycle', ${status}, ${now}, ${status === 'closed' ? now : null},
      ${run.workflowId}, ${run.runId}, ${JSON.stringify({ decision, summary })}::jsonb, clock_timestamp(),
      ${at === null ? null : new Date(at)}, ${now}, ${customer.factsVersion})
    ON CONFLICT ("customerId", "kind", "number") DO UPDATE SET
      "status" = EXCLUDED."status", "closedAt" = EXCLUDED."closedAt", "runId" = EXCLUDED."runId",
      "plan" = EXCLUDED."plan", "plannedAt" = EXCLUDED."plannedAt", "nextAt" = EXCLUDED."nextAt",
      "plannedAsOfAt" = EXCLUDED."plannedAsOfAt", "plannedFacts" = EXCLUDED."plannedFacts"`);
  const base = { stage: stageName(stage), band, open: open.map(named), summary, details, starts };
  switch (decision.status) {
    case 'closed':
      return { ...base, status: 'closed' };
    case 'planned': {
      const waitMs = Math.max(0, decision.at - customer.now);
      return { ...base, status: 'planned', action: decision.action, at: decision.at, waitMs };
    }
    default:
      return { ...base, status: 'idle' };
  }
}

/** Those that are there, and collections where it is about to have its row. */
function openEpisodes({ waits, facts }: LoadedLifecycle, starts: readonly EpisodeStart[]): readonly OpenEpisode[] {
  const open = waits.map((episode) => ({ ...episode, waitsFor: waitsFor(episode, facts.zone) }));
  const isNew = ({ kind }: EpisodeStart) => kind === 'collections' && !waits.some((episode) => episode.kind === kind);
  return starts.some(isNew) ? [{ kind: 'collections', number: 1, waitsFor: ABOUT_TO_START }, ...open] : open;
}

function named({ kind, number, waitsFor: wait }: OpenEpisode): NonNullable<LifecyclePlan['open']>[number] {
  const episode = kind === 'collections' ? kind : `${episodeName(kind)}/${number}`;
  return { episode, waitsFor: wait };
}

/** As the episode itself planned last. */
function waitsFor({ kind, status, plan, nextAt }: EpisodeRow, zone: string): string {
  if (status === 'requested' || plan === null) return ABOUT_TO_START;
  if (kind === 'collections') {
    const decision = storedPlan(plan)?.decision;
    if (decision === undefined) return 'about to plan';
    if (decision.status !== 'idle') return summarize(decision, zone);
    return explainDecision(decision, zone)
      .map(({ en }) => en)
      .join('; ');
  }
  const { decision } = plan as StoredEpisodePlan;
  return nextAt === null ? decision.summary : `${decision.summary}, ${formatInstant(nextAt, zone)}`;
}
