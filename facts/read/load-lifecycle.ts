import { parseScorecard } from '../../domain/credit/parse-scorecard';
import type { EpisodeKind } from '../../domain/episode/episode-kind';
import { civilDateAt } from '../../domain/calendar/zone';
import type { LifecycleEpisode, LifecycleFacts, Stage } from '../../domain/lifecycle/lifecycle-facts';
import type { CivilDate, Instant, Language } from '../../domain/types';
import { dormancyDays } from '../../domain/win-back/win-back-policy';
import { parseWinBackPolicy } from '../../domain/win-back/parse-win-back-policy';
import { parseAssignmentPolicy } from '../../domain/assign/parse-assignment-policy';
import { ANY_NAMES } from '../../domain/playbook/known-names';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';
import { publishedFor } from './published-documents';
import { PREPARED } from '../../prisma/prepared';
import { ms } from './milliseconds';

/** The lifecycle of one customer as it stands. */
export type LoadedLifecycle = {
  readonly facts: LifecycleFacts;
  readonly customer: {
    readonly id: string;
    readonly zone: string;
    readonly factsVersion: number;
    /** The customer's now. */
    readonly now: Instant;
  };
  /** The band of the last credit review; `null` before the first. */
  readonly band: string | null;
  /** What each open episode waits for, as it was last planned. */
  readonly waits: readonly EpisodeRow[];
};

/** An episode of any kind, with its last plan. */
export type EpisodeRow = Omit<LifecycleEpisode, 'kind'> & {
  readonly kind: Exclude<EpisodeKind, 'lifecycle'>;
  readonly plan: unknown;
  readonly nextAt: Instant | null;
};

type Row = {
  readonly id: string;
  readonly zone: string;
  readonly language: Language;
  readonly segment: string | null;
  readonly country: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly engagement: LifecycleFacts['engagement'];
  readonly stage: Stage;
  readonly stageSinceAt: Instant | null;
  readonly createdAt: Instant;
  readonly ownerId: string | null;
  readonly lostReason: string | null;
  readonly clockNowAt: Instant | null;
  readonly isSandbox: boolean;
  readonly factsVersion: number;
  readonly firstFactAt: Instant | null;
  readonly items: readonly {
    readonly dueOn: CivilDate;
    readonly arrivedAt: Instant;
    readonly currency: string;
    readonly balanceMinor: string;
  }[];
  readonly lastInvoice: { readonly issuedOn: CivilDate; readonly arrivedAt: Instant } | null;
  readonly lastOrderAt: Instant | null;
  readonly episodes: readonly EpisodeRow[];
  readonly terms: { readonly reviewAt: Instant | null; readonly band: string | null } | null;
  readonly brokenPromisesAt: readonly Instant[];
  readonly published: readonly string[];
};

/** Reads it in one statement, and the documents that apply where any is published. @throws Error where there is no such customer */
export async function loadLifecycle(db: Db, customerId: string, now: Instant): Promise<LoadedLifecycle> {
  const rows = await db.$queryRaw<{ row: string }[]>(lifecycleSql(customerId));
  const text = rows[0]?.row;
  if (text === undefined) throw new Error(`There is no customer ${customerId}`);
  const row = JSON.parse(text) as Row;
  const has = (kind: string) => row.published.includes(kind);
  const assignment = has('assignment_policy')
    ? await publishedFor(db, 'assignment_policy', row, parseAssignmentPolicy)
    : null;
  const scorecard = has('scorecard') ? await publishedFor(db, 'scorecard', row, parseScorecard) : null;
  const winBack = has('win_back_policy') ? await publishedFor(db, 'win_back_policy', row, parseStoredWinBack) : null;
  const { id, zone, factsVersion, episodes } = row;
  return {
    facts: {
      engagement: row.engagement,
      stage: row.stage,
      stageSinceAt: row.stageSinceAt ?? row.firstFactAt ?? row.createdAt,
      zone,
      hasOwner: row.ownerId !== null,
      lostReason: row.lostReason,
      openItems: row.items.map((item) => ({ ...item, balanceMinor: BigInt(item.balanceMinor) })),
      hasInvoice: row.lastInvoice !== null,
      lastOrderOn: lastOrderOn(row),
      lastOrderAt: latestOf(row.lastOrderAt, row.lastInvoice?.arrivedAt ?? null),
      isCollecting: episodes.some(({ kind, status }) => kind === 'collections' && status === 'running'),
      episodes: episodes.flatMap(({ kind, ...episode }) => (kind === 'collections' ? [] : [{ ...episode, kind }])),
      assigns: assignment !== null,
      reviewOn: scorecard?.value.reviewOn ?? null,
      reviewAt: row.terms?.reviewAt ?? null,
      brokenPromisesAt: row.brokenPromisesAt,
      dormantAfterDays: winBack === null ? null : dormancyDays(winBack.value, row),
    },
    customer: { id, zone, factsVersion, now: row.clockNowAt ?? now },
    band: row.terms?.band ?? null,
    waits: episodes.filter((episode) => episode.status !== 'closed'),
  };
}

/** Names were checked when it was published. */
function parseStoredWinBack(source: unknown) {
  return parseWinBackPolicy(source, ANY_NAMES);
}

function lastOrderOn({ lastInvoice, lastOrderAt, zone }: Row): CivilDate | null {
  const orderedOn = lastOrderAt === null ? null : civilDateAt(lastOrderAt, zone);
  if (lastInvoice === null || orderedOn === null) return lastInvoice?.issuedOn ?? orderedOn;
  return lastInvoice.issuedOn > orderedOn ? lastInvoice.issuedOn : orderedOn;
}

function latestOf(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function lifecycleSql(customerId: string): Prisma.Sql {
  return Prisma.sql`${PREPARED}
    SELECT json_build_object(
      'id', c.id, 'zone', c.zone, 'language', c.language, 'segment', c.segment, 'country', c.country,
      'attributes', c.attributes, 'engagement', c.engagement, 'stage', c.stage,
      'stageSinceAt', ${ms('c."stageSinceAt"')}, 'createdAt', ${ms('c."createdAt"')}, 'ownerId', c."ownerId",
      'lostReason', c."lostReason", 'clockNowAt', ${ms('c."clockNowAt"')}, 'isSandbox', c."testClockId" IS NOT NULL,
      'factsVersion', c."factsVersion",
      -- In the customer's time; the row itself was made by the machine's clock.
      'firstFactAt', (SELECT ${ms('t.at')} FROM "TimelineEvent" t WHERE t."customerId" = c.id ORDER BY t.id LIMIT 1),
      'items', COALESCE((SELECT json_agg(json_build_object(
          'dueOn', d."dueOn", 'arrivedAt', ${ms('i."arrivedAt"')}, 'currency', i.currency,
          'balanceMinor', (d."amountMinor" - d."settledMinor")::text))
        FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i.id
        WHERE i."customerId" = c.id AND i.status = 'open' AND d."settledMinor" < d."amountMinor"), '[]'),
      'lastInvoice', (SELECT json_build_object(
          'issuedOn', max(i."issuedOn"), 'arrivedAt', max(${ms('i."arrivedAt"')}))
        FROM "Invoice" i WHERE i."customerId" = c.id AND i.status <> 'void' HAVING count(*) > 0),
      'lastOrderAt', (SELECT max(${ms('o."placedAt"')}) FROM "Order" o WHERE o."customerId" = c.id),
      'episodes', COALESCE((SELECT json_agg(json_build_object(
          'id', e.id, 'kind', e.kind, 'number', e.number, 'status', e.status, 'requestKey', e."requestKey",
          'outcome', e.outcome, 'startedAt', ${ms('e."startedAt"')}, 'closedAt', ${ms('e."closedAt"')},
          'isAccepted', e.kind = 'onboarding' AND EXISTS (
            SELECT 1 FROM "Assignment" a
            WHERE a."customerId" = c.id AND a."episodeId" = e.id AND a.status = 'accepted'),
          'plan', CASE WHEN e.status = 'closed' THEN NULL ELSE e.plan END, 'nextAt', ${ms('e."nextAt"')})
          ORDER BY e.kind, e.number)
        FROM "Episode" e WHERE e."customerId" = c.id AND e.kind <> 'lifecycle'), '[]'),
      'terms', (SELECT json_build_object('reviewAt', ${ms('r."reviewAt"')}, 'band', r.band)
        FROM "CreditTerms" r WHERE r."customerId" = c.id AND r."untilAt" IS NULL),
      'brokenPromisesAt', COALESCE((SELECT json_agg(${ms('n.at')} ORDER BY n.at)
        FROM "Interaction" n WHERE n."customerId" = c.id AND n.kind = 'promise-broken'), '[]'),
      'published', COALESCE((SELECT json_agg(DISTINCT d.kind)
        FROM "Document" d JOIN "DocumentVersion" v ON v."documentId" = d.id AND v.status = 'published'), '[]')
    )::text AS row
    FROM "Customer" c WHERE c.id = ${customerId}::uuid`;
}
