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

/** What a workflow of a customer is about. */
export type WorkflowName = { readonly customerId: string; readonly kind: EpisodeKind; readonly number: number };

const WORKFLOW_ID = /^customer\/([^/]+)(?:\/([a-z-]+)(?:\/(\d+))?)?$/;

/**
 * Reads the ID of a workflow of ours; `null` where it is none.
 * @example readWorkflowId('customer/7/win-back/2') // { customerId: '7', kind: 'win_back', number: 2 }
 */
export function readWorkflowId(workflowId: string): WorkflowName | null {
  const [, customerId, name = 'lifecycle', number = '1'] = WORKFLOW_ID.exec(workflowId) ?? [];
  const kind = (Object.keys(NAMES) as EpisodeKind[]).find((one) => NAMES[one] === name);
  if (customerId === undefined || kind === undefined) return null;
  return { customerId, kind, number: Number(number) };
}
