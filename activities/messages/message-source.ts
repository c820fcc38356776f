import type { Channel, CoveredPair, Instant } from '../../domain/types';
import type { Tx } from '../../facts/write/transaction';
import type { NextPlan, TouchInput } from '../next-plan';
import type { RunRef } from '../run-ref';
import type { EngineEntry } from '../timeline';

/** One attempt of one activity to send: its token says who may hand the message over. */
export type Attempt<Action extends string = string> = TouchInput & {
  readonly channel: Channel;
  readonly token: string;
  readonly run: RunRef;
  readonly source: MessageSource<Action>;
};

export type Claimed = { readonly kind: 'claimed'; readonly messageId: string; readonly factsVersion: number };
export type Claim<Action extends string = string> =
  | { readonly kind: 'nothing-due'; readonly plan: NextPlan<Action> }
  /** An earlier attempt has handed the message over, and nobody knows what became of it. */
  | { readonly kind: 'uncertain'; readonly messageId: string }
  /** A message that may have gone out was to go once more, and is not due any longer, or by another channel. */
  | { readonly kind: 'not-again'; readonly messageId: string }
  | Claimed;

/** A touch as it was claimed, and what its end leaves in the timeline. */
export type SentTouch = {
  readonly at: Instant;
  readonly covers: readonly CoveredPair[];
  readonly entries: readonly EngineEntry[];
};

/** What becomes of a refused message's touch: it goes on by another way, as planned; was taken back; has to be given up. */
export type AfterRefusal<Action extends string> =
  | { readonly kind: 'goes-on'; readonly plan: NextPlan<Action> }
  | { readonly kind: 'taken-back' }
  | { readonly kind: 'given-up' };

/**
 * What differs between the episodes whose messages go through the one ledger. Each method runs inside a transaction of
 * the pipeline, and takes the customer's lock before anything else.
 */
export interface MessageSource<Action extends string = string> {
  /** Guard and claim: the touch that is due on the attempt's channel, decided afresh, with its rendered message. */
  claim(tx: Tx, attempt: Attempt): Promise<Claim<Action>>;
  /** The same for a message that may have gone out once; `null` where it is no longer due. */
  claimAgain(tx: Tx, attempt: Attempt): Promise<Claimed | null>;
  /** Gives back what an open touch has claimed. */
  takeBack(tx: Tx, attempt: Attempt): Promise<void>;
  /** Whether there is still something to say to the customer: a person finds out only then, and sends it by hand. */
  isOwed(tx: Tx, attempt: Attempt, touchId: string): Promise<boolean>;
  /** Reads a touch back: whoever ends it may not be who has claimed it. */
  touch(tx: Tx, touchId: string): Promise<SentTouch>;
  /** A message of the touch was refused for good. @param isAddress whether the fault was the address's */
  afterRefusal(
    tx: Tx,
    attempt: Attempt,
    refused: { touchId: string; isAddress: boolean },
  ): Promise<AfterRefusal<Action>>;
  /** Stores and gives the plan that holds now. */
  plan(tx: Tx, attempt: Attempt): Promise<NextPlan<Action>>;
}
