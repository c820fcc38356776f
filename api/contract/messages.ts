import { z } from 'zod';
import {
  channelField,
  customerBriefOut,
  customerRefField,
  idField,
  idOut,
  instantField,
  instantOut,
  localOut,
} from './fields';
import { listQuery, pageOf, queryWords } from './page';

const STATES = ['claimed', 'handed_over', 'sent', 'delivered', 'refused', 'failed', 'unknown', 'released'] as const;

export const messageParams = z.object({ id: idField });

const message = z.object({
  id: idOut,
  customer: customerBriefOut,
  touchId: idOut.nullable(),
  channel: channelField,
  purpose: z.string(),
  address: z.string(),
  cc: z.array(z.string()),
  template: z.string(),
  templateVersion: z.int(),
  language: z.string(),
  state: z.enum(STATES),
  attempts: z.int().meta({ description: 'Times it was handed to the provider.' }),
  at: instantOut.meta({ description: 'The instant that it counts at for gap and caps.' }),
  local: localOut,
  handedOverAt: instantOut.nullable(),
  sentAt: instantOut.nullable(),
  deliveredAt: instantOut.nullable(),
  providerId: z.string().nullable(),
  errorCode: z.string().nullable(),
  errorText: z.string().nullable(),
  subject: z.string().nullable(),
  segments: z.int().nullable().meta({ description: 'SMS only.' }),
});
export const messageOut = message.meta({ id: 'Message' });
export const messageDetailOut = message
  .extend({
    bodyText: z.string(),
    bodyHtml: z.string().nullable(),
    events: z.array(z.object({ kind: z.string(), at: instantOut, data: z.unknown() })),
  })
  .meta({ id: 'MessageDetail' });

const filters = {
  channel: channelField.optional(),
  state: queryWords(STATES).optional(),
  template: z.string().max(100).optional(),
  from: instantField.optional(),
  before: instantField.optional(),
};
export const listMessagesQuery = listQuery({ customer: customerRefField.optional(), ...filters }, ['-at', 'at']);
export const listCustomerMessagesQuery = listQuery(filters, ['-at', 'at']);
export const messagesPageOut = pageOf(messageOut);
