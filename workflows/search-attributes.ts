import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';

export const CUSTOMER_ID = defineSearchAttributeKey('CustomerId', SearchAttributeType.KEYWORD);
/** Where the customer's lifecycle stands; set when it changes. */
export const STAGE = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
/** What the run is: `lifecycle`, `collections`. */
export const EPISODE = defineSearchAttributeKey('Episode', SearchAttributeType.KEYWORD);

/** What a run is found by in Temporal UI from its first event on. */
export function startAttributes(customerId: string, episode: 'lifecycle' | 'collections'): SearchAttributePair[] {
  return [
    { key: CUSTOMER_ID, value: customerId },
    { key: EPISODE, value: episode },
  ];
}
