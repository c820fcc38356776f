import { z } from 'zod';
import { customerParams } from './customers';
import { customerBriefOut, idField, idOut, instantOut, localizedOut, noteField } from './fields';
import { listQuery, pageOf } from './page';

const staffRefOut = z.object({ id: idOut, name: z.string() });

export const acceptBody = z.strictObject({
  staffId: idField.meta({ description: 'Who accepts: the person it is offered to; from a queue anybody active.' }),
});
export const declineBody = z.strictObject({ staffId: idField, reason: noteField.nullable().default(null) });
export const assignBody = z.strictObject({ staffId: idField, reason: noteField.nullable().default(null) });

const candidateOut = z.object({
  staff: staffRefOut,
  excludedBy: z.string().nullable().meta({
    description:
      'inactive, absent, team, role, region, language, skills, seniority, tried, customers-cap or new-per-day-cap; null: suitable.',
  }),
  customers: z.int(),
  load: z.int(),
  skillMatches: z.int(),
  reason: localizedOut,
});

export const assignmentOut = z
  .object({
    id: idOut,
    customerId: idOut,
    number: z.int().meta({ description: 'Which try of its onboarding it was.' }),
    staff: staffRefOut.nullable(),
    queue: z.string().nullable(),
    status: z.enum(['offered', 'accepted', 'expired', 'declined', 'withdrawn', 'queued']),
    entry: z.string().nullable().meta({ description: 'Entry of the policy that chose; by-hand or hand-over.' }),
    load: z.int().meta({ description: 'Weight of the customer in the load of its owner.' }),
    offeredAt: instantOut,
    dueAt: instantOut.nullable(),
    endedAt: instantOut.nullable(),
    endedBy: z.string().nullable(),
    reason: localizedOut.nullable(),
    entries: z
      .array(
        z.object({
          entry: z.string(),
          fits: z.boolean().meta({ description: 'Whether the entry is for the customer.' }),
          reason: localizedOut,
          candidates: z.array(candidateOut).meta({ description: 'Those who are suitable first, in their order.' }),
        }),
      )
      .meta({ description: 'How the choice was made, entry by entry and candidate by candidate.' }),
  })
  .meta({ id: 'Assignment' });
export const listAssignmentsQuery = listQuery({}, ['-offeredAt', 'offeredAt']);
export const assignmentsPageOut = pageOf(assignmentOut);
export const assignmentParams = customerParams;

// ---------------------------------------------------------------- given out again

const moveOut = z.object({
  customer: customerBriefOut,
  from: staffRefOut.nullable(),
  to: staffRefOut.nullable(),
  queue: z.string().nullable().meta({ description: 'Where it goes to nobody.' }),
  entry: z.string().nullable(),
  load: z.int(),
  reason: localizedOut,
});
const loadOut = z.object({
  staff: staffRefOut,
  customers: z.object({ before: z.int(), after: z.int() }),
  load: z.object({ before: z.int(), after: z.int() }),
});
export const placingOut = z
  .object({
    customers: z.int().meta({ description: 'Looked at.' }),
    changed: z.int().meta({ description: 'Of them, those that would have another owner, or none.' }),
    queued: z.int(),
    loads: z.array(loadOut),
    moves: z.array(moveOut),
    cut: z.boolean().meta({ description: 'Whether `moves` is shorter than what would be done.' }),
  })
  .meta({ id: 'Placing' });

const first = z.int().min(1).max(5_000).default(1_000);
const listed = z.int().min(0).max(5_000).default(500);

export const assignmentDryRunBody = z.strictObject({
  version: z.int().min(1).optional().meta({ description: 'Left out: the latest.' }),
  segments: z.array(z.string().min(1).max(100)).max(100).optional(),
  countries: z.array(z.string().min(2).max(2)).max(100).optional(),
  ownerId: idField.optional().meta({ description: 'Only what this person looks after.' }),
  first: first.meta({ description: 'So many customers at most, oldest first.' }),
  listed: listed.meta({ description: 'So many moves in the list at most.' }),
});

export const handOverBody = z.strictObject({
  to: z.union([z.literal('policies'), z.strictObject({ staffId: idField })]).meta({
    description: 'One person, or whoever the published assignment policies choose.',
  }),
});
export const handOverPreviewBody = handOverBody.extend({ listed });
export const handedOverOut = z
  .object({
    moved: z.int(),
    queued: z.int().meta({ description: 'Nobody could take these; they lie in a queue.' }),
  })
  .meta({ id: 'HandedOver' });
