import { redistribute, type Redistribution } from '../../domain/assign/redistribute';
import type { Instant } from '../../domain/types';
import type { Customer, Prisma } from '../../prisma/generated/client';
import { assignmentCandidates, type StaffCandidate } from './assignment-candidates';
import { placedCustomers, turnsOf, type PlaceWith } from './assignment-placing';
import type { Db } from './db';

export type PreviewQuery = {
  readonly where: Prisma.CustomerWhereInput;
  readonly by: PlaceWith;
  /** People who get none. */
  readonly excluded: ReadonlySet<string>;
  /** So many customers at most, oldest first. */
  readonly first: number;
  /** The machine's clock. */
  readonly now: Instant;
};

export type Preview = Redistribution & { readonly customers: readonly Customer[] };

/**
 * Who would get which of these customers, and everybody's load before and after. Nothing is written. Caps on new
 * customers per day do not count: what is given out again is not new.
 */
export async function previewPlacing(db: Db, query: PreviewQuery): Promise<Preview> {
  const { where, by, excluded, first, now } = query;
  const customers = await db.customer.findMany({
    where: { AND: [where, { engagement: { not: 'closed' }, testClockId: null }] },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: first,
  });
  const placed = await placedCustomers(db, customers, by);
  const turns = turnsOf(placed);
  const candidates = await assignmentCandidates(db, { testClockId: null, now, policyVersionId: turns });
  return { ...redistribute(placed, candidates.map(withoutOffers), excluded, now), customers };
}

/** For what is given out again: it is not new to anybody. */
export function withoutOffers(candidate: StaffCandidate): StaffCandidate {
  return { ...candidate, offeredAt: [] };
}
