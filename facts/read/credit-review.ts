import type { CreditReviewFacts } from '../../domain/credit/decide-credit-review';
import { parseScorecard } from '../../domain/credit/parse-scorecard';
import type { Proposal, Scorecard } from '../../domain/credit/scorecard';
import { absenceAt } from '../../domain/staff/absence';
import type { CreditReview } from '../../prisma/generated/client';
import { fromColumn } from '../write/civil-column';
import type { Db } from './db';
import type { EpisodeContext } from './load-episode-context';
import { documentVersion, publishedFor, type PublishedDocument } from './published-documents';

export type LoadedCreditReview = CreditReviewFacts & {
  /** `null` where the episode was asked for without one. */
  readonly row: CreditReview | null;
  /** By which the customer was, or would be, scored. */
  readonly scorecard: PublishedDocument<Scorecard> | null;
};

/** More people than this hardly decide about one referral. */
const MOST_DECIDERS = 5;

/** What decides how a credit review goes on. */
export async function loadCreditReview(db: Db, context: EpisodeContext): Promise<LoadedCreditReview> {
  const { episode, customer, settings, done, now } = context;
  const row = await db.creditReview.findUnique({ where: { id: episode.id } });
  const scorecard = await scorecardOf(db, row, customer);
  const isUndecided = row !== null && row.evaluatedAt !== null && row.decision === null && !done.has('overdue');
  const isEmailStopped = settings.sendingStopped || settings.emailStopped;
  const role = isUndecided && !isEmailStopped ? (scorecard?.value.refer?.role ?? null) : null;
  return {
    row,
    scorecard,
    requestedAt: episode.startedAt,
    hasScorecard: scorecard !== null,
    evaluated: row === null || row.evaluatedAt === null ? null : evaluatedOf(row, row.evaluatedAt),
    deciders: role === null ? [] : await decidersOf(db, { role, now, requestedBy: row?.requestedBy ?? null }),
  };
}

function evaluatedOf(row: CreditReview, evaluatedAt: Date): CreditReviewFacts['evaluated'] {
  return {
    at: evaluatedAt.getTime(),
    score: row.score ?? 0,
    band: row.band ?? '',
    proposal: (row.proposal ?? 'refer') as Proposal,
    decision: row.decision as 'approved' | 'declined' | null,
    dueAt: row.dueAt?.getTime() ?? null,
  };
}

/** The one that has scored the customer, else the published one that applies. */
function scorecardOf(
  db: Db,
  row: CreditReview | null,
  customer: EpisodeContext['customer'],
): Promise<PublishedDocument<Scorecard> | null> {
  const versionId = row?.scorecardVersionId ?? null;
  if (versionId !== null) return documentVersion(db, versionId, parseScorecard);
  return publishedFor(db, 'scorecard', customer, parseScorecard);
}

/** Staff of the role who are at work today, without who asked for the review. */
async function decidersOf(
  db: Db,
  { role, now, requestedBy }: { readonly role: string; readonly now: number; readonly requestedBy: string | null },
): Promise<readonly string[]> {
  const staff = await db.staff.findMany({
    where: { role, active: true },
    include: { absences: true },
    orderBy: { id: 'asc' },
  });
  return staff
    .filter(({ id, zone, absences }) => {
      const away = absences.map(({ fromOn, untilOn }) => ({
        fromOn: fromColumn(fromOn),
        untilOn: fromColumn(untilOn),
      }));
      return absenceAt({ absences: away, zone }, now) === null && requestedBy !== `staff:${id}`;
    })
    .slice(0, MOST_DECIDERS)
    .map(({ id }) => id);
}
