import type { EpisodeDecision } from '../episode/episode-decision';

/** What a win-back can do. */
export type WinBackAction = 'startWinBack' | 'sendEmail' | 'sendSms' | 'createOwnerTask' | 'skipStep' | 'endWinBack';

export type WinBackDecision = EpisodeDecision<WinBackAction>;

export type WinBackOutcome =
  'won' | 'replied' | 'opted-out' | 'exhausted' | 'ended' | 'stopped' | 'no-policy' | 'already-running';
