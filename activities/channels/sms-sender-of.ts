import type { SmsSender } from './sms-sender';
import { createTwilioSmsSender } from './twilio-sms-sender';

const NOT_CONFIGURED = 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set';

/** The settings of the environment that name an account; `undefined` = not set. */
export type SmsAccount = {
  readonly TWILIO_ACCOUNT_SID?: string | undefined;
  readonly TWILIO_AUTH_TOKEN?: string | undefined;
  readonly TWILIO_BASE_URL?: string | undefined;
};

/** The sender of the configured account. Without one no SMS can go out: touches go on by email, and where there is none, a person gets them. */
export function smsSenderOf(account: SmsAccount): SmsSender {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: baseUrl } = account;
  if (accountSid === undefined || authToken === undefined) return noSmsSender;
  return createTwilioSmsSender({ accountSid, authToken, baseUrl: baseUrl ?? null });
}

const noSmsSender: SmsSender = {
  send: async () => ({ kind: 'refused', code: 'not-configured', text: NOT_CONFIGURED, contactPoint: null }),
  lookUp: async () => {
    throw new Error(NOT_CONFIGURED);
  },
};
