import type { z } from 'zod';
import { addAbsence, removeAbsence } from '../../facts/write/staff-absences';
import type { Absence } from '../../prisma/generated/client';
import { UNCHANGED } from '../contract/answers';
import { absenceOut, absenceParams, absencesPageOut, addAbsenceBody, listAbsencesQuery } from '../contract/absences';
import { staffParams } from '../contract/staff';
import { civil, factContext, iso, notFound, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Staff and groups';
const ORDERS = bothWays({ fromOn: 'instant' });

function presentAbsence({ id, staffId, fromOn, untilOn, reason, createdAt }: Absence): z.input<typeof absenceOut> {
  return { id, staffId, fromOn: civil(fromOn), untilOn: civil(untilOn), reason, createdAt: iso(createdAt) };
}

export const absenceRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/staff/{id}/absences',
    name: 'listAbsences',
    tag: TAG,
    summary: 'List when a staff member is away',
    access: 'read',
    params: staffParams,
    query: listAbsencesQuery,
    success: { status: 200, schema: absencesPageOut, description: 'A page of absences.' },
    handle: async ({ db, params: { id: staffId }, query }) => {
      if ((await db.staff.count({ where: { id: staffId } })) === 0) {
        throw notFound(`There is no staff member "${staffId}"`, `没有员工 "${staffId}"`);
      }
      const standing = query.from === undefined ? {} : { untilOn: { gte: new Date(query.from) } };
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.absence.findMany({ where: { AND: [{ staffId, ...standing }, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentAbsence) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/staff/{id}/absences',
    name: 'addAbsence',
    tag: TAG,
    summary: 'Record that a staff member is away: nothing is given to them on these days',
    access: 'operate',
    params: staffParams,
    body: addAbsenceBody,
    success: { status: 201, schema: absenceOut, description: 'The absence.' },
    also: [UNCHANGED],
    handle: async (call) => {
      const { db, params, body } = call;
      const { outcome, row } = await addAbsence(db, { staffId: params.id, ...body }, factContext(call));
      return { status: statusOfWritten(outcome), body: presentAbsence(row) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/staff/{id}/absences/{absenceId}',
    name: 'removeAbsence',
    tag: TAG,
    summary: 'Take an absence back',
    access: 'operate',
    params: absenceParams,
    success: { status: 204, description: 'It is gone.' },
    handle: async (call) => {
      const { id: staffId, absenceId } = call.params;
      await removeAbsence(call.db, { staffId, absenceId }, factContext(call));
      return {};
    },
  }),
];
