import type { HandOver } from './hand-over';

export type OutgoingSms = {
  /** Ours; the status callback carries it. */
  readonly messageId: string;
  /** E.164, or the ID of a messaging service of the provider (`MG…`). */
  readonly from: string;
  /** E.164. */
  readonly to: string;
  readonly body: string;
  /** Where the provider reports what became of the message, or `null`. */
  readonly statusCallback: string | null;
};

export type SmsLookUp =
  | {
      readonly found: true;
      readonly providerId: string;
      readonly status: string;
      /** Why the provider could not deliver it, or `null`. */
      readonly errorCode: string | null;
    }
  | { readonly found: false };

export interface SmsSender {
  /** Never rejects for what the provider says or does; aborting it gives `transient` before the request, else `unknown`. */
  send(sms: OutgoingSms, signal?: AbortSignal): Promise<HandOver>;
  /**
   * Whether the provider has a message with this recipient and text that was made at `since` or later.
   * @throws Error where the provider does not answer: then nothing is known.
   */
  lookUp(sms: OutgoingSms, since: Date): Promise<SmsLookUp>;
}
