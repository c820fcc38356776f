import { setTimeout as delay } from 'node:timers/promises';
import type { FakeMessage, FakeMessageStatus } from './fake-message';
import type { MessageStore } from './message-store';
import { postWebhook, type WebhookSender } from './post-webhook';

export type Carrier = {
  readonly accountSid: string;
  readonly store: MessageStore;
  readonly webhooks: WebhookSender;
  /** Milliseconds from one status to the next. */
  readonly stepMs: number;
};

/**
 * Takes a message through its statuses, and reports each to its status callback before the next begins.
 * @param errorCode ends it as `undelivered` for this reason; `null` as `delivered`.
 */
export async function carryOutbound(carrier: Carrier, sid: string, errorCode: number | null): Promise<void> {
  await enter(carrier, sid, { status: 'queued' });
  if (await stoppedDuringPause(carrier)) return;
  await enter(carrier, sid, { status: 'sent', sentAt: Date.now() });
  if (await stoppedDuringPause(carrier)) return;
  const end: FakeMessageStatus = errorCode === null ? 'delivered' : 'undelivered';
  await enter(carrier, sid, { status: end, errorCode });
}

/** Posts an inbound message to the product. @returns what it answered. */
export async function carryInbound(carrier: Carrier, message: FakeMessage, url: string): Promise<number | string> {
  return post(carrier, message, url, {
    ...common(carrier.accountSid, message),
    SmsMessageSid: message.sid,
    Body: message.body,
    NumMedia: '0',
    NumSegments: String(message.size.segments),
    FromCountry: '',
    ToCountry: '',
  });
}

async function enter(
  carrier: Carrier,
  sid: string,
  change: Pick<FakeMessage, 'status'> & Partial<Pick<FakeMessage, 'sentAt' | 'errorCode'>>,
): Promise<void> {
  const message = carrier.store.update(sid, () => ({ ...change, updatedAt: Date.now() }));
  if (message.statusCallback === null) return;
  await post(carrier, message, message.statusCallback, {
    ...common(carrier.accountSid, message),
    MessageStatus: message.status,
    ...(message.messagingServiceSid === null ? {} : { MessagingServiceSid: message.messagingServiceSid }),
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
  });
}

function common(accountSid: string, message: FakeMessage): Record<string, string> {
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    From: message.from,
    To: message.to,
    MessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: message.status,
  };
}

async function post(
  { store, webhooks }: Carrier,
  { sid, status }: FakeMessage,
  url: string,
  params: Readonly<Record<string, string>>,
): Promise<number | string> {
  const answer = await postWebhook(webhooks, url, params);
  store.update(sid, (message) => ({ webhooks: [...message.webhooks, { status, answer }] }));
  return answer;
}

async function stoppedDuringPause({ stepMs, webhooks }: Carrier): Promise<boolean> {
  try {
    await delay(stepMs, undefined, { signal: webhooks.stopped });
    return false;
  } catch {
    return true;
  }
}
