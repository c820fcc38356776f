import { testScorecard, type ScorecardTest } from '../../domain/credit/compare-scorecards';
import type { CreditFacts } from '../../domain/credit/credit-facts';
import type { Scorecard } from '../../domain/credit/scorecard';
import type { CustomerFacts, Instant } from '../../domain/types';
import type { Prisma } from '../../prisma/generated/client';
import { readCreditFacts } from './credit-facts';
import type { Db } from './db';

export type TestOnCustomers = {
  readonly scorecard: Scorecard;
  readonly other: Scorecard | null;
  readonly where: Prisma.CustomerWhereInput;
  /** So many at most, oldest first. */
  readonly first: number;
  /** The machine's clock. */
  readonly now: Instant;
};

/** Statements over this many customers stay short. */
const AT_ONCE = 500;

/** What a scorecard would give the customers that are there; closed and sandbox customers are left out. */
export async function testOnCustomers(
  db: Db,
  { scorecard, other, where, first, now }: TestOnCustomers,
): Promise<ScorecardTest> {
  const rows = await db.customer.findMany({
    where: { ...where, engagement: { not: 'closed' }, testClockId: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: first,
  });
  const subjects = rows.map(({ id, zone, language, segment, country, attributes, createdAt }) => ({
    ...{ id, zone, segment, country, now },
    language: language === 'zh' ? ('zh' as const) : ('en' as const),
    attributes: attributes as CustomerFacts['attributes'],
    enteredAt: createdAt.getTime(),
  }));
  const currencies = new Set([scorecard.currency, other?.currency ?? scorecard.currency]);
  const facts = new Map<string, CreditFacts>();
  for (const currency of currencies) {
    for (let from = 0; from < subjects.length; from += AT_ONCE) {
      const read = await readCreditFacts(db, subjects.slice(from, from + AT_ONCE), currency);
      for (const [id, each] of read) facts.set(`${currency} ${id}`, each);
    }
  }
  const factsOf = (id: string, currency: string): CreditFacts => {
    const found = facts.get(`${currency} ${id}`);
    if (found === undefined) throw new Error(`There are no credit facts of customer ${id} in ${currency}`);
    return found;
  };
  const customers = rows.map(({ id, externalId }) => ({
    customer: externalId,
    factsFor: (currency: string) => factsOf(id, currency),
  }));
  return testScorecard(scorecard, other, customers);
}
