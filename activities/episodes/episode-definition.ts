import type { EpisodeDecision, EpisodeTouch } from '../../domain/episode/episode-decision';
import type { NumberedEpisode } from '../../domain/episode/episode-kind';
import type { Channel, Instant, Language, Purpose } from '../../domain/types';
import type { Db } from '../../facts/read/db';
import type { EpisodeContext } from '../../facts/read/load-episode-context';
import type { FactContext, Tx } from '../../facts/write/transaction';
import type { EngineEntry } from '../timeline';

/**
 * One kind of episode: what it looks at, how it decides, and what each of its actions does. The engine does the rest:
 * guard, claim, ledger, record, plan again.
 */
export type EpisodeDefinition<Facts, Action extends string = string> = {
  readonly kind: NumberedEpisode;
  /** The facts of this kind, besides those of the context. */
  readonly load: (db: Db, context: EpisodeContext) => Promise<Facts>;
  /** Pure: the next touch, idle or closed, for `asOf`. */
  readonly decide: (facts: Facts, context: EpisodeContext, asOf: Instant) => EpisodeDecision<Action>;
  /** By action; `sendEmail`, `sendSms` and `notifyStaff` are messages, every other is done at once. */
  readonly acts: { readonly [Name in Action]: EpisodeAct<Facts> };
  /** Runs once, in the transaction in which the episode closes. */
  readonly onClosed?: (tx: Tx, closing: Closing<Facts>) => Promise<void>;
};

export type EpisodeAct<Facts> =
  | {
      readonly kind: 'at-once';
      /** Writes what the action does; gives entries for the timeline besides the touch's own. */
      readonly act: (tx: Tx, acting: Acting<Facts>) => Promise<readonly EngineEntry[]>;
    }
  | { readonly kind: 'message'; readonly compose: (tx: Tx, acting: Acting<Facts>) => Promise<EpisodeMessage> };

/** A touch that is claimed under the customer's lock. */
export type Acting<Facts> = {
  readonly facts: Facts;
  readonly context: EpisodeContext;
  readonly touch: EpisodeTouch;
  readonly touchId: string;
  /** For commands that enter facts. */
  readonly ctx: FactContext;
  /** Where customers reach the API, without a slash at the end. */
  readonly publicUrl: string;
  /** For a message that can be unsubscribed from: where. */
  readonly unsubscribeUrl: string;
};

export type Closing<Facts> = {
  readonly facts: Facts;
  readonly context: EpisodeContext;
  readonly outcome: string;
  readonly ctx: FactContext;
};

export type EpisodeMessage = {
  readonly channel: Channel;
  readonly to: { readonly contactPointId: string } | { readonly staffId: string };
  readonly address: string;
  readonly purpose: Purpose;
  readonly template: { readonly name: string; readonly version: number };
  readonly language: Language;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly segments: number | null;
  /** Whether the email says where to unsubscribe. */
  readonly withUnsubscribe: boolean;
};

/** The channel of an action that is a message. */
export const MESSAGE_CHANNELS: Readonly<Record<string, Channel>> = {
  sendEmail: 'email',
  sendSms: 'sms',
  notifyStaff: 'email',
};

/** Whether an action contacts the customer, so that contact window and kill switches count. */
export function contactsCustomer(action: string): boolean {
  return action === 'sendEmail' || action === 'sendSms';
}
