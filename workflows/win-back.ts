import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';

/** Tries once to win a customer back that has gone. */
export async function winBack(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof winBack>();
  await followEpisode(input, { kind: 'win_back', continueAsNew: (next) => continueAsNew(next) });
}
