import type { Decision, Instant } from '../domain/types';
import type { Db } from '../facts/read/db';
import type { DecideContext, LoadedInput } from '../facts/read/load-decide-input';
import { storedPlan, type StoredPlan } from '../facts/read/stored-plan';
import { Prisma } from '../prisma/generated/client';
import { PREPARED } from '../prisma/prepared';
import { stoppedBy } from './decision-at';
import { waitFor, type NextPlan } from './next-plan';
import type { RunRef } from './run-ref';
import { movesOf, named, timelineInsert, versionsOf, type EngineEntry } from './timeline';
import { tellExhausted } from './tell-exhausted';
import { detail, summarize } from './touch-summary';

/**
 * Stores what was decided in the customer's episode, and gives the workflow its next plan. One statement: the episode,
 * and an entry in the timeline where the contact policy moves a message that it had not moved so before.
 * A plan that has seen fewer facts than the stored one leaves no trace.
 */
export async function storePlan(db: Db, loaded: LoadedInput, decision: Decision, run: RunRef): Promise<NextPlan> {
  const { context } = loaded;
  const { customer, now } = context;
  const stopped = stoppedBy(context, decision);
  const moved = movedEntry(decision, context);
  const before = storedPlan(context.episode?.plan);
  const plan: StoredPlan = {
    decision,
    playbook: context.playbook,
    policy: context.policy,
    calendar: loaded.input.calendar.code,
    stopped,
    movedKey: moved?.key ?? before?.movedKey ?? null,
    stepsSeenAt: customer.isSandbox ? Object.fromEntries(loaded.input.stepsSince) : {},
  };
  const entries = moved === null || moved.key === before?.movedKey ? [] : [moved.entry];
  const isClosed = decision.status === 'closed';
  const nextAt = decision.status === 'planned' && stopped === null ? decision.at : null;
  await db.$executeRaw(Prisma.sql`${PREPARED}
    WITH stored AS (
      INSERT INTO "Episode" AS e (
        "id", "customerId", "kind", "status", "startedAt", "closedAt", "workflowId", "runId", "playbookVersionId",
        "playbookSinceAt", "plan", "plannedAt", "nextAt", "plannedAsOfAt", "plannedFacts")
      VALUES (
        gen_random_uuid(), ${customer.id}::uuid, 'collections', ${isClosed ? 'closed' : 'running'}, ${instant(now)},
        ${isClosed ? instant(now) : null}, ${run.workflowId}, ${run.runId},
        ${context.playbook?.versionId ?? null}::uuid, ${instant(context.playbookSinceAt)},
        ${JSON.stringify(plan)}::jsonb, clock_timestamp(), ${instant(nextAt)}, ${instant(now)}, ${customer.factsVersion})
      ON CONFLICT ("customerId", "kind", "number") DO UPDATE SET
        "status" = EXCLUDED."status", "closedAt" = EXCLUDED."closedAt",
        "startedAt" = CASE WHEN e."status" = 'running' THEN e."startedAt" ELSE EXCLUDED."startedAt" END,
        "workflowId" = EXCLUDED."workflowId", "runId" = EXCLUDED."runId",
        "playbookVersionId" = EXCLUDED."playbookVersionId", "playbookSinceAt" = EXCLUDED."playbookSinceAt",
        "plan" = EXCLUDED."plan", "plannedAt" = EXCLUDED."plannedAt", "nextAt" = EXCLUDED."nextAt",
        "plannedAsOfAt" = EXCLUDED."plannedAsOfAt", "plannedFacts" = EXCLUDED."plannedFacts"
      WHERE e."plannedFacts" <= EXCLUDED."plannedFacts"
      RETURNING 1)
    ${timelineInsert(entries, { customerId: customer.id, at: now, run })}
    WHERE EXISTS (SELECT 1 FROM stored)`);
  if (decision.status === 'idle' && decision.reason === 'exhausted') await tellExhausted(db, loaded, run);
  return nextPlan(decision, stopped, context);
}

function nextPlan(decision: Decision, stopped: StoredPlan['stopped'], context: DecideContext): NextPlan {
  const { customer } = context;
  const summary = summarize(decision, customer.zone);
  const details = detail(decision, customer.zone);
  if (stopped !== null) {
    const what = stopped === 'playbook' ? `the playbook ${context.playbook?.name ?? ''}` : stopped;
    const why = `${what} is stopped in the settings`;
    return { status: 'idle', summary: `Waiting: ${why}`, details: `**${why}**\n\n${details}` };
  }
  if (decision.status !== 'planned') return { status: decision.status, summary, details };
  const { action, at } = decision;
  return { status: 'planned', action, at, ...waitFor(at, context), summary, details };
}

/** The entry for a message that the contact policy moves, with a key that is the same while nothing about the move changes. */
function movedEntry(
  decision: Decision,
  context: DecideContext,
): { readonly key: string; readonly entry: EngineEntry } | null {
  if (decision.status !== 'planned' || decision.lead === null || decision.reason.moves.length === 0) return null;
  const { action, lead, at, reason } = decision;
  return {
    key: [lead.itemId, lead.step, at, ...reason.moves.map((move) => move.rule)].join(' '),
    entry: {
      kind: 'touch.moved',
      data: {
        ...versionsOf(context),
        action,
        at: new Date(at).toISOString(),
        lead: named(lead),
        moves: movesOf(reason, context.customer.zone),
      },
    },
  };
}

function instant(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
