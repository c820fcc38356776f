import { randomUUID } from 'node:crypto';
import { smsSize } from '../../domain/message/sms-segments';
import type { FakeMessage } from './fake-message';

type Draft = Pick<
  FakeMessage,
  'direction' | 'from' | 'messagingServiceSid' | 'to' | 'body' | 'status' | 'statusCallback'
>;

/** The messages of one account, in the order in which they were made. */
export class MessageStore {
  private readonly bySid = new Map<string, FakeMessage>();

  add(draft: Draft): FakeMessage {
    const now = Date.now();
    const message: FakeMessage = {
      ...draft,
      sid: `SM${randomUUID().replaceAll('-', '')}`,
      size: smsSize(draft.body),
      errorCode: null,
      createdAt: now,
      sentAt: draft.direction === 'inbound' ? now : null,
      updatedAt: now,
      webhooks: [],
    };
    this.bySid.set(message.sid, message);
    return message;
  }

  update(sid: string, change: (message: FakeMessage) => Partial<FakeMessage>): FakeMessage {
    const message = this.bySid.get(sid);
    if (message === undefined) throw new Error(`There is no message ${sid}.`);
    const changed = { ...message, ...change(message) };
    this.bySid.set(sid, changed);
    return changed;
  }

  get(sid: string): FakeMessage | null {
    return this.bySid.get(sid) ?? null;
  }

  all(): readonly FakeMessage[] {
    return [...this.bySid.values()];
  }

  newestFirst(): readonly FakeMessage[] {
    return this.all().toReversed();
  }
}
