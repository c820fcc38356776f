/** Episodes of which a customer can have several, each with a number. */
export type NumberedEpisode = 'onboarding' | 'credit_review' | 'escalation' | 'win_back';
export type EpisodeKind = 'lifecycle' | 'collections' | NumberedEpisode;

/** As in workflow IDs, addresses and search attributes. */
const NAMES: Readonly<Record<EpisodeKind, string>> = {
  lifecycle: 'lifecycle',
  collections: 'collections',
  onboarding: 'onboarding',
  credit_review: 'credit-review',
  escalation: 'escalation',
  win_back: 'win-back',
};

/** @example episodeName('credit_review') // 'credit-review' */
export function episodeName(kind: EpisodeKind): string {
  return NAMES[kind];
}

/**
 * The workflow of one episode. Collections has one, used again, and the lifecycle has the customer's own name.
 * @example episodeWorkflowId('7', 'win_back', 2) // 'customer/7/win-back/2'
 */
export function episodeWorkflowId(customerId: string, kind: EpisodeKind, number: number): string {
  if (kind === 'lifecycle') return `customer/${customerId}`;
  const id = `customer/${customerId}/${NAMES[kind]}`;
  return kind === 'collections' ? id : `${id}/${number}`;
}
