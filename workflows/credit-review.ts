import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';

/** Reviews the credit of one customer once, from the score to the decision. */
export async function creditReview(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof creditReview>();
  await followEpisode(input, { kind: 'credit_review', continueAsNew: (next) => continueAsNew(next) });
}
