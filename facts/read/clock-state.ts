import type { EpisodeKind } from '../../domain/episode/episode-kind';
import type { Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

/** Where a sandbox customer stands on its test clock. */
export type ClockState = {
  readonly nowAt: Instant;
  /** Whether every event has reached the workflow, and its plan has seen every fact and is not overdue. */
  readonly isSettled: boolean;
  /** Whether events wait for the relay. */
  readonly hasUnsent: boolean;
  /** What is not settled, for an error that a person reads. */
  readonly waitsFor: string;
  readonly factAt: Instant | null;
  readonly touchAt: Instant | null;
  readonly workflowId: string | null;
};

type Row = {
  readonly nowAt: Date;
  readonly factsVersion: number;
  readonly unsent: number;
  readonly isClosed: boolean;
  readonly hasOpen: boolean;
  readonly factAt: Date | null;
  readonly episodes: readonly EpisodeState[];
};

type EpisodeState = {
  readonly kind: EpisodeKind;
  readonly number: number;
  readonly status: 'requested' | 'running';
  readonly nextAt: string | null;
  readonly plannedFacts: number;
  readonly workflowId: string;
};

/** What happens first where several episodes have a touch at one instant. */
const ORDER: readonly EpisodeKind[] = [
  'lifecycle',
  'onboarding',
  'credit_review',
  'escalation',
  'collections',
  'win_back',
];

/** @returns `null` where there is no such customer on a test clock */
export async function readClockState(db: Db, customerId: string): Promise<ClockState | null> {
  const [row] = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT c."clockNowAt" AS "nowAt", c."factsVersion", c."engagement" = 'closed' AS "isClosed",
      (SELECT count(*)::int FROM "Outbox" o WHERE o."customerId" = c."id" AND o."sentAt" IS NULL) AS "unsent",
      -- Nothing begins for a paused customer.
      c."engagement" = 'active' AND EXISTS (
        SELECT 1 FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i."id"
        WHERE i."customerId" = c."id" AND i."status" = 'open' AND d."settledMinor" < d."amountMinor") AS "hasOpen",
      (SELECT min(s."at") FROM "StagedFact" s WHERE s."customerId" = c."id" AND s."appliedAt" IS NULL) AS "factAt",
      COALESCE((SELECT json_agg(json_build_object(
          'kind', e."kind", 'number', e."number", 'status', e."status", 'nextAt', e."nextAt",
          'plannedFacts', e."plannedFacts", 'workflowId', e."workflowId"))
        FROM "Episode" e WHERE e."customerId" = c."id" AND e."status" <> 'closed'), '[]') AS "episodes"
    FROM "Customer" c WHERE c."id" = ${customerId}::uuid AND c."clockNowAt" IS NOT NULL`);
  if (row === undefined) return null;
  const waitsFor = waitingFor(row);
  const next = nextTouch(row.episodes);
  return {
    nowAt: row.nowAt.getTime(),
    isSettled: waitsFor === '',
    hasUnsent: row.unsent > 0,
    waitsFor,
    factAt: row.factAt?.getTime() ?? null,
    touchAt: next === null ? null : Date.parse(next.nextAt),
    workflowId: next?.workflowId ?? null,
  };
}

/** The episode whose touch comes first. */
function nextTouch(episodes: readonly EpisodeState[]): { readonly nextAt: string; readonly workflowId: string } | null {
  const planned = episodes.flatMap(({ nextAt, ...episode }) => (nextAt === null ? [] : [{ ...episode, nextAt }]));
  const [first] = planned.toSorted(
    (a, b) =>
      Date.parse(a.nextAt) - Date.parse(b.nextAt) ||
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      a.number - b.number,
  );
  return first ?? null;
}

function waitingFor({ unsent, factsVersion, hasOpen, isClosed, episodes, nowAt }: Row): string {
  if (unsent > 0) return `${unsent} events on their way to the workflows`;
  // A closed customer's lifecycle ends: nothing is planned for it any more.
  if (isClosed) return episodes.length === 0 ? '' : `the end of ${episodes.length} episodes`;
  if (!episodes.some(({ kind }) => kind === 'lifecycle')) return 'the lifecycle to start';
  for (const { kind, number, status, nextAt, plannedFacts } of episodes) {
    const name = `${kind} ${number}`;
    if (status === 'requested') return `${name} to start`;
    if (plannedFacts !== factsVersion)
      return `a plan of ${name} that has seen fact ${factsVersion} (the last has seen ${plannedFacts})`;
    if (nextAt !== null && Date.parse(nextAt) <= nowAt.getTime())
      return `the touch of ${name} that is due at ${nextAt}`;
  }
  if (hasOpen && !episodes.some(({ kind }) => kind === 'collections')) return 'collections to start';
  return '';
}
