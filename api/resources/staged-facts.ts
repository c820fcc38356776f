import type { z } from 'zod';
import type { Prisma, StagedFact } from '../../prisma/generated/client';
import { listStagedFactsQuery, stagedFactsPageOut, type stagedFactOut } from '../contract/staged-facts';
import { testClockParams } from '../contract/test-clocks';
import { CUSTOMER_BRIEF, customerBrief, customerFilter, iso, type CustomerBriefRow } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { findClock } from './test-clocks';

const ORDERS = bothWays({ at: 'instant' });

type State = z.input<typeof stagedFactOut>['status'];

const WHERE: Readonly<Record<State, Prisma.StagedFactWhereInput>> = {
  waiting: { appliedAt: null },
  applied: { appliedAt: { not: null }, error: null },
  refused: { error: { not: null } },
};

function presentStagedFact(row: StagedFact & { readonly customer: CustomerBriefRow }): z.input<typeof stagedFactOut> {
  const { id, customer, at, kind, payload, error, appliedAt } = row;
  const status: State = error !== null ? 'refused' : appliedAt === null ? 'waiting' : 'applied';
  return { id: String(id), customer: customerBrief(customer), at: iso(at), kind, payload, status, error };
}

export const stagedFactRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/test-clocks/{id}/facts',
    name: 'listStagedFacts',
    tag: 'Test clocks',
    summary:
      'List the facts staged on a test clock: those to come, those that arrived, those that were refused and why',
    access: 'read',
    params: testClockParams,
    query: listStagedFactsQuery,
    success: { status: 200, schema: stagedFactsPageOut, description: 'A page of staged facts.' },
    handle: async ({ db, params, query }) => {
      const states = query.status === undefined ? {} : { OR: query.status.map((state) => WHERE[state]) };
      const { id: clockId } = await findClock(db, params.id);
      const where = { clockId, ...(await customerFilter(db, query.customer)), ...states };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.stagedFact.findMany({
          where: { AND: [where, after] },
          orderBy,
          take,
          include: { customer: CUSTOMER_BRIEF },
        }),
      );
      return { body: { ...page, items: page.items.map(presentStagedFact) } };
    },
  }),
];
