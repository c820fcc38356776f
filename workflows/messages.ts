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

export type LifecycleStatus = {
  readonly stage: string;
  readonly status: 'open' | 'closed';
};

export const lifecycleStatusQuery = defineQuery<LifecycleStatus>('lifecycleStatus');
