import { toStorable } from '../../domain/text/storable-text';

/** What a provider made of one message: the part of it that the ledger must know. */
export type HandOver =
  /** The provider answered that it took the message. */
  | {
      readonly kind: 'accepted';
      readonly providerId: string | null;
      /** Copies that did not go out. The message itself did, so they are told and not tried again. */
      readonly failedCopies?: readonly FailedCopy[];
    }
  /** The provider answered that it will never take it. `contactPoint` says what that means for the address, if anything. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly text: string;
      readonly contactPoint: 'bounced' | 'opted-out' | null;
    }
  /** It was surely not taken, and may be later. `retryAfterMs` is the provider's own wish. */
  | { readonly kind: 'transient'; readonly code: string; readonly text: string; readonly retryAfterMs: number | null }
  /** It may have been taken: the provider had all of it, and its answer did not arrive. */
  | { readonly kind: 'unknown'; readonly code: string; readonly text: string };

export type FailedCopy = { readonly address: string; readonly code: string; readonly text: string };

// Replies of servers are stored and shown; some of them carry a page of help.
const TEXT_LIMIT = 500;

/** A provider's text as it is kept: one line of bounded length. */
export function providerText(text: string): string {
  return toStorable(text.replaceAll(/\s+/g, ' ').trim().slice(0, TEXT_LIMIT));
}
