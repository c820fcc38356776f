import { formatInstant } from '../../domain/calendar/zone';
import type { EpisodeDecision } from '../../domain/episode/episode-decision';
import { lockCustomer } from '../../facts/write/lock-customer';
import { recordFact, wakeCustomers } from '../../facts/write/record';
import type { FactContext, Tx } from '../../facts/write/transaction';
import { Prisma } from '../../prisma/generated/client';
import type { ActivityDeps } from '../activity-deps';
import { waitFor, type NextPlan } from '../next-plan';
import type { RunRef } from '../run-ref';
import { writeTimeline } from '../timeline';
import { episodeData, movesData } from './episode-entries';
import type { EpisodeDefinition } from './episode-definition';
import { episodeStoppedBy, type EpisodeView } from './episode-view';

/** What `Episode.plan` holds for an episode of its own row. Instants are epoch milliseconds. */
export type StoredEpisodePlan = {
  readonly decision: EpisodeDecision;
  /** Set while a message waits for a kill switch. */
  readonly stopped: 'sending' | 'email' | 'sms' | null;
  /** The last move that the timeline was told of. */
  readonly movedKey: string | null;
};

/**
 * Stores what was decided, and gives the workflow its next plan. The end of an episode is a fact: whoever depends on it
 * hears of it. Runs under the customer's lock.
 */
export async function storeEpisodePlan<Facts>(
  tx: Tx,
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  view: EpisodeView<Facts>,
  run: RunRef,
): Promise<NextPlan<string>> {
  const { context, decision } = view;
  const { customer, episode, now } = context;
  const stopped = episodeStoppedBy(decision, context);
  const moved = await tellMove(tx, view, run);
  const plan: StoredEpisodePlan = { decision, stopped, movedKey: moved };
  const isClosed = decision.status === 'closed';
  const nextAt = decision.status === 'planned' && stopped === null ? new Date(decision.at) : null;
  // A plan that has seen fewer facts than the stored one leaves no trace.
  const stored = await tx.$executeRaw(Prisma.sql`
    UPDATE "Episode" SET
      "status" = ${isClosed ? 'closed' : 'running'}, "closedAt" = ${isClosed ? new Date(now) : null},
      "outcome" = ${isClosed ? decision.outcome : null}, "workflowId" = ${run.workflowId}, "runId" = ${run.runId},
      "plan" = ${JSON.stringify(plan)}::jsonb, "plannedAt" = clock_timestamp(), "nextAt" = ${nextAt},
      "plannedAsOfAt" = ${new Date(now)}, "plannedFacts" = ${customer.factsVersion}
    WHERE "id" = ${episode.id}::uuid AND "plannedFacts" <= ${customer.factsVersion} AND "status" <> 'closed'`);
  if (stored > 0) {
    if (isClosed) await close(tx, deps, definition, view, decision);
    // The lifecycle's page in Temporal UI says what each open episode waits for.
    else if (waitsForAnother(view)) await wakeCustomers(tx, [{ customerId: customer.id, kind: 'episode.planned' }]);
  }
  return nextPlan(view, stopped);
}

/** Whether people read something else about the episode than by the plan before. */
function waitsForAnother<Facts>({ context, decision }: EpisodeView<Facts>): boolean {
  const before = (context.episode.plan as Partial<StoredEpisodePlan> | null)?.decision;
  const nextAt = (planned: EpisodeDecision) => (planned.status === 'planned' ? planned.at : null);
  return before === undefined || before.summary !== decision.summary || nextAt(before) !== nextAt(decision);
}

async function close<Facts>(
  tx: Tx,
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  { context, facts }: EpisodeView<Facts>,
  { outcome, reason }: Extract<EpisodeDecision, { status: 'closed' }>,
): Promise<void> {
  const ctx: FactContext = { actor: 'workflow', now: deps.clock() };
  await definition.onClosed?.(tx, { facts, context, outcome, ctx });
  const { id: episodeId, kind, number } = context.episode;
  const customer = await lockCustomer(tx, context.customer.id, ctx);
  const data = { episode: kind, number, episodeId, outcome, because: reason };
  await recordFact(tx, customer, [{ kind: 'episode.ended', data }], ctx);
}

/** Tells the timeline of a message that the contact policy moves, once for each move. @returns the key of the last */
async function tellMove<Facts>(tx: Tx, { context, decision }: EpisodeView<Facts>, run: RunRef): Promise<string | null> {
  const before = (context.episode.plan as Partial<StoredEpisodePlan> | null)?.movedKey ?? null;
  if (decision.status !== 'planned' || decision.moves.length === 0) return before;
  const { step, at, moves } = decision;
  const key = [step, at, ...moves.map((move) => move.rule)].join(' ');
  if (key === before) return key;
  const { customer, episode, now } = context;
  const data = {
    ...episodeData(episode, decision),
    at: new Date(at).toISOString(),
    moves: movesData(moves, customer.zone),
  };
  await writeTimeline(tx, [{ kind: 'episode.moved', data }], { customerId: customer.id, at: now, run });
  return key;
}

function nextPlan<Facts>(
  { context, decision }: EpisodeView<Facts>,
  stopped: StoredEpisodePlan['stopped'],
): NextPlan<string> {
  const { customer } = context;
  const because = decision.reason.en;
  if (stopped !== null) {
    const why = `${stopped} is stopped in the settings`;
    return { status: 'idle', summary: `Waiting: ${why}`, details: `**${why}**\n\n${decision.summary}` };
  }
  if (decision.status !== 'planned') {
    return { status: decision.status, summary: decision.summary, details: `**${decision.summary}**\n\n- ${because}` };
  }
  const { at, action, step } = decision;
  const summary = `${decision.summary}, ${formatInstant(at, customer.zone)}`;
  return {
    status: 'planned',
    action,
    at,
    step,
    ...waitFor(at, context),
    summary,
    details: `**${summary}**\n\n- ${because}`,
  };
}
