import { episodeWorkflowId } from '../episode/episode-kind';
import type { Instant } from '../types';
import type { Fault, FaultKind, ReportKind } from './finding';
import type { FreshDecision } from './fresh-decision';
import type { OpenClaim, OpenEpisode, ReconcileLimits, ReconcileState } from './reconcile-state';

export type ReconcileView = {
  /** Workflows of the customer that Temporal lists as running; the list may lag by seconds. */
  readonly running: ReadonlySet<string>;
  /** The machine's clock. */
  readonly now: Instant;
  readonly limits: ReconcileLimits;
};

/**
 * What is wrong with one customer and can be mended. Each episode has one fault at most, the deepest: what a missing
 * workflow has not done is no fault of its own. Pure; what depends on Temporal says how to make sure (`unless`).
 */
export function findFaults(state: ReconcileState, view: ReconcileView): readonly Fault[] {
  const keeper = state.engagement === 'closed' || state.hasKeeper ? [] : [noKeeper()];
  const { unsent } = state;
  if (unsent !== null) {
    // Being told mends most of what else there is; what it does not, the next look finds.
    return unsent.oldestMs < view.limits.unsentMs ? keeper : [...keeper, unsentEvents(unsent)];
  }
  if (state.quietMs < view.limits.quietMs) return keeper;
  return [
    ...keeper,
    ...missingLifecycle(state, view),
    ...state.episodes.flatMap((episode) => faultOf(episode, state, view)),
    ...missingCollections(state),
  ];
}

/** What a person should look at. */
export function findReports(state: ReconcileState): readonly ReportKind[] {
  const reports: ReportKind[] = [];
  if (state.hasInactiveOwner && state.engagement !== 'closed') reports.push('owner-inactive');
  if (state.stuckMessages > 0) reports.push('stuck-message');
  return reports;
}

/**
 * Episodes that have seen all facts, and of which only a fresh decision can tell whether they are right: those that wait
 * for facts, and those whose plan is older than the rules that it was made by.
 */
export function episodesToDecideAgain(state: ReconcileState, view: ReconcileView): readonly OpenEpisode[] {
  if (state.unsent !== null || state.quietMs < view.limits.quietMs) return [];
  return state.episodes.filter(
    (episode) =>
      episode.status === 'running' &&
      (episode.nextAt === null || isOutdated(episode, state, view)) &&
      episode.plannedFacts >= state.factsVersion &&
      view.running.has(episode.workflowId) &&
      claimOf(episode, state) === undefined,
  );
}

/**
 * The fault of an episode that should have planned again. Only instants are compared: what else has changed is found by
 * whoever comes to act at that instant.
 * @param fresh what it would do if it planned now
 */
export function faultsOfPlan(episode: OpenEpisode, { decision, at }: FreshDecision): readonly Fault[] {
  const { nextAt } = episode;
  if (nextAt === null) {
    const before = { plan: 'idle', decision };
    return decision === 'idle' ? [] : [fault('unplanned-touch', episode, before, 'acting')];
  }
  if (at === nextAt) return [];
  const before = { plannedFor: instant(nextAt), decision, at: at === null ? null : instant(at) };
  return [fault('outdated-plan', episode, before, 'acting')];
}

/** What is due is for `overdue-touch`. */
function isOutdated(
  { nextAt, plannedAt }: OpenEpisode,
  state: ReconcileState,
  { now, limits }: ReconcileView,
): boolean {
  const { rulesChangedAt, isSandbox } = state;
  if (nextAt === null || plannedAt === null || rulesChangedAt === null) return false;
  return plannedAt < rulesChangedAt + limits.rulesMs && (isSandbox || nextAt > now);
}

function faultOf(episode: OpenEpisode, state: ReconcileState, view: ReconcileView): readonly Fault[] {
  const { kind, status, workflowId, nextAt, plannedFacts } = episode;
  const { running, limits, now } = view;
  if (!running.has(workflowId)) {
    // That of an open customer is looked for by its name, whatever its row says.
    if (kind === 'lifecycle' && state.engagement !== 'closed') return [];
    return [fault('missing-episode', episode, { workflow: 'not running', status }, 'running')];
  }
  if (plannedFacts < state.factsVersion) {
    return [fault('unseen-facts', episode, { facts: state.factsVersion, planned: plannedFacts }, 'acting')];
  }
  const claim = claimOf(episode, state);
  if (claim !== undefined) {
    if (claim.ageMs < limits.claimMs) return [];
    return [fault('stale-claim', episode, { touch: claim.touchId, claimedForMs: claim.ageMs }, 'acting')];
  }
  if (nextAt === null || state.isSandbox || nextAt > now - limits.overdueMs) return [];
  return [fault('overdue-touch', episode, { plannedFor: instant(nextAt) }, 'acting')];
}

function claimOf({ id, kind }: OpenEpisode, { claims }: ReconcileState): OpenClaim | undefined {
  return claims.find((claim) => claim.kind === kind && (claim.episodeId === null || claim.episodeId === id));
}

function missingLifecycle(state: ReconcileState, { running }: ReconcileView): readonly Fault[] {
  const workflowId = episodeWorkflowId(state.id, 'lifecycle', 1);
  if (!needsLifecycle(state) || running.has(workflowId)) return [];
  return [fault('missing-lifecycle', { kind: 'lifecycle', number: 1, workflowId }, NOT_RUNNING, 'running')];
}

/** An import wakes nobody: who is paused has workflows only where something else has happened, and that has left a row. */
function needsLifecycle({ engagement, episodes }: ReconcileState): boolean {
  return engagement === 'active' || (engagement === 'paused' && episodes.length > 0);
}

/** Nothing begins for a paused customer; its activation starts collections. */
function missingCollections({ id, engagement, hasOpenItems, episodes }: ReconcileState): readonly Fault[] {
  if (engagement !== 'active' || !hasOpenItems || episodes.some(({ kind }) => kind === 'collections')) return [];
  const workflowId = episodeWorkflowId(id, 'collections', 1);
  return [
    fault(
      'missing-collections',
      { kind: 'collections', number: 1, workflowId },
      { invoices: 'open', status: null },
      null,
    ),
  ];
}

function unsentEvents({ count, oldestMs }: NonNullable<ReconcileState['unsent']>): Fault {
  const before = { events: count, waitedForMs: oldestMs };
  return { kind: 'unsent-events', episode: null, workflowId: null, before, unless: null };
}

function noKeeper(): Fault {
  return { kind: 'no-keeper', episode: null, workflowId: null, before: { owner: null, queue: null }, unless: null };
}

function instant(at: Instant): string {
  return new Date(at).toISOString();
}

const NOT_RUNNING = { workflow: 'not running' };

function fault(
  kind: FaultKind,
  { kind: episode, number, workflowId }: Pick<OpenEpisode, 'kind' | 'number' | 'workflowId'>,
  before: Fault['before'],
  unless: Fault['unless'],
): Fault {
  return { kind, episode: { kind: episode, number }, workflowId, before, unless };
}
