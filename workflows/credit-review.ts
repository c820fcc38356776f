import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';
import { ON_CURRENT_VERSION } from './on-current-version';

/** Reviews the credit of one customer once, from the score to the decision. */
export async function creditReview(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof creditReview>(ON_CURRENT_VERSION);
  await followEpisode(input, { kind: 'credit_review', continueAsNew: (next) => continueAsNew(next) });
}
