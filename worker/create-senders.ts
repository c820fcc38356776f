import type { Config } from '../config/config';
import type { Senders } from '../activities/activity-deps';
import { capturedEmailSender, capturedSmsSender } from '../activities/channels/captured-senders';
import { smsSenderOf, type SmsAccount } from '../activities/channels/sms-sender-of';
import { createSmtpEmailSender } from '../activities/channels/smtp-email-sender';

type SenderConfig = SmsAccount & Pick<Config, 'SMTP_URL' | 'SMTP_CONNECTIONS' | 'SANDBOX_SMTP_URL'>;

export type SenderSets = {
  readonly senders: Senders;
  readonly sandboxSenders: Senders;
  readonly close: () => Promise<void>;
};

/** Those of customers, and those of sandbox customers: captured, or into an inbox that the operator names. */
export function createSenders(config: SenderConfig): SenderSets {
  const maxConnections = config.SMTP_CONNECTIONS;
  const email = createSmtpEmailSender({ url: config.SMTP_URL, maxConnections });
  const sandboxEmail =
    config.SANDBOX_SMTP_URL === undefined
      ? capturedEmailSender
      : createSmtpEmailSender({ url: config.SANDBOX_SMTP_URL, maxConnections });
  return {
    senders: { email, sms: smsSenderOf(config) },
    sandboxSenders: { email: sandboxEmail, sms: capturedSmsSender },
    close: async () => {
      await Promise.all([email.close(), sandboxEmail.close()]);
    },
  };
}
