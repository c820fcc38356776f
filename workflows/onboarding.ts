import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';
import { ON_CURRENT_VERSION } from './on-current-version';

/** Finds an owner for one customer, who accepts it. */
export async function onboarding(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof onboarding>(ON_CURRENT_VERSION);
  await followEpisode(input, { kind: 'onboarding', continueAsNew: (next) => continueAsNew(next) });
}
