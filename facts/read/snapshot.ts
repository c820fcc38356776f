import { Prisma } from '../../prisma/generated/client';
import type { Channel, CivilDate, ContactRole, Instant, Language, Outcome } from '../../domain/types';
import type { Db } from './db';
import { PREPARED } from '../../prisma/prepared';
import { ms } from './milliseconds';

/** One published (or pinned) version of a document, without its content. */
export type VersionRef = {
  readonly id: string;
  readonly documentId: string;
  readonly kind: 'playbook' | 'contact_policy';
  readonly name: string;
  readonly number: number;
  readonly publishedAt: Instant;
  readonly effective: 'next-plan' | 'new-episodes';
  /** False for a version that is only pinned: a newer one of its document is published. */
  readonly isPublished: boolean;
};

export type EpisodeRow = {
  readonly status: 'running' | 'closed';
  readonly startedAt: Instant;
  readonly playbookVersionId: string | null;
  readonly playbookSinceAt: Instant | null;
  readonly nextAt: Instant | null;
  /** The stored plan (activities/plan/stored-plan). */
  readonly plan: unknown;
};

/** A touch that is claimed and neither done nor taken back, with the message of it that is under way. */
export type OpenTouch = {
  readonly id: string;
  readonly message: {
    readonly id: string;
    readonly channel: Channel;
    readonly state: 'claimed' | 'handed_over';
    /** How often it has been handed over. */
    readonly attempts: number;
    readonly unsubscribeToken: string | null;
  } | null;
};

/** Everything about one customer that a decision or its record looks at, as it stood at one moment. Amounts are text. */
export type Snapshot = {
  readonly customer: {
    readonly id: string;
    readonly zone: string;
    readonly language: Language;
    readonly segment: string | null;
    readonly country: string | null;
    readonly attributes: Readonly<Record<string, string | number | boolean>>;
    readonly ownerId: string | null;
    readonly stage: string;
    readonly engagement: 'paused' | 'active' | 'closed';
    readonly creditHoldAt: Instant | null;
    readonly contactMissingAt: Instant | null;
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
    /** Names. */
    readonly stoppedPlaybooks: readonly string[];
  };
  readonly items: readonly {
    readonly id: string;
    readonly invoiceNumber: string;
    readonly instalment: number | null;
    readonly issuedOn: CivilDate;
    readonly dueOn: CivilDate;
    readonly currency: string;
    readonly amountMinor: string;
    readonly balanceMinor: string;
    readonly arrivedAt: Instant;
  }[];
  readonly holds: readonly {
    readonly id: string;
    readonly itemId: string | null;
    readonly fromAt: Instant;
    readonly untilOn: CivilDate | null;
    readonly untilAt: Instant | null;
    readonly reason: string;
    /** Of a group's hold: when the customer joined the group. */
    readonly memberSinceAt: Instant | null;
  }[];
  /** The last end of a hold of each open item and of the customer (`itemId` is `null`). */
  readonly holdEnds: readonly { readonly itemId: string | null; readonly at: Instant }[];
  readonly contactPoints: readonly {
    readonly id: string;
    readonly channel: Channel;
    readonly role: ContactRole;
    readonly usable: boolean;
  }[];
  readonly settled: readonly {
    readonly itemId: string;
    readonly stepId: string;
    readonly outcome: Outcome;
    readonly at: Instant;
  }[];
  /** Ascending by `at`. */
  readonly messages: readonly { readonly at: Instant; readonly channel: Channel }[];
  readonly versions: readonly VersionRef[];
  readonly calendars: readonly { readonly code: string; readonly version: number; readonly updatedAt: Instant }[];
  readonly episode: EpisodeRow | null;
  readonly openTouch: OpenTouch | null;
};

export type SnapshotQuery = {
  readonly customerId: string;
  /** A touch whose items and messages count as if they were not there, and where a contact point that refused it is not usable. */
  readonly withoutTouchId: string | null;
  /** The machine's clock: the customer's now, where no test clock says otherwise. */
  readonly now: Instant;
  /** Messages older than this many days before the customer's now are left out. */
  readonly messageDays: number;
};

/**
 * Reads the snapshot in one statement, so that every part of it stands at the same moment under any isolation level.
 * @returns `null` where there is no such customer
 */
export async function readSnapshot(db: Db, query: SnapshotQuery): Promise<Snapshot | null> {
  const rows = await db.$queryRaw<{ snapshot: string | null }[]>(snapshotSql(query));
  const text = rows[0]?.snapshot ?? null;
  return text === null ? null : (JSON.parse(text) as Snapshot);
}

function snapshotSql({ customerId, withoutTouchId, now, messageDays }: SnapshotQuery): Prisma.Sql {
  const without = withoutTouchId === null ? Prisma.sql`NULL::uuid` : Prisma.sql`${withoutTouchId}::uuid`;
  return Prisma.sql`${PREPARED}
    WITH c AS (SELECT * FROM "Customer" WHERE id = ${customerId}::uuid),
    s AS (SELECT * FROM "Settings" WHERE id = 1),
    e AS (SELECT * FROM "Episode" WHERE "customerId" = ${customerId}::uuid AND kind = 'collections'),
    open AS (
      SELECT d.id, d."invoiceId", i.number, d.instalment, i."issuedOn", d."dueOn", i.currency, d."amountMinor",
             d."amountMinor" - d."settledMinor" AS "balanceMinor", i."arrivedAt"
      FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i.id
      WHERE i."customerId" = ${customerId}::uuid AND i.status = 'open' AND d."settledMinor" < d."amountMinor"
    ),
    -- Each by an index of its own: with the two conditions in one OR, every plan reads the holds of all customers.
    held AS (
      SELECT h.id, NULL::uuid AS "itemId", h."fromAt", h."untilOn", h."untilAt", h.reason, h."endedAt"
      FROM "Hold" h WHERE h."customerId" = ${customerId}::uuid
      UNION ALL
      SELECT h.id, o.id, h."fromAt", h."untilOn", h."untilAt", h.reason, h."endedAt"
      FROM open o JOIN "Hold" h ON h."invoiceId" = o."invoiceId"
    )
    SELECT json_build_object(
      'customer', json_build_object(
        'id', c.id, 'zone', c.zone, 'language', c.language, 'segment', c.segment, 'country', c.country,
        'attributes', c.attributes, 'ownerId', c."ownerId", 'stage', c.stage, 'engagement', c.engagement,
        'creditHoldAt', ${ms('c."creditHoldAt"')}, 'contactMissingAt', ${ms('c."contactMissingAt"')},
        'clockNowAt', ${ms('c."clockNowAt"')}, 'isSandbox', c."testClockId" IS NOT NULL,
        'factsVersion', c."factsVersion", 'createdAt', ${ms('c."createdAt"')}),
      'settings', json_build_object(
        'defaultCalendar', s."defaultCalendar", 'sendingStopped', s."sendingStopped",
        'emailStopped', s."emailStopped", 'smsStopped', s."smsStopped",
        'stoppedPlaybooks', s."stoppedPlaybooks"),
      'items', COALESCE((SELECT json_agg(json_build_object(
          'id', o.id, 'invoiceNumber', o.number, 'instalment', o.instalment, 'issuedOn', o."issuedOn", 'dueOn', o."dueOn",
          'currency', o.currency, 'amountMinor', o."amountMinor"::text, 'balanceMinor', o."balanceMinor"::text,
          'arrivedAt', ${ms('o."arrivedAt"')})) FROM open o), '[]'),
      'holds', COALESCE((SELECT json_agg(json_build_object(
          'id', h.id, 'itemId', h."itemId", 'fromAt', ${ms('h."fromAt"')}, 'untilOn', h."untilOn",
          'untilAt', ${ms('h."untilAt"')}, 'reason', h.reason,
          'memberSinceAt', ${ms('h."memberSinceAt"')}))
        FROM (
          SELECT id, "itemId", "fromAt", "untilOn", "untilAt", reason, NULL::timestamptz AS "memberSinceAt"
          FROM held WHERE "endedAt" IS NULL
          UNION ALL
          SELECT g.id, NULL, g."fromAt", g."untilOn", g."untilAt", g.reason, c."groupSinceAt" FROM "Hold" g
          WHERE g."groupId" = c."groupId" AND g."endedAt" IS NULL
            -- A group's hold ends for each of its customers at a start of day of their own: by their own touch.
            AND NOT EXISTS (SELECT 1 FROM "Touch" t
              WHERE t."customerId" = c.id AND t.action = 'end-hold' AND t."leadSubjectId" = g.id
                AND (g."untilChangedAt" IS NULL OR t."createdAt" > g."untilChangedAt"))) h), '[]'),
      -- Not those of groups: they may have ended on another clock than the customer's.
      'holdEnds', COALESCE((SELECT json_agg(json_build_object('itemId', l."itemId", 'at', l.at))
        FROM (SELECT h."itemId", max(${ms('h."endedAt"')}) AS at
          FROM held h WHERE h."endedAt" IS NOT NULL GROUP BY h."itemId") l), '[]'),
      'contactPoints', COALESCE((SELECT json_agg(json_build_object(
          'id', p.id, 'channel', p.channel, 'role', p.role,
          'usable', p.state = 'ok'
            AND NOT EXISTS (SELECT 1 FROM "Consent" n
              WHERE n."contactPointId" = p.id AND n.purpose = 'collections' AND NOT n.granted)
            AND NOT EXISTS (SELECT 1 FROM "Message" m
              WHERE m."touchId" = ${without} AND m."contactPointId" = p.id AND m.state = 'refused')
          ) ORDER BY p."createdAt", p.id)
        FROM "ContactPoint" p WHERE p."customerId" = c.id), '[]'),
      'settled', COALESCE((SELECT json_agg(json_build_object(
          'itemId', t."subjectId", 'stepId', t."stepId", 'outcome', t.outcome, 'at', ${ms('t.at')}))
        FROM "TouchItem" t JOIN open o ON o.id = t."subjectId"
        -- A pair that a fact settled belongs to no touch, and stays settled whichever touch is left out.
        WHERE t."touchId" IS NULL OR t."touchId" IS DISTINCT FROM ${without}), '[]'),
      'messages', COALESCE((SELECT json_agg(json_build_object('at', ${ms('m.at')}, 'channel', m.channel) ORDER BY m.at)
        FROM "Message" m
        WHERE m."customerId" = c.id AND m.state NOT IN ('refused', 'released')
          AND m.at >= COALESCE(c."clockNowAt", ${new Date(now)}) - make_interval(days => ${messageDays}::int)
          -- A test send belongs to no touch, a notice goes to staff: neither contacts the customer.
          AND m."contactPointId" IS NOT NULL AND m."touchId" IS NOT NULL AND m."touchId" IS DISTINCT FROM ${without}), '[]'),
      'versions', COALESCE((SELECT json_agg(json_build_object(
          'id', v.id, 'documentId', v."documentId", 'kind', d.kind, 'name', d.name, 'number', v.number,
          'publishedAt', ${ms('v."publishedAt"')}, 'effective', v.effective, 'isPublished', v.status = 'published'))
        FROM "DocumentVersion" v JOIN "Document" d ON d.id = v."documentId"
        WHERE d.kind IN ('playbook', 'contact_policy')
          AND (v.status = 'published' OR v.id = (SELECT e."playbookVersionId" FROM e))), '[]'),
      'calendars', COALESCE((SELECT json_agg(json_build_object(
          'code', k.code, 'version', k.version, 'updatedAt', ${ms('k."updatedAt"')}))
        FROM "Calendar" k WHERE k.code IN (lower(c.country), s."defaultCalendar", 'default')), '[]'),
      'episode', (SELECT json_build_object(
          'status', e.status, 'startedAt', ${ms('e."startedAt"')}, 'playbookVersionId', e."playbookVersionId",
          'playbookSinceAt', ${ms('e."playbookSinceAt"')}, 'nextAt', ${ms('e."nextAt"')}, 'plan', e.plan) FROM e),
      'openTouch', (SELECT json_build_object('id', t.id, 'message', (
          SELECT json_build_object('id', m.id, 'channel', m.channel, 'state', m.state, 'attempts', m.attempts,
            'unsubscribeToken', m."unsubscribeToken")
          FROM "Message" m WHERE m."touchId" = t.id AND m.state IN ('claimed', 'handed_over') LIMIT 1))
        FROM "Touch" t WHERE t."customerId" = c.id AND t.episode = 'collections' AND t.status = 'claimed')
    )::text AS snapshot
    FROM c CROSS JOIN s`;
}
