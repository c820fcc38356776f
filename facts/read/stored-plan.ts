import type { Decision, Instant } from '../../domain/types';

export type DocumentRef = { readonly versionId: string | null; readonly name: string; readonly number: number };

/** What `Episode.plan` holds: the decision, and by which versions it was made. Instants are epoch milliseconds. */
export type StoredPlan = {
  readonly decision: Decision;
  readonly playbook: DocumentRef | null;
  readonly policy: DocumentRef;
  readonly calendar: string;
  /** Set while touches wait for a kill switch: what stands still, whatever the decision says. */
  readonly stopped: 'sending' | 'playbook' | 'email' | 'sms' | null;
  /** The last move that the timeline was told of, so that planning the same again says nothing new. */
  readonly movedKey: string | null;
  /** Sandbox customers only: when, by their clock, each step that a later version brought was first seen. */
  readonly stepsSeenAt: Readonly<Record<string, Instant>>;
};

/** The plan as it was stored; `null` where there is none yet. */
export function storedPlan(json: unknown): StoredPlan | null {
  return typeof json === 'object' && json !== null && 'decision' in json ? (json as StoredPlan) : null;
}
