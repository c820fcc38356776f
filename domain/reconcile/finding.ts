import type { EpisodeKind } from '../episode/episode-kind';

/** What is mended, and how. */
export const REPAIRS = {
  /** Events waited for a relay that does not come. */
  'unsent-events': 'relayed',
  /** Workflows were told, or were to be told, and no plan has seen the facts. */
  'unseen-facts': 'woken',
  'missing-lifecycle': 'woken',
  'missing-episode': 'woken',
  'missing-collections': 'woken',
  /** A workflow runs on although its episode has ended. */
  'surplus-workflow': 'signalled',
  /** A touch was begun, and nobody is at it. */
  'stale-claim': 'woken',
  'overdue-touch': 'woken',
  /** An episode waits for facts, and the facts that are there call for something. */
  'unplanned-touch': 'woken',
  /** A plan is from before a publication or a change of settings or a calendar, and today's would be another. */
  'outdated-plan': 'woken',
  /** Nobody looks after the customer. */
  'no-keeper': 'queued',
} as const satisfies Readonly<Record<string, 'relayed' | 'woken' | 'signalled' | 'queued'>>;

export type FaultKind = keyof typeof REPAIRS;

/** What only a person can mend. */
export const REPORT_KINDS = ['owner-inactive', 'stuck-message', 'orphan-workflow', 'cannot-decide'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export type Fault = {
  readonly kind: FaultKind;
  readonly episode: { readonly kind: EpisodeKind; readonly number: number } | null;
  readonly workflowId: string | null;
  /** What was found, by name; without personal data. */
  readonly before: Readonly<Record<string, string | number | null>>;
  /** The workflow, when it is asked itself, shows that there is no fault: it runs, or an activity of it is under way. */
  readonly unless: 'running' | 'acting' | null;
};
