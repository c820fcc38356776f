import type { z } from 'zod';
import { changeStaff, createGroup, createStaff } from '../../facts/write/staff';
import type { Staff } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import {
  changeStaffBody,
  createGroupBody,
  createStaffBody,
  groupOut,
  groupsPageOut,
  listGroupsQuery,
  listStaffQuery,
  staffOut,
  staffPageOut,
  staffParams,
} from '../contract/staff';
import { iso, notFound, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Staff and groups';

const ORDERS = bothWays({ createdAt: 'instant', name: 'text' });

function presentStaff(row: Staff): z.input<typeof staffOut> {
  const { id, externalId, name, email, role, team, managerId, active, version } = row;
  const { language, zone, calendar, skills, regions, seniority, maxCustomers, maxNewPerDay, weight } = row;
  const working = { language, zone, calendar, skills, regions, seniority, maxCustomers, maxNewPerDay, weight };
  const times = { createdAt: iso(row.createdAt), updatedAt: iso(row.updatedAt) };
  return { id, externalId, name, email, role, team, managerId, active, ...working, version, ...times };
}

type GroupRow = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly _count: { readonly customers: number };
};

function presentGroup({ id, name, createdAt, _count }: GroupRow): z.input<typeof groupOut> {
  return { id, name, customers: _count.customers, createdAt: iso(createdAt) };
}

export const staffRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/staff',
    name: 'listStaff',
    tag: TAG,
    summary: 'List staff',
    access: 'read',
    query: listStaffQuery,
    success: { status: 200, schema: staffPageOut, description: 'A page of staff.' },
    handle: async ({ db, query }) => {
      const { email, team, role, active } = query;
      const where = {
        ...(email === undefined ? {} : { email }),
        ...(team === undefined ? {} : { team }),
        ...(role === undefined ? {} : { role }),
        ...(active === undefined ? {} : { active }),
      };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.staff.findMany({ where: { AND: [where, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentStaff) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/staff',
    name: 'createStaff',
    tag: TAG,
    summary: 'Create a staff member',
    access: 'operate',
    body: createStaffBody,
    success: { status: 201, schema: staffOut, description: 'The staff member.' },
    also: [UNCHANGED],
    handle: async ({ db, body, actor, now }) => {
      const { outcome, row } = await createStaff(db, body, { actor, now });
      const location = `/v1/staff/${row.id}`;
      return { status: statusOfWritten(outcome), body: presentStaff(row), version: row.version, location };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/staff/{id}',
    name: 'getStaff',
    tag: TAG,
    summary: 'Read a staff member',
    access: 'read',
    params: staffParams,
    success: { status: 200, schema: staffOut, description: 'The staff member.' },
    handle: async ({ db, params }) => {
      const row = await db.staff.findUnique({ where: { id: params.id } });
      if (row === null) throw notFound(`There is no staff member "${params.id}"`, `没有员工 "${params.id}"`);
      return { body: presentStaff(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/staff/{id}',
    name: 'changeStaff',
    tag: TAG,
    summary: 'Change a staff member',
    access: 'operate',
    params: staffParams,
    body: changeStaffBody,
    success: { status: 200, schema: staffOut, description: 'The staff member.' },
    handle: async ({ db, params, body, ifVersion, actor, now }) => {
      const given = Object.entries(body).filter(([, value]) => value !== undefined);
      const changes = Object.fromEntries(given) as {
        [Field in keyof typeof body]?: Exclude<(typeof body)[Field], undefined>;
      };
      const { row } = await changeStaff(db, { staffId: params.id, version: ifVersion, changes }, { actor, now });
      return { body: presentStaff(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/groups',
    name: 'listGroups',
    tag: TAG,
    summary: 'List customer groups',
    access: 'read',
    query: listGroupsQuery,
    success: { status: 200, schema: groupsPageOut, description: 'A page of groups.' },
    handle: async ({ db, query }) => {
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.customerGroup.findMany({
          where: after,
          orderBy,
          take,
          include: { _count: { select: { customers: true } } },
        }),
      );
      return { body: { ...page, items: page.items.map(presentGroup) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/groups',
    name: 'createGroup',
    tag: TAG,
    summary: 'Create a customer group',
    description: 'Customers join by their `groupId`; a hold on the group holds them all.',
    access: 'operate',
    body: createGroupBody,
    success: { status: 201, schema: groupOut, description: 'The group.' },
    also: [UNCHANGED],
    handle: async ({ db, body }) => {
      const { outcome, row } = await createGroup(db, body);
      const customers = outcome === 'recorded' ? 0 : await db.customer.count({ where: { groupId: row.id } });
      return { status: statusOfWritten(outcome), body: presentGroup({ ...row, _count: { customers } }) };
    },
  }),
];
