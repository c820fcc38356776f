import type { NumberedEpisode } from '../../domain/episode/episode-kind';
import type { Channel, ContactRole, Instant, Language, Purpose } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { Stage } from '../../prisma/generated/enums';
import type { Db } from './db';
import type { OpenTouch, VersionRef } from './snapshot';
import { PREPARED } from '../../prisma/prepared';
import { ms } from './milliseconds';

/** Everything about one episode that the engine itself looks at, as it stood at one moment. */
export type EpisodeSnapshot = {
  readonly customer: {
    readonly id: string;
    readonly externalId: string;
    readonly name: string;
    readonly zone: string;
    readonly language: Language;
    readonly segment: string | null;
    readonly country: string | null;
    readonly attributes: Readonly<Record<string, string | number | boolean>>;
    readonly ownerId: string | null;
    readonly queue: string | null;
    readonly stage: Stage;
    readonly stageSinceAt: Instant | null;
    readonly lostReason: string | null;
    readonly engagement: 'paused' | 'active' | 'closed';
    readonly testClockId: string | null;
    readonly clockNowAt: Instant | null;
    readonly isSandbox: boolean;
    readonly factsVersion: number;
    readonly createdAt: Instant;
  };
  readonly settings: {
    readonly defaultCalendar: string;
    readonly sendingStopped: boolean;
    readonly emailStopped: boolean;
    readonly smsStopped: boolean;
  };
  readonly contactPoints: readonly {
    readonly id: string;
    readonly channel: Channel;
    readonly role: ContactRole;
    readonly address: string;
    readonly state: 'ok' | 'bounced' | 'opted_out';
    /** With the default of the purpose where nothing was said: collections and service stand, marketing does not. */
    readonly consents: Readonly<Record<Purpose, boolean>>;
  }[];
  /** Messages of every episode to the customer that count for gap and caps. */
  readonly messages: readonly { readonly at: Instant; readonly channel: Channel }[];
  readonly policies: readonly VersionRef[];
  readonly calendars: readonly { readonly code: string; readonly version: number; readonly updatedAt: Instant }[];
  readonly episode: {
    readonly id: string;
    readonly kind: NumberedEpisode;
    readonly number: number;
    readonly status: 'requested' | 'running' | 'closed';
    readonly startedAt: Instant;
    readonly input: unknown;
    readonly requestedBy: string | null;
    readonly outcome: string | null;
    readonly nextAt: Instant | null;
    readonly plan: unknown;
  };
  readonly done: readonly { readonly step: string; readonly at: Instant }[];
  readonly openTouch: OpenTouch | null;
};

export type EpisodeSnapshotQuery = {
  readonly episodeId: string;
  /** A touch whose step and messages count as if they were not there. */
  readonly withoutTouchId: string | null;
  /** The machine's clock. */
  readonly now: Instant;
};

/** Longer than gaps and caps of contact policies are. */
const MESSAGE_DAYS = 400;

/** Reads it in one statement. @throws Error where there is no such episode */
export async function readEpisodeSnapshot(db: Db, query: EpisodeSnapshotQuery): Promise<EpisodeSnapshot> {
  const rows = await db.$queryRaw<{ snapshot: string }[]>(snapshotSql(query));
  const text = rows[0]?.snapshot;
  if (text === undefined) throw new Error(`There is no episode ${query.episodeId}`);
  return JSON.parse(text) as EpisodeSnapshot;
}

function snapshotSql({ episodeId, withoutTouchId, now }: EpisodeSnapshotQuery): Prisma.Sql {
  const without = withoutTouchId === null ? Prisma.sql`NULL::uuid` : Prisma.sql`${withoutTouchId}::uuid`;
  return Prisma.sql`${PREPARED}
    SELECT json_build_object(
      'customer', json_build_object(
        'id', c.id, 'externalId', c."externalId", 'name', c.name, 'zone', c.zone, 'language', c.language,
        'segment', c.segment, 'country', c.country, 'attributes', c.attributes, 'ownerId', c."ownerId",
        'queue', c.queue, 'stage', c.stage, 'stageSinceAt', ${ms('c."stageSinceAt"')}, 'lostReason', c."lostReason",
        'engagement', c.engagement, 'testClockId', c."testClockId", 'clockNowAt', ${ms('c."clockNowAt"')},
        'isSandbox', c."testClockId" IS NOT NULL, 'factsVersion', c."factsVersion",
        'createdAt', ${ms('c."createdAt"')}),
      'settings', json_build_object(
        'defaultCalendar', s."defaultCalendar", 'sendingStopped', s."sendingStopped",
        'emailStopped', s."emailStopped", 'smsStopped', s."smsStopped"),
      'contactPoints', COALESCE((SELECT json_agg(json_build_object(
          'id', p.id, 'channel', p.channel, 'role', p.role, 'address', p.address, 'state', p.state,
          'consents', json_build_object(
            'collections', COALESCE((SELECT n.granted FROM "Consent" n
              WHERE n."contactPointId" = p.id AND n.purpose = 'collections'), true),
            'service', COALESCE((SELECT n.granted FROM "Consent" n
              WHERE n."contactPointId" = p.id AND n.purpose = 'service'), true),
            'marketing', COALESCE((SELECT n.granted FROM "Consent" n
              WHERE n."contactPointId" = p.id AND n.purpose = 'marketing'), false))
          ) ORDER BY p."createdAt", p.id)
        FROM "ContactPoint" p WHERE p."customerId" = c.id), '[]'),
      'messages', COALESCE((SELECT json_agg(json_build_object('at', ${ms('m.at')}, 'channel', m.channel) ORDER BY m.at)
        FROM "Message" m
        WHERE m."customerId" = c.id AND m.state NOT IN ('refused', 'released')
          AND m.at >= COALESCE(c."clockNowAt", ${new Date(now)}) - make_interval(days => ${MESSAGE_DAYS}::int)
          -- A test send belongs to no touch, a notice goes to staff: neither contacts the customer.
          AND m."contactPointId" IS NOT NULL AND m."touchId" IS NOT NULL
          AND m."touchId" IS DISTINCT FROM ${without}), '[]'),
      'policies', COALESCE((SELECT json_agg(json_build_object(
          'id', v.id, 'documentId', v."documentId", 'kind', d.kind, 'name', d.name, 'number', v.number,
          'publishedAt', ${ms('v."publishedAt"')}, 'effective', v.effective, 'isPublished', true))
        FROM "DocumentVersion" v JOIN "Document" d ON d.id = v."documentId"
        WHERE d.kind = 'contact_policy' AND v.status = 'published'), '[]'),
      'calendars', COALESCE((SELECT json_agg(json_build_object(
          'code', k.code, 'version', k.version, 'updatedAt', ${ms('k."updatedAt"')}))
        FROM "Calendar" k WHERE k.code IN (lower(c.country), s."defaultCalendar", 'default')), '[]'),
      'episode', json_build_object(
        'id', e.id, 'kind', e.kind, 'number', e.number, 'status', e.status, 'startedAt', ${ms('e."startedAt"')},
        'input', e.input, 'requestedBy', e."requestedBy", 'outcome', e.outcome, 'nextAt', ${ms('e."nextAt"')},
        'plan', e.plan),
      'done', COALESCE((SELECT json_agg(json_build_object('step', t."stepId", 'at', ${ms('t.at')}))
        FROM "TouchItem" t WHERE t."subjectId" = e.id AND t."touchId" IS DISTINCT FROM ${without}), '[]'),
      'openTouch', (SELECT json_build_object('id', t.id, 'message', (
          SELECT json_build_object('id', m.id, 'channel', m.channel, 'state', m.state, 'attempts', m.attempts,
            'unsubscribeToken', m."unsubscribeToken")
          FROM "Message" m WHERE m."touchId" = t.id AND m.state IN ('claimed', 'handed_over') LIMIT 1))
        FROM "Touch" t WHERE t."episodeId" = e.id AND t.status = 'claimed')
    )::text AS snapshot
    FROM "Episode" e JOIN "Customer" c ON c.id = e."customerId" CROSS JOIN "Settings" s
    WHERE e.id = ${episodeId}::uuid AND s.id = 1`;
}
