import type { Config } from '../config/config';
import type { Senders } from '../activities/activity-deps';
import { capturedEmailSender, capturedSmsSender } from '../activities/channels/captured-senders';
import type { SmsSender } from '../activities/channels/sms-sender';
import { createSmtpEmailSender } from '../activities/channels/smtp-email-sender';
import { createTwilioSmsSender } from '../activities/channels/twilio-sms-sender';

export type SenderSets = {
  readonly senders: Senders;
  readonly sandboxSenders: Senders;
  readonly close: () => Promise<void>;
};

/** Those of customers, and those of sandbox customers: captured, or into an inbox that the operator names. */
export function createSenders(config: Config): SenderSets {
  const email = createSmtpEmailSender({ url: config.SMTP_URL });
  const sandboxEmail =
    config.SANDBOX_SMTP_URL === undefined
      ? capturedEmailSender
      : createSmtpEmailSender({ url: config.SANDBOX_SMTP_URL });
  return {
    senders: { email, sms: smsSender(config) },
    sandboxSenders: { email: sandboxEmail, sms: capturedSmsSender },
    close: async () => {
      await Promise.all([email.close(), sandboxEmail.close()]);
    },
  };
}

function smsSender({ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_BASE_URL }: Config): SmsSender {
  if (TWILIO_ACCOUNT_SID === undefined || TWILIO_AUTH_TOKEN === undefined) return noSmsSender;
  return createTwilioSmsSender({
    accountSid: TWILIO_ACCOUNT_SID,
    authToken: TWILIO_AUTH_TOKEN,
    baseUrl: TWILIO_BASE_URL ?? null,
  });
}

/** Without an account nothing is taken, and what is due waits until there is one. */
const noSmsSender: SmsSender = {
  send: async () => ({
    kind: 'transient',
    code: 'not-configured',
    text: 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set',
    retryAfterMs: null,
  }),
  lookUp: async () => {
    throw new Error('TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set');
  },
};
