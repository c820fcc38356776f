import { z } from 'zod';
import { externalIdField, idField, idOut, instantOut, lineField, versionOut } from './fields';
import { listQuery, pageOf, queryFlag } from './page';

const fields = {
  externalId: externalIdField.nullable(),
  name: lineField(200, 'Ann Lee'),
  email: lineField(320, 'ann.lee@example.com'),
  role: lineField(100, 'collector'),
  team: lineField(100, 'north').nullable(),
  managerId: idField.nullable(),
  active: z.boolean(),
};

export const createStaffBody = z.strictObject({
  externalId: fields.externalId.default(null),
  name: fields.name,
  email: fields.email,
  role: fields.role.default('collector'),
  team: fields.team.default(null),
  managerId: fields.managerId.default(null),
  active: fields.active.default(true),
});
export const changeStaffBody = z.strictObject(fields).partial();

export const staffParams = z.object({ id: idField });
export const staffOut = z
  .object({
    id: idOut,
    externalId: z.string().nullable(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    team: z.string().nullable(),
    managerId: idOut.nullable(),
    active: z.boolean(),
    version: versionOut,
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Staff' });
export const listStaffQuery = listQuery(
  {
    email: z.string().optional(),
    team: z.string().optional(),
    role: z.string().optional(),
    active: queryFlag.optional(),
  },
  ['name', '-name', 'createdAt', '-createdAt'],
);
export const staffPageOut = pageOf(staffOut);

export const createGroupBody = z.strictObject({ name: lineField(200, 'Lee holding') });
export const groupOut = z
  .object({ id: idOut, name: z.string(), customers: z.int(), createdAt: instantOut })
  .meta({ id: 'CustomerGroup' });
export const listGroupsQuery = listQuery({}, ['name', '-name']);
export const groupsPageOut = pageOf(groupOut);
