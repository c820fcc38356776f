import type { Config } from '../config/config';
import type { Senders } from '../activities/activity-deps';
import { capturedEmailSender, capturedSmsSender } from '../activities/channels/captured-senders';
import { smsSenderOf } from '../activities/channels/sms-sender-of';
import { createSmtpEmailSender } from '../activities/channels/smtp-email-sender';

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
    senders: { email, sms: smsSenderOf(config) },
    sandboxSenders: { email: sandboxEmail, sms: capturedSmsSender },
    close: async () => {
      await Promise.all([email.close(), sandboxEmail.close()]);
    },
  };
}
