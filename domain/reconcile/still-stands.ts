import { episodeWorkflowId } from '../episode/episode-kind';
import { episodesToDecideAgain, findFaults, type ReconcileView } from './find-faults';
import type { Fault } from './finding';
import type { ReconcileState } from './reconcile-state';

/**
 * Whether a fault that was found is still one by what PostgreSQL says now. What Temporal said of it a moment ago is taken
 * to hold.
 */
export function stillStands(
  { kind, workflowId, unless }: Fault,
  state: ReconcileState,
  { now, limits }: Pick<ReconcileView, 'now' | 'limits'>,
): boolean {
  const lifecycle = episodeWorkflowId(state.id, 'lifecycle', 1);
  const workflowIds = [lifecycle, ...state.episodes.map((episode) => episode.workflowId)];
  const running = new Set(workflowIds.filter((id) => unless !== 'running' || id !== workflowId));
  const view = { running, now, limits };
  if (kind === 'unplanned-touch' || kind === 'outdated-plan')
    return episodesToDecideAgain(state, view).some((one) => one.workflowId === workflowId);
  return findFaults(state, view).some((one) => one.kind === kind && one.workflowId === workflowId);
}
