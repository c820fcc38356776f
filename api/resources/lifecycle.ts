import type { z } from 'zod';
import { explainDecision } from '../../domain/decide/explain';
import type { EpisodeDecision } from '../../domain/episode/episode-decision';
import { episodeName } from '../../domain/episode/episode-kind';
import type { LocalizedText } from '../../domain/types';
import { storedPlan } from '../../facts/read/stored-plan';
import { stageName } from '../../facts/write/change-stage';
import type { Episode } from '../../prisma/generated/client';
import { customerWorkflowId } from '../../workflows/ids';
import { customerParams } from '../contract/customers';
import { lifecycleOut, type episodeOut } from '../contract/lifecycle';
import { customerBrief, iso, isoOrNull, local, resolveCustomer } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';

const ENDED_SHOWN = 20;
const STARTING: LocalizedText = { en: 'It is about to start', zh: '即将开始' };

type Shown = Pick<z.input<typeof episodeOut>, 'waitsFor' | 'next'>;

/** What an open episode waits for, from the plan that it has stored. */
function waiting({ kind, status, plan, nextAt }: Episode, zone: string): Shown {
  if (status === 'closed') return { waitsFor: null, next: null };
  if (status === 'requested' || plan === null) return { waitsFor: STARTING, next: null };
  const shownNext = (action: string) =>
    nextAt === null ? null : { at: iso(nextAt), local: local(nextAt, zone), action };
  if (kind === 'collections') {
    const decision = storedPlan(plan)?.decision;
    const because = decision === undefined ? [] : explainDecision(decision, zone);
    const waitsFor = {
      en: because.map(({ en }) => en).join('; '),
      zh: because.map(({ zh }) => zh).join('；'),
    };
    return { waitsFor, next: decision?.status === 'planned' ? shownNext(decision.action) : null };
  }
  const { decision } = plan as unknown as { readonly decision: EpisodeDecision };
  return { waitsFor: decision.reason, next: decision.status === 'planned' ? shownNext(decision.action) : null };
}

function presentEpisode(row: Episode, zone: string): z.input<typeof episodeOut> {
  const { id, kind, number, status, outcome, startedAt, closedAt, workflowId, runId } = row;
  if (kind === 'lifecycle') throw new TypeError('The lifecycle is no episode of itself');
  return {
    ...{ id, number, outcome, workflowId, runId },
    kind: episodeName(kind) as z.input<typeof episodeOut>['kind'],
    status: status as z.input<typeof episodeOut>['status'],
    startedAt: iso(startedAt),
    closedAt: isoOrNull(closedAt),
    ...waiting(row, zone),
  };
}

export const lifecycleRoute: Route = defineRoute({
  method: 'get',
  path: '/v1/customers/{id}/lifecycle',
  name: 'getLifecycle',
  tag: 'Customers',
  summary: 'Where a customer stands: the stage, the open episodes, and what each waits for',
  access: 'read',
  params: customerParams,
  success: { status: 200, schema: lifecycleOut, description: 'The lifecycle.' },
  handle: async ({ db, params }) => {
    const customer = await resolveCustomer(db, params.id);
    const { id, zone } = customer;
    const row = await db.customer.findUniqueOrThrow({
      where: { id },
      include: { creditTerms: { where: { untilAt: null } } },
    });
    const episodes = await db.episode.findMany({
      where: { customerId: id },
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    });
    const lifecycle = episodes.find(({ kind }) => kind === 'lifecycle') ?? null;
    const others = episodes.filter(({ kind }) => kind !== 'lifecycle');
    const ended = others
      .filter(({ status }) => status === 'closed')
      .sort((a, b) => (b.closedAt?.getTime() ?? 0) - (a.closedAt?.getTime() ?? 0))
      .slice(0, ENDED_SHOWN);
    const since = row.stageSinceAt ?? lifecycle?.startedAt ?? row.createdAt;
    const nextAt = lifecycle?.nextAt ?? null;
    const plan = lifecycle?.plan as { readonly decision?: { readonly action?: 'markDormant' | 'beginReview' } } | null;
    const action = plan?.decision?.action;
    return {
      body: {
        customer: customerBrief(customer),
        zone,
        stage: stageName(row.stage) as z.input<typeof lifecycleOut>['stage'],
        stageSince: { at: iso(since), local: local(since, zone) },
        reason: row.lostReason,
        engagement: row.engagement,
        riskBand: row.creditTerms[0]?.band ?? null,
        next: nextAt === null || action === undefined ? null : { at: iso(nextAt), local: local(nextAt, zone), action },
        open: others.filter(({ status }) => status !== 'closed').map((episode) => presentEpisode(episode, zone)),
        ended: ended.map((episode) => presentEpisode(episode, zone)),
        workflowId: customerWorkflowId(id),
        upToDate: lifecycle?.plannedFacts === row.factsVersion,
      },
    };
  },
});
