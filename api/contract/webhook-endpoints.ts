import { z } from 'zod';
import { LONGEST_URL } from '../../domain/webhook/endpoint-url';
import { customerBriefOut, idField, idOut, instantField, instantOut, lineField, versionOut } from './fields';
import { listQuery, pageOf, queryFlag, queryWords } from './page';

const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;

const fields = {
  url: z.string().max(LONGEST_URL).meta({
    description: '`https`, or `http` to the same machine.',
    example: 'https://crm.example.com/hooks/perennial',
  }),
  kinds: z
    .array(z.string().max(100))
    .max(100)
    .meta({ description: 'Kinds such as `invoice.issued`, families such as `invoice.*`; empty = all.' }),
  note: lineField(500, 'CRM, team north').nullable(),
};

export const createWebhookEndpointBody = z.strictObject({
  url: fields.url,
  kinds: fields.kinds.default([]),
  note: fields.note.default(null),
});
export const changeWebhookEndpointBody = z.strictObject(fields).partial();
export const rotateWebhookSecretBody = z.strictObject({
  overlapHours: z
    .int()
    .min(0)
    .max(168)
    .default(24)
    .meta({ description: 'For how long deliveries carry a signature of the old secret as well.' }),
});
export const replaySinceBody = z.strictObject({
  since: instantField.meta({ description: 'Everything recorded at it or later is delivered again.' }),
});

export const webhookEndpointParams = z.object({ id: idField });
export const webhookDeliveryParams = z.object({ id: idField, deliveryId: idField });

const endpoint = z.object({
  id: idOut,
  url: z.string(),
  kinds: z.array(z.string()),
  note: z.string().nullable(),
  active: z.boolean(),
  pausedBecause: z
    .enum(['request', 'gone'])
    .nullable()
    .meta({ description: 'gone: it answered 410. Null while active.' }),
  failures: z.int().meta({ description: 'Failed attempts in a row.' }),
  restUntilAt: instantOut.nullable().meta({ description: 'Not asked before then, since it did not answer.' }),
  oldSecretUntilAt: instantOut
    .nullable()
    .meta({ description: 'Until then deliveries carry a signature of the old secret as well.' }),
  createdBy: z.string(),
  createdAt: instantOut,
  updatedAt: instantOut,
  version: versionOut,
});
export const webhookEndpointOut = endpoint.meta({ id: 'WebhookEndpoint' });
export const webhookEndpointSecretOut = endpoint
  .extend({
    secret: z.string().nullable().meta({ description: 'Shown once; null when the answer is given again.' }),
  })
  .meta({ id: 'WebhookEndpointWithSecret' });
export const listWebhookEndpointsQuery = listQuery({ active: queryFlag.optional() }, ['-createdAt', 'createdAt']);
export const webhookEndpointsPageOut = pageOf(webhookEndpointOut);

const delivery = z.object({
  id: idOut,
  eventId: z.string().nullable().meta({ description: 'Of the timeline entry; null for a test event.' }),
  kind: z.string(),
  customer: customerBriefOut.nullable(),
  status: z.enum(DELIVERY_STATES),
  attempts: z.int().meta({ description: 'Since it was put on its way, the first time or by a replay.' }),
  nextAttemptAt: instantOut.nullable().meta({ description: 'Not before then, where it waits.' }),
  lastStatus: z.int().nullable().meta({ description: 'HTTP status of the last answer; null where none came.' }),
  lastError: z
    .string()
    .nullable()
    .meta({ description: 'The beginning of a refusal, or why no answer came, such as `TIMEOUT`.' }),
  deliveredAt: instantOut.nullable(),
  createdAt: instantOut,
});
export const webhookDeliveryOut = delivery.meta({ id: 'WebhookDelivery' });
export const webhookDeliveryDetailOut = delivery
  .extend({
    tries: z
      .array(
        z.object({
          at: instantOut,
          status: z.int().nullable(),
          error: z.string().nullable(),
          tookMs: z.int(),
        }),
      )
      .meta({ description: 'The last 20 attempts, replays included, the oldest first.' }),
  })
  .meta({ id: 'WebhookDeliveryDetail' });
export const listWebhookDeliveriesQuery = listQuery(
  {
    status: queryWords(DELIVERY_STATES).optional(),
    eventId: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
    from: instantField.optional().meta({ description: 'Made then or later.' }),
    before: instantField.optional().meta({ description: 'Made before then.' }),
  },
  ['-createdAt', 'createdAt'],
);
export const webhookDeliveriesPageOut = pageOf(webhookDeliveryOut);
export const replayOut = z
  .object({ entries: z.int().meta({ description: 'Entries of the timeline that are gone through again.' }) })
  .meta({ id: 'WebhookReplay' });
