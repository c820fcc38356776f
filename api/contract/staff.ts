import { z } from 'zod';
import {
  externalIdField,
  idField,
  idOut,
  instantOut,
  kebabNameField,
  languageField,
  lineField,
  versionOut,
  zoneField,
} from './fields';
import { listQuery, pageOf, queryFlag } from './page';

const words = (example: string) => z.array(lineField(100, example)).max(200);
const cap = z.int().min(0).max(1_000_000).nullable();

const fields = {
  externalId: externalIdField.nullable(),
  name: lineField(200, 'Ann Lee'),
  email: lineField(320, 'ann.lee@example.com'),
  role: lineField(100, 'collector'),
  team: lineField(100, 'north').nullable(),
  managerId: idField.nullable(),
  active: z.boolean(),
  language: languageField.meta({ description: 'Of notices to this person.' }),
  zone: zoneField,
  calendar: kebabNameField.nullable().meta({ description: 'Of the working days; null: the default of the settings.' }),
  skills: words('export'),
  regions: words('east'),
  seniority: z.int().min(0).max(100).meta({ description: '0 is junior; assignment policies ask for a least one.' }),
  maxCustomers: cap.meta({ description: 'Customers owned at the same time, at most; null: no limit.' }),
  maxNewPerDay: cap.meta({ description: 'Customers newly offered on one day of this person’s zone, at most.' }),
  weight: z.int().min(1).max(1_000).meta({ description: 'Share where a policy weighs loads.' }),
};

export const createStaffBody = z.strictObject({
  externalId: fields.externalId.default(null),
  name: fields.name,
  email: fields.email,
  role: fields.role.default('collector'),
  team: fields.team.default(null),
  managerId: fields.managerId.default(null),
  active: fields.active.default(true),
  language: fields.language.default('en'),
  zone: fields.zone.default('UTC'),
  calendar: fields.calendar.default(null),
  skills: fields.skills.default([]),
  regions: fields.regions.default([]),
  seniority: fields.seniority.default(0),
  maxCustomers: fields.maxCustomers.default(null),
  maxNewPerDay: fields.maxNewPerDay.default(null),
  weight: fields.weight.default(1),
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
    language: z.string(),
    zone: z.string(),
    calendar: z.string().nullable(),
    skills: z.array(z.string()),
    regions: z.array(z.string()),
    seniority: z.int(),
    maxCustomers: z.int().nullable(),
    maxNewPerDay: z.int().nullable(),
    weight: z.int(),
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
