import { evaluateScorecard } from '../../domain/credit/evaluate-scorecard';
import { parseScorecard } from '../../domain/credit/parse-scorecard';
import { recordEvaluation } from '../../facts/write/credit-reviews';
import { publishVersion, saveDraft } from '../../facts/write/documents';
import { requestReview, type RequestReviewInput } from '../../facts/write/request-review';
import type { CreditReview, PrismaClient } from '../../prisma/generated/client';
import { creditFacts, SMALL } from '../domain/credit/credit-bench';
import { CTX, fresh, NOW } from './facts-bench';

export async function givenScorecard(prisma: PrismaClient, source = SMALL): Promise<string> {
  const draft = { kind: 'scorecard', source, documentId: null, note: null } as const;
  const { row } = await saveDraft(prisma, draft, CTX);
  await publishVersion(prisma, { versionId: row.id, effective: 'next-plan', replaces: null }, CTX);
  return row.id;
}

export async function givenMember(prisma: PrismaClient, role = 'credit-manager'): Promise<string> {
  const name = fresh('Staff');
  const { id } = await prisma.staff.create({ data: { name, email: `${name.toLowerCase()}@example.com`, role } });
  return id;
}

export async function givenReview(
  prisma: PrismaClient,
  customerId: string,
  fields: Partial<RequestReviewInput> = {},
): Promise<CreditReview> {
  const asked = { trigger: 'request', reason: 'more room', requestedBy: 'key:x', requestKey: fresh('k') } as const;
  return (await requestReview(prisma, { customerId, ...asked, ...fields }, CTX)).row;
}

/** A review that the scorecard SMALL has referred, with a limit of 1000.00 USD and 14 days proposed. */
export async function givenReferral(
  prisma: PrismaClient,
  customerId: string,
  scorecardVersionId: string,
  fields: Partial<RequestReviewInput> = {},
): Promise<CreditReview> {
  const review = await givenReview(prisma, customerId, fields);
  const { value } = parseScorecard(SMALL);
  if (value === null) throw new Error('The scorecard of tests has faults');
  const evaluation = evaluateScorecard(value, creditFacts({ lateShare: 0.4 }));
  return recordEvaluation(prisma, review, { scorecardVersionId, evaluation, at: NOW, dueAt: NOW + 1 });
}
