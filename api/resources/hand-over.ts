import { previewPlacing } from '../../facts/read/assignment-preview';
import { checkRecipient, handOver, type HandOverInput } from '../../facts/write/staff-hand-over';
import { handedOverOut, handOverBody, handOverPreviewBody, placingOut } from '../contract/assignments';
import { staffParams } from '../contract/staff';
import type { Db } from '../http/call';
import { factContext, notFound } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';
import { presentPlacing } from './present-placing';

const TAG = 'Staff and groups';
/** Far more than one person looks after. */
const MOST = 20_000;

async function handOverInput(
  db: Db,
  fromStaffId: string,
  to: { readonly staffId: string } | 'policies',
): Promise<HandOverInput> {
  if ((await db.staff.count({ where: { id: fromStaffId } })) === 0) {
    throw notFound(`There is no staff member "${fromStaffId}"`, `没有员工 "${fromStaffId}"`);
  }
  return { fromStaffId, to: to === 'policies' ? 'published-policies' : to };
}

export const handOverRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/staff/{id}/hand-over/preview',
    name: 'previewHandOver',
    tag: TAG,
    summary: 'Who would get the customers of a staff member, and everybody’s load before and after',
    access: 'read',
    effect: 'none',
    params: staffParams,
    body: handOverPreviewBody,
    success: { status: 200, schema: placingOut, description: 'What a hand-over would do.' },
    handle: async ({ deps: { prisma }, params, body, now }) => {
      const { fromStaffId, to } = await handOverInput(prisma, params.id, body.to);
      await checkRecipient(prisma, { fromStaffId, to });
      const preview = await previewPlacing(prisma, {
        where: { ownerId: fromStaffId },
        by: to,
        excluded: new Set([fromStaffId]),
        first: MOST,
        now,
      });
      return { body: presentPlacing(preview, body.listed) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/staff/{id}/hand-over',
    name: 'handOverPortfolio',
    tag: TAG,
    summary: 'Give everything that a staff member looks after to others',
    description: 'Batch by batch; asked for again, it goes on with what is left.',
    access: 'operate',
    effect: 'outside',
    params: staffParams,
    body: handOverBody,
    success: { status: 200, schema: handedOverOut, description: 'What was done.' },
    handle: async (call) => {
      const { prisma } = call.deps;
      const input = await handOverInput(prisma, call.params.id, call.body.to);
      return { body: await handOver(prisma, input, factContext(call)) };
    },
  }),
];
