import type { NumberedEpisode } from '../../domain/episode/episode-kind';
import { creditReviewDefinition } from './credit-review';
import { escalationDefinition } from './escalation';
import { onboardingDefinition } from './onboarding';
import { runnableEpisode, type RunnableEpisode } from './runnable-episode';
import { winBackDefinition } from './win-back';

/** Every kind of episode that the lifecycle starts, besides collections. */
export const EPISODES: readonly RunnableEpisode[] = [
  runnableEpisode(onboardingDefinition),
  runnableEpisode(creditReviewDefinition),
  runnableEpisode(escalationDefinition),
  runnableEpisode(winBackDefinition),
];

/** @throws Error where the kind has no definition */
export function episodeOf(kind: NumberedEpisode): RunnableEpisode {
  const episode = EPISODES.find((known) => known.kind === kind);
  if (episode !== undefined) return episode;
  throw new Error(`There is no definition of the episode ${kind}`);
}
