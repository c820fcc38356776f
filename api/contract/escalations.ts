import { z } from 'zod';
import {
  customerBriefOut,
  customerRefField,
  idField,
  idOut,
  instantOut,
  lineField,
  localizedOut,
  noteField,
} from './fields';
import { listQuery, pageOf, queryWords } from './page';

const STATUSES = ['climbing', 'acknowledged', 'resolved', 'exhausted', 'cancelled'] as const;
const CAUSES = ['playbook-step', 'assignment', 'referral', 'complaint', 'api'] as const;

const subjectField = z
  .union([
    lineField(200, 'Delivery refused'),
    z.strictObject({ en: lineField(200, 'Delivery refused'), zh: lineField(200, '拒收货物') }),
  ])
  .meta({
    description:
      'What it is about, in a few words: the title of tasks and emails. One text for both languages, or `{ en, zh }`.',
  });

export const startEscalationBody = z.strictObject({
  ladder: lineField(80, 'standard').meta({ description: 'Name of a published ladder.' }),
  subject: subjectField,
  invoices: z
    .array(lineField(200, 'INV-7'))
    .max(1_000)
    .default([])
    .meta({ description: 'Numbers of invoices that it is about.' }),
  note: noteField.nullable().default(null),
  requestKey: lineField(200, 'crm-4711')
    .optional()
    .meta({ description: 'Of your own system: asked again with the same key, it is the same escalation.' }),
});

const staffId = idField
  .nullable()
  .default(null)
  .meta({ description: 'The member of staff who does it; null: whoever was told last.' });

export const acknowledgeEscalationBody = z.strictObject({ staffId, note: noteField.nullable().default(null) });
export const resolveEscalationBody = z.strictObject({
  staffId,
  outcome: lineField(100, 'paid').meta({ description: 'What came of it, in a word.' }),
  note: noteField.nullable().default(null),
});
export const cancelEscalationBody = z.strictObject({ note: noteField.nullable().default(null) });

export const escalationParams = z.object({ id: idField });

const personOut = z.object({ id: idOut, name: z.string() });
const levelOut = z
  .object({
    level: z.int(),
    id: z.string(),
    told: z.enum(['person', 'queue', 'nobody']),
    staff: personOut.nullable(),
    at: instantOut,
    passedOver: z.array(
      z.object({
        target: z.string(),
        staff: personOut.nullable(),
        because: z.enum(['nobody', 'inactive', 'absent', 'told-before']),
      }),
    ),
  })
  .meta({ id: 'EscalationLevel' });

export const escalationOut = z
  .object({
    id: idOut,
    number: z.int().meta({ description: 'Of this customer’s escalations.' }),
    customer: customerBriefOut,
    ladder: z.string(),
    cause: z.enum(CAUSES),
    subject: localizedOut,
    invoices: z.array(z.string()),
    status: z.enum(STATUSES),
    level: z.int().meta({ description: 'The level reached; 0 before anybody was told.' }),
    dueAt: instantOut.nullable().meta({ description: 'When the climb goes on; null once it has ended.' }),
    climb: z.array(levelOut).meta({ description: 'Who was told when, lowest level first.' }),
    acknowledgedBy: z.string().nullable(),
    acknowledgedAt: instantOut.nullable(),
    resolvedBy: z.string().nullable(),
    resolvedAt: instantOut.nullable(),
    outcome: z.string().nullable(),
    note: z.string().nullable(),
    holdId: idOut.nullable().meta({ description: 'The hold that stands while it is open.' }),
    createdAt: instantOut,
  })
  .meta({ id: 'Escalation' });

const filters = {
  status: queryWords(STATUSES).optional(),
  cause: queryWords(CAUSES).optional(),
  ladder: z.string().max(80).optional(),
};
const sorts = ['-createdAt', 'createdAt'] as const;
export const listEscalationsQuery = listQuery({ customer: customerRefField.optional(), ...filters }, sorts);
export const listCustomerEscalationsQuery = listQuery(filters, sorts);
export const escalationsPageOut = pageOf(escalationOut);
