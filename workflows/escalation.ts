import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';

/** Climbs a ladder of people about one customer until somebody takes the matter up, and it is resolved. */
export async function escalation(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof escalation>();
  await followEpisode(input, { kind: 'escalation', continueAsNew: (next) => continueAsNew(next) });
}
