import type { Candidate } from '../../domain/assign/candidate';
import type { CivilDate, Instant, Language } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

/** A candidate with the code of the calendar by which business time of this person is counted; `null` = the default. */
export type StaffCandidate = Candidate & { readonly calendarCode: string | null };

export type CandidatesQuery = {
  /** Sandbox customers share their staff with those of the same test clock only; `null` = real customers. */
  readonly testClockId: string | null;
  /** The customer's now. */
  readonly now: Instant;
  /** Document whose entries take turns; `null` = none is asked for. */
  readonly policyVersionId: string | null;
};

type Row = Omit<Candidate, 'lastOffer' | 'language'> & {
  readonly language: string;
  readonly calendarCode: string | null;
  readonly lastOffer: Readonly<Record<string, number>>;
};

/** Offers of the day are looked for this far on both sides of now: no civil day is longer in any zone. */
const OFFER_DAYS = 2;

/**
 * Everybody on the staff with what they look after, in one statement. Under the lock of assignments it stays true until
 * the transaction ends.
 */
export async function assignmentCandidates(db: Db, query: CandidatesQuery): Promise<readonly StaffCandidate[]> {
  const rows = await db.$queryRaw<{ candidates: string }[]>(candidatesSql(query));
  const candidates = JSON.parse(rows[0]?.candidates ?? '[]') as readonly Row[];
  return candidates.map(({ lastOffer, language, ...row }) => ({
    ...row,
    language: (language === 'zh' ? 'zh' : 'en') satisfies Language,
    absences: row.absences.map(({ fromOn, untilOn }): { fromOn: CivilDate; untilOn: CivilDate } => ({
      fromOn,
      untilOn,
    })),
    lastOffer: new Map(Object.entries(lastOffer)),
  }));
}

function candidatesSql({ testClockId, now, policyVersionId }: CandidatesQuery): Prisma.Sql {
  const sameClock =
    testClockId === null ? Prisma.sql`c."testClockId" IS NULL` : Prisma.sql`c."testClockId" = ${testClockId}::uuid`;
  const [from, until] = [-OFFER_DAYS, OFFER_DAYS].map((days) => new Date(now + days * 86_400_000));
  const version = policyVersionId === null ? Prisma.sql`NULL::uuid` : Prisma.sql`${policyVersionId}::uuid`;
  return Prisma.sql`
    WITH owned AS (
      SELECT c."ownerId" AS "staffId", count(*)::int AS customers, sum(COALESCE(a.load, 1))::int AS load
      FROM "Customer" c LEFT JOIN LATERAL (
        SELECT a.load FROM "Assignment" a
        WHERE a."customerId" = c.id AND a."staffId" = c."ownerId" ORDER BY a.sequence DESC LIMIT 1) a ON true
      WHERE c."ownerId" IS NOT NULL AND c.engagement <> 'closed' AND ${sameClock}
      GROUP BY c."ownerId"),
    offered AS (
      SELECT a."staffId", json_agg((extract(epoch from a."offeredAt") * 1000)::bigint) AS at
      FROM "Assignment" a JOIN "Customer" c ON c.id = a."customerId"
      -- What a person assigned by hand, or took over, is no offer of a policy.
      WHERE a."staffId" IS NOT NULL AND a."episodeId" IS NOT NULL
        AND a."offeredAt" BETWEEN ${from} AND ${until} AND ${sameClock}
      GROUP BY a."staffId"),
    last AS (
      SELECT t."staffId", json_object_agg(t.entry, t.number) AS "byEntry"
      FROM (
        SELECT a."staffId", a.entry, max(a.sequence) AS number
        FROM "Assignment" a JOIN "Customer" c ON c.id = a."customerId" JOIN "DocumentVersion" v ON v.id = a."policyVersionId"
        WHERE a."staffId" IS NOT NULL AND a.entry IS NOT NULL AND ${sameClock}
          AND v."documentId" = (SELECT w."documentId" FROM "DocumentVersion" w WHERE w.id = ${version})
        GROUP BY a."staffId", a.entry) t
      GROUP BY t."staffId")
    SELECT COALESCE(json_agg(json_build_object(
      'id', s.id, 'name', s.name, 'active', s.active, 'team', s.team, 'role', s.role, 'skills', s.skills,
      'regions', s.regions, 'language', s.language, 'seniority', s.seniority, 'zone', s.zone,
      'calendarCode', s.calendar, 'maxCustomers', s."maxCustomers", 'maxNewPerDay', s."maxNewPerDay",
      'weight', s.weight,
      'absences', COALESCE((SELECT json_agg(json_build_object('fromOn', b."fromOn", 'untilOn', b."untilOn")
          ORDER BY b."fromOn", b.id) FROM "Absence" b WHERE b."staffId" = s.id), '[]'),
      'customers', COALESCE(owned.customers, 0), 'load', COALESCE(owned.load, 0),
      'offeredAt', COALESCE(offered.at, '[]'), 'lastOffer', COALESCE(last."byEntry", '{}')) ORDER BY s.id), '[]')::text
      AS candidates
    FROM "Staff" s
    LEFT JOIN owned ON owned."staffId" = s.id
    LEFT JOIN offered ON offered."staffId" = s.id
    LEFT JOIN last ON last."staffId" = s.id`;
}
