import { civilDateAt, startOfDay } from '../../domain/calendar/zone';
import { ANY_NAMES } from '../../domain/playbook/known-names';
import type { Instant } from '../../domain/types';
import { parseWinBackPolicy } from '../../domain/win-back/parse-win-back-policy';
import type { StartedWinBack, WinBackInput } from '../../domain/win-back/win-back-facts';
import { LOSS_REASONS, stepCost, type LossReason, type WinBackPolicy } from '../../domain/win-back/win-back-policy';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';
import type { EpisodeContext } from './load-episode-context';
import { documentVersion, publishedFor, type PublishedDocument } from './published-documents';
import { ms } from './milliseconds';

/** A win-back with what decides how it goes on. */
export type LoadedWinBack = {
  readonly input: WinBackInput;
  /** The version that it follows; before the start, the one that applies now. */
  readonly policy: PublishedDocument<WinBackPolicy> | null;
};

/** What the episode was asked for with, in `Episode.input`. */
type WinBackRequest = { readonly reason?: string; readonly startedBy?: string };

type Row = {
  readonly winBack: {
    readonly policyVersionId: string;
    readonly branch: string;
    readonly holdOut: boolean;
    readonly currency: string | null;
    readonly measureUntilAt: Instant;
    readonly stopReason: string | null;
  } | null;
  readonly orderedAt: Instant | null;
  readonly repliedAt: Instant | null;
  readonly optedOutAt: Instant | null;
  readonly skipped: readonly string[];
  readonly lastDispute: string | null;
  readonly disputeHolds: readonly { readonly untilAt: Instant | null; readonly untilOn: string | null }[];
  readonly escalationIsOpen: boolean;
  readonly overdue: readonly { readonly currency: string; readonly minor: string }[];
};

/** Reads it in one statement, and the policy. @throws Error where the policy that it follows can no longer be read */
export async function loadWinBack(db: Db, context: EpisodeContext): Promise<LoadedWinBack> {
  const { customer, contactPoints, episode, done } = context;
  const rows = await db.$queryRaw<{ row: string }[]>(winBackSql(context));
  const row = JSON.parse(rows[0]?.row ?? '') as Row;
  const { winBack } = row;
  const policy =
    winBack === null
      ? await publishedFor(db, 'win_back_policy', customer, parseStored)
      : await documentVersion(db, winBack.policyVersionId, parseStored);
  const started = winBack === null || policy === null ? null : { ...winBack, policy: policy.value };
  const { reason, startedBy } = episode.input as WinBackRequest;
  const input: WinBackInput = {
    customer,
    reason: reasonOf(reason),
    startedBy: startedBy ?? 'lost',
    startedAt: episode.startedAt,
    done,
    facts: {
      winBack: started,
      hasPolicy: policy !== null,
      ...{ orderedAt: row.orderedAt, repliedAt: row.repliedAt, optedOutAt: row.optedOutAt },
      stopReason: winBack?.stopReason ?? null,
      ...touchesOf(started, done, row.skipped),
      disputeIsOpen: row.lastDispute === 'dispute',
      disputeHolds: row.disputeHolds
        .map(({ untilAt, untilOn }) => untilAt ?? (untilOn === null ? null : startOfDay(untilOn, customer.zone)))
        .filter((end) => end === null || end > context.now),
      escalationIsOpen: row.escalationIsOpen,
      overdue: new Map(row.overdue.map(({ currency, minor }) => [currency, BigInt(minor)])),
    },
    contact: { policy: context.policy.value, calendar: context.calendar, messages: context.messages },
    marketingPoints: contactPoints.filter(({ state, consents }) => state === 'ok' && consents.marketing),
  };
  return { input, policy };
}

/** Names were checked when it was published. */
function parseStored(source: unknown) {
  return parseWinBackPolicy(source, ANY_NAMES);
}

function reasonOf(written: string | undefined): LossReason {
  return LOSS_REASONS.find((reason) => reason === written) ?? 'silent';
}

/** Counted from the steps that are done, so that a touch that was taken back counts for nothing. */
function touchesOf(
  winBack: StartedWinBack | null,
  done: ReadonlyMap<string, Instant>,
  skipped: readonly string[],
): { readonly touches: number; readonly costMinor: bigint } {
  const branch = winBack?.policy.branches.find(({ id }) => id === winBack.branch);
  const acted = (branch?.steps ?? []).filter(({ id }) => done.has(id) && !skipped.includes(id));
  const currency = winBack?.currency ?? null;
  return { touches: acted.length, costMinor: acted.reduce((sum, step) => sum + stepCost(step, currency), 0n) };
}

function winBackSql({ customer, episode, now }: EpisodeContext): Prisma.Sql {
  const customerId = Prisma.sql`${customer.id}::uuid`;
  const startedAt = new Date(episode.startedAt);
  const startedOn = civilDateAt(episode.startedAt, customer.zone);
  const today = civilDateAt(now, customer.zone);
  return Prisma.sql`
    SELECT json_build_object(
      'winBack', (SELECT json_build_object(
          'policyVersionId', w."policyVersionId", 'branch', w.branch, 'holdOut', w."holdOut", 'currency', w.currency,
          'measureUntilAt', ${ms('w."measureUntilAt"')}, 'stopReason', w."stopReason")
        FROM "WinBack" w WHERE w.id = ${episode.id}::uuid),
      -- An invoice of the day on which it started bills what was ordered before.
      'orderedAt', LEAST(
        (SELECT min(${ms('o."placedAt"')}) FROM "Order" o
          WHERE o."customerId" = ${customerId} AND o."placedAt" >= ${startedAt}),
        (SELECT min(${ms('i."arrivedAt"')}) FROM "Invoice" i
          WHERE i."customerId" = ${customerId} AND i.status <> 'void' AND i."issuedOn" > ${startedOn}::date)),
      'repliedAt', LEAST(
        (SELECT min(${ms('n.at')}) FROM "Interaction" n
          WHERE n."customerId" = ${customerId} AND n.kind = 'reply' AND n.at >= ${startedAt}),
        (SELECT min(${ms('t.at')}) FROM "TimelineEvent" t
          WHERE t."customerId" = ${customerId} AND t.kind = 'message.received' AND t.at >= ${startedAt}
            AND t.data->>'keyword' IS NULL)),
      'optedOutAt', LEAST(
        (SELECT min(${ms('c.at')}) FROM "Consent" c JOIN "ContactPoint" p ON p.id = c."contactPointId"
          WHERE p."customerId" = ${customerId} AND c.purpose = 'marketing' AND NOT c.granted AND c.at >= ${startedAt}),
        (SELECT min(${ms('t.at')}) FROM "TimelineEvent" t
          WHERE t."customerId" = ${customerId} AND t.kind = 'contact.opted-out' AND t.at >= ${startedAt})),
      'skipped', COALESCE((SELECT json_agg(i."stepId") FROM "TouchItem" i JOIN "Touch" t ON t.id = i."touchId"
        WHERE i."subjectId" = ${episode.id}::uuid AND t.action = 'skipStep'), '[]'),
      'lastDispute', (SELECT n.kind FROM "Interaction" n
        WHERE n."customerId" = ${customerId} AND n.kind IN ('dispute', 'dispute-settled')
        ORDER BY n.at DESC, n.id DESC LIMIT 1),
      'disputeHolds', COALESCE((SELECT json_agg(json_build_object(
          'untilAt', ${ms('h."untilAt"')}, 'untilOn', h."untilOn"))
        FROM (
          SELECT h.* FROM "Hold" h WHERE h."customerId" = ${customerId}
          UNION ALL
          SELECT h.* FROM "Customer" u JOIN "Hold" h ON h."groupId" = u."groupId" WHERE u.id = ${customerId}
          UNION ALL
          SELECT h.* FROM "Invoice" i JOIN "Hold" h ON h."invoiceId" = i.id
          WHERE i."customerId" = ${customerId} AND i.status = 'open') h
        WHERE h.reason = 'dispute' AND h."endedAt" IS NULL), '[]'),
      'escalationIsOpen', EXISTS (SELECT 1 FROM "Episode" e
        WHERE e."customerId" = ${customerId} AND e.kind = 'escalation' AND e.status <> 'closed'),
      'overdue', COALESCE((SELECT json_agg(json_build_object('currency', o.currency, 'minor', o.minor::text))
        FROM (SELECT i.currency, sum(d."amountMinor" - d."settledMinor") AS minor
          FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i.id
          WHERE i."customerId" = ${customerId} AND i.status = 'open' AND d."settledMinor" < d."amountMinor"
            AND d."dueOn" < ${today}::date
          GROUP BY i.currency) o), '[]')
    )::text AS row`;
}
