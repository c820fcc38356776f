import type { Channel, Instant } from '../domain/types';
import type { PrismaClient } from '../prisma/generated/client';
import type { EmailSender } from './channels/email-sender';
import type { SmsSender } from './channels/sms-sender';

export type Senders = { readonly email: EmailSender; readonly sms: SmsSender };

/** Points of a message's way at which a process may die; each is told after its commit. */
export type MessageStage = 'claimed' | 'handed-over' | 'answered' | 'recorded';

/** Hears of what activities do: metrics and logs in production, faults on purpose in tests. */
export interface ActivityObserver {
  messageReached(stage: MessageStage, messageId: string): Promise<void> | void;
  touchActed(action: string): void;
  touchGuarded(action: string): void;
  /** A provider took the message, so many milliseconds after it was due; sandbox customers, whose time is another, are left out. */
  messageSent(channel: Channel, lateMs: number): void;
  /** Nobody can say whether the message went out, and a person is asked to find out. */
  messageUnknown(channel: Channel): void;
}

export type ActivityDeps = {
  readonly db: PrismaClient;
  /** The machine's clock; nothing else looks at one. */
  readonly clock: () => Instant;
  /** For customers, and for sandbox customers, whose messages never reach a real provider. */
  readonly senders: Senders;
  readonly sandboxSenders: Senders;
  /** Where customers reach the API, without a slash at the end: unsubscribe links and provider callbacks. */
  readonly publicUrl: string;
  /** Milliseconds between the two look-ups of an SMS whose fate is not known. Default ten minutes. */
  readonly lookUpIntervalMs?: number;
  readonly observer: ActivityObserver;
};
