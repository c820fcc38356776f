import { appliesTo } from '../../domain/decide/applies-to';
import type { CustomerFacts, Instant } from '../../domain/types';
import type { PlaybookVersion, PolicyVersion } from './documents';
import type { Snapshot } from './snapshot';

/** The playbook of an episode, and since when the episode follows that playbook where it has followed another before. */
export type ChosenPlaybook = { readonly version: PlaybookVersion; readonly sinceAt: Instant | null };

/**
 * The first published playbook that applies: highest priority, ties by name. A version published for new episodes is
 * taken by a running one only where it is already pinned; until then the pinned version of the same playbook goes on,
 * and where there is none, the next playbook that applies.
 *
 * @param now the customer's now: when a change of playbook that this choice makes is said to have happened
 */
export function choosePlaybook(
  snapshot: Snapshot,
  versions: readonly PlaybookVersion[],
  now: Instant,
): ChosenPlaybook | null {
  const running = snapshot.episode?.status === 'running' ? snapshot.episode : null;
  const pinned = versions.find((version) => version.id === running?.playbookVersionId) ?? null;
  // A test clock's instants tell nothing about what was published first, the day on which its customer was made does.
  const startedAt = snapshot.customer.isSandbox ? snapshot.customer.createdAt : (running?.startedAt ?? now);
  for (const version of ranked(versions, (candidate) => candidate.playbook)) {
    if (!version.isPublished || !appliesTo(version.playbook.applies, snapshot.customer)) continue;
    const isOfPinned = pinned !== null && pinned.documentId === version.documentId;
    if (pinned !== null && version.effective === 'new-episodes' && version.publishedAt > startedAt) {
      if (isOfPinned) return { version: pinned, sinceAt: running?.playbookSinceAt ?? null };
      continue;
    }
    if (pinned === null || isOfPinned) return { version, sinceAt: running?.playbookSinceAt ?? null };
    return { version, sinceAt: now };
  }
  return null;
}

/** The first published contact policy that applies: highest priority, ties by name. */
export function choosePolicy(
  snapshot: { readonly customer: Omit<CustomerFacts, 'id'> },
  versions: readonly PolicyVersion[],
): PolicyVersion | null {
  const fitting = versions.filter(
    (version) => version.isPublished && appliesTo(version.policy.applies, snapshot.customer),
  );
  return ranked(fitting, (candidate) => candidate.policy)[0] ?? null;
}

/**
 * Since when each step that was not always there acts. An episode that came from another playbook has all its steps
 * since then. A sandbox customer lives in a time of its own: steps published before it was made were always there, later
 * ones count from the instant of its clock at which they were first seen.
 *
 * @param seen the instants that earlier plans of a sandbox customer have noted
 */
export function stepsSinceFor(
  snapshot: Snapshot,
  { version, sinceAt }: ChosenPlaybook,
  seen: ReadonlyMap<string, Instant>,
  now: Instant,
): ReadonlyMap<string, Instant> {
  const since = new Map<string, Instant>();
  for (const { id } of version.playbook.steps) {
    const addedAt = addedFor(snapshot, version.stepsSince.get(id) ?? null, seen.get(id) ?? null, now);
    const instants = [addedAt, sinceAt].filter((instant) => instant !== null);
    if (instants.length > 0) since.set(id, Math.max(...instants));
  }
  return since;
}

function addedFor(
  { customer }: Snapshot,
  publishedAt: Instant | null,
  seenAt: Instant | null,
  now: Instant,
): Instant | null {
  if (!customer.isSandbox || publishedAt === null) return publishedAt;
  return publishedAt <= customer.createdAt ? null : (seenAt ?? now);
}

function ranked<T>(
  versions: readonly T[],
  document: (version: T) => { readonly name: string; readonly priority: number },
): readonly T[] {
  return versions.toSorted((a, b) => {
    const [left, right] = [document(a), document(b)];
    if (left.priority !== right.priority) return right.priority - left.priority;
    return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
  });
}
