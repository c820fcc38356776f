import { ApplicationFailure, makeContinueAsNewFunc, setHandler } from '@temporalio/workflow';
import { writes } from './activity-options';
import { followEpisode, type EpisodeWorkflowInput } from './follow-episode';
import { acknowledgeUpdate, resolveUpdate } from './messages';
import { ON_CURRENT_VERSION } from './on-current-version';

/** Climbs a ladder of people about one customer until somebody takes the matter up, and it is resolved. */
export async function escalation(input: EpisodeWorkflowInput): Promise<void> {
  const continueAsNew = makeContinueAsNewFunc<typeof escalation>(ON_CURRENT_VERSION);
  const { episodeId: escalationId } = input;
  await followEpisode(input, {
    kind: 'escalation',
    continueAsNew: (next) => continueAsNew(next),
    listen: (wake) => {
      setHandler(acknowledgeUpdate, async (answer) => {
        const stands = await writes.acknowledgeEscalation({ escalationId, ...answer });
        wake();
        return stands;
      });
      setHandler(
        resolveUpdate,
        async (answer) => {
          const stands = await writes.resolveEscalation({ escalationId, ...answer });
          wake();
          return stands;
        },
        { validator: refuseWithoutOutcome },
      );
    },
  });
}

function refuseWithoutOutcome({ outcome }: { readonly outcome: string }): void {
  if (outcome.trim() !== '') return;
  throw ApplicationFailure.create({
    type: 'validation-failed',
    nonRetryable: true,
    message: 'An escalation was to be resolved without an outcome; expected one',
  });
}
