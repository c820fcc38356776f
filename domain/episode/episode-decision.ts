import type { Instant, LocalizedText, Move } from '../types';

/** The next thing that an episode does, decided on the facts of now. */
export type EpisodeTouch<Action extends string = string> = {
  readonly status: 'planned';
  /** In the customer's time. */
  readonly at: Instant;
  /** Name of the activity that does it. */
  readonly action: Action;
  /** Unique within the episode: done once, whatever happens. */
  readonly step: string;
  /** One line for Temporal UI, without personal data. */
  readonly summary: string;
  /** Why, and why then; without personal data. */
  readonly reason: LocalizedText;
  /** Contact rules that moved a message to the customer. */
  readonly moves: readonly Move[];
};

export type EpisodeDecision<Action extends string = string> =
  | EpisodeTouch<Action>
  | { readonly status: 'idle'; readonly summary: string; readonly reason: LocalizedText }
  | {
      readonly status: 'closed';
      /** How it ended, in a word of the kind. */
      readonly outcome: string;
      readonly summary: string;
      readonly reason: LocalizedText;
    };
