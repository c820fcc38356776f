import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';

/** Finds an owner for one customer, who accepts it. */
export async function onboarding(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof onboarding>();
  await followEpisode(input, { kind: 'onboarding', continueAsNew: (next) => continueAsNew(next) });
}
