import type { EmailSender } from './email-sender';
import type { HandOver } from './hand-over';
import type { SmsSender } from './sms-sender';

/** For sandbox customers: takes every email, and sends none. */
export const capturedEmailSender: EmailSender = {
  send: (email) => Promise.resolve(captured(email.messageId)),
  close: () => Promise.resolve(),
};

/** For sandbox customers: takes every SMS, and sends none. */
export const capturedSmsSender: SmsSender = {
  send: (sms) => Promise.resolve(captured(sms.messageId)),
  lookUp: (sms) =>
    Promise.resolve({ found: true, providerId: capturedId(sms.messageId), status: 'captured', errorCode: null }),
};

function captured(messageId: string): HandOver {
  return { kind: 'accepted', providerId: capturedId(messageId) };
}

function capturedId(messageId: string): string {
  return `captured:${messageId}`;
}
