import { auditPageOut, listAuditQuery } from '../contract/audit';
import { iso } from '../http/handler-tools';
import { readPage, type Orders } from '../http/keyset';
import { kindFilter, periodFilter } from '../http/list-filters';
import { defineRoute, type Route } from '../http/route';

const ORDERS: Orders = {
  '-id': { column: 'id', type: 'bigint', direction: 'desc', id: 'bigint' },
  id: { column: 'id', type: 'bigint', direction: 'asc', id: 'bigint' },
};

export const auditRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/audit',
    name: 'listAuditEntries',
    tag: 'Audit',
    summary: 'Who changed the installation itself, what and when',
    description:
      'Settings, kill switches, calendars, templates, publications of documents, API keys, webhook endpoints and staff. What happens to customers is on their timelines.',
    access: 'admin',
    query: listAuditQuery,
    success: { status: 200, schema: auditPageOut, description: 'A page of entries.' },
    handle: async ({ db, query }) => {
      const { kind, actor, subject, from, before } = query;
      const where = {
        ...kindFilter(kind),
        ...(actor === undefined ? {} : { actor }),
        ...(subject === undefined ? {} : { subject }),
        at: periodFilter(from, before),
      };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.auditEntry.findMany({ where: { AND: [where, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map((row) => ({ ...row, id: String(row.id), at: iso(row.at) })) } };
    },
  }),
];
