import type { SmsSize } from '../../domain/message/sms-segments';

/** Twilio's words for where a message stands, as far as the fake uses them. */
export type FakeMessageStatus = 'accepted' | 'queued' | 'sent' | 'delivered' | 'undelivered' | 'received';

/** One webhook that was posted for a message. */
export type FakeWebhook = {
  readonly status: FakeMessageStatus;
  /** The HTTP status of the answer, or in words why there was none. */
  readonly answer: number | string;
};

export type FakeMessage = {
  /** `SM` and 32 hexadecimal digits. */
  readonly sid: string;
  readonly direction: 'outbound-api' | 'inbound';
  readonly from: string;
  readonly messagingServiceSid: string | null;
  readonly to: string;
  readonly body: string;
  readonly size: SmsSize;
  readonly status: FakeMessageStatus;
  /** Why it was not delivered: an error number of Twilio's, or `null`. */
  readonly errorCode: number | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly sentAt: number | null;
  readonly updatedAt: number;
  readonly statusCallback: string | null;
  readonly webhooks: readonly FakeWebhook[];
};
