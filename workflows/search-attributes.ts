import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import { episodeName, type EpisodeKind } from '../domain/episode/episode-kind';

export const CUSTOMER_ID = defineSearchAttributeKey('CustomerId', SearchAttributeType.KEYWORD);
/** Where the customer's lifecycle stands; set when it changes. */
export const STAGE = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
/** The band of the customer's last credit review; set when it changes. */
export const RISK_BAND = defineSearchAttributeKey('RiskBand', SearchAttributeType.KEYWORD);
/** What the run is: `lifecycle`, `collections`, `credit-review` … */
export const EPISODE = defineSearchAttributeKey('Episode', SearchAttributeType.KEYWORD);

/** What a run is found by in Temporal UI from its first event on. */
export function startAttributes(customerId: string, episode: EpisodeKind): SearchAttributePair[] {
  return [
    { key: CUSTOMER_ID, value: customerId },
    { key: EPISODE, value: episodeName(episode) },
  ];
}
