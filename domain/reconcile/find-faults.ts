import { episodeWorkflowId } from '../episode/episode-kind';
import type { Instant } from '../types';
import type { Fault, FaultKind, ReportKind } from './finding';
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

/** Episodes that wait for facts and have seen all of them: whether they do so rightly, only a fresh decision can tell. */
export function episodesToDecideAgain(state: ReconcileState, view: ReconcileView): readonly OpenEpisode[] {
  if (state.unsent !== null || state.quietMs < view.limits.quietMs) return [];
  return state.episodes.filter(
    (episode) =>
      episode.status === 'running' &&
      episode.nextAt === null &&
      episode.plannedFacts >= state.factsVersion &&
      view.running.has(episode.workflowId) &&
      claimOf(episode, state) === undefined,
  );
}

/** The fault of an episode that should have planned. @param decision what a fresh decision calls for */
export function unplannedTouch(episode: OpenEpisode, decision: string): Fault {
  return fault('unplanned-touch', episode, { plan: 'idle', decision }, 'acting');
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
  return [fault('overdue-touch', episode, { plannedFor: new Date(nextAt).toISOString() }, 'acting')];
}

function claimOf({ id, kind }: OpenEpisode, { claims }: ReconcileState): OpenClaim | undefined {
  return claims.find((claim) => claim.kind === kind && (claim.episodeId === null || claim.episodeId === id));
}

function missingLifecycle({ id, engagement }: ReconcileState, { running }: ReconcileView): readonly Fault[] {
  const workflowId = episodeWorkflowId(id, 'lifecycle', 1);
  if (engagement === 'closed' || running.has(workflowId)) return [];
  return [fault('missing-lifecycle', { kind: 'lifecycle', number: 1, workflowId }, NOT_RUNNING, 'running')];
}

function missingCollections({ id, engagement, hasOpenItems, episodes }: ReconcileState): readonly Fault[] {
  if (engagement === 'closed' || !hasOpenItems || episodes.some(({ kind }) => kind === 'collections')) return [];
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

const NOT_RUNNING = { workflow: 'not running' };

function fault(
  kind: FaultKind,
  { kind: episode, number, workflowId }: Pick<OpenEpisode, 'kind' | 'number' | 'workflowId'>,
  before: Fault['before'],
  unless: Fault['unless'],
): Fault {
  return { kind, episode: { kind: episode, number }, workflowId, before, unless };
}
