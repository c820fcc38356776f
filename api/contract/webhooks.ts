import { z } from 'zod';
import { idField } from './fields';

const word = z.string().min(1).max(100);

/** What Twilio posts is a form with many fields; those that are read must be there. */
export const statusBody = z.looseObject({
  MessageSid: word,
  MessageStatus: word,
  ErrorCode: z.string().max(20).optional(),
});
export const statusParams = z.object({ messageId: idField });

export const inboundBody = z.looseObject({
  MessageSid: word,
  From: word,
  Body: z.string().max(10_000).default(''),
});

export const unsubscribeParams = z.object({ token: z.string().min(1).max(100) });
/** RFC 8058 posts `List-Unsubscribe=One-Click`; the page's button posts nothing. */
export const unsubscribeBody = z.looseObject({});
