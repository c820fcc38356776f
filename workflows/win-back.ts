import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';
import { ON_CURRENT_VERSION } from './on-current-version';

/** Tries once to win a customer back that has gone. */
export async function winBack(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof winBack>(ON_CURRENT_VERSION);
  await followEpisode(input, { kind: 'win_back', continueAsNew: (next) => continueAsNew(next) });
}
