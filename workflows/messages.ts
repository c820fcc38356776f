import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

/** Facts of the customer have changed: decide again. The same event may come twice. */
export const factsChangedSignal = defineSignal<[{ readonly eventId: string }]>('factsChanged');

/** The customer's test clock has moved: what waits is due as if its timer had fired. */
export const clockMovedSignal = defineSignal('clockMoved');

/** Continue as new at the next chance, so that the run moves to the code that is deployed now. */
export const renewSignal = defineSignal('renew');

/** An episode of this customer has come to its end. */
export const episodeEndedSignal = defineSignal<[{ readonly episode: 'collections' }]>('episodeEnded');

export type CloseCustomerInput = {
  readonly reason: string;
  /** Who closes it, as in the timeline: `key:…`, `staff:…`. */
  readonly actor: string;
};

/** Ends the lifecycle and its episodes. A second time it has no effect. */
export const closeCustomerUpdate = defineUpdate<LifecycleStatus, [CloseCustomerInput]>('closeCustomer');

export type MarkLostInput = {
  /** quality | service | budget | competitor | no-need */
  readonly reason: string;
  readonly note: string | null;
  readonly actor: string;
};

/** Marks the customer as lost, so that it is tried to win it back. A second time it has no effect. */
export const markLostUpdate = defineUpdate<{ readonly outcome: string }, [MarkLostInput]>('markLost');

export type RequestReviewInput = {
  readonly reason: string;
  readonly actor: string;
  /** The same request has one effect. */
  readonly requestKey: string;
};

/** Asks for a credit review; while one is open, that is the answer. */
export const requestReviewUpdate = defineUpdate<{ readonly reviewId: string }, [RequestReviewInput]>('requestReview');

type EscalationCommand = {
  /** Who answers, as in the timeline. */
  readonly actor: string;
  /** The member of staff who does it; `null` = whoever was told last. */
  readonly staffId: string | null;
  readonly note: string | null;
};
export type AcknowledgeInput = EscalationCommand;
export type ResolveInput = EscalationCommand & {
  /** What came of it, in a word. */
  readonly outcome: string;
};
export type EscalationAnswer = { readonly status: string; readonly outcome: string | null };

/** Somebody takes the escalation on: the climb stops. A second time it has no effect. */
export const acknowledgeUpdate = defineUpdate<EscalationAnswer, [AcknowledgeInput]>('acknowledge');

/** Somebody ends the escalation. A second time it has no effect. */
export const resolveUpdate = defineUpdate<EscalationAnswer, [ResolveInput]>('resolve');

export type LifecycleStatus = {
  readonly stage: string;
  readonly status: 'open' | 'closed';
  /** Open episodes, and what each waited for when the lifecycle planned last. */
  readonly episodes: readonly { readonly episode: string; readonly waitsFor: string }[];
};

export const lifecycleStatusQuery = defineQuery<LifecycleStatus>('lifecycleStatus');
