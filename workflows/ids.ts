import { episodeWorkflowId } from '../domain/episode/episode-kind';

/** The lifecycle of a customer: one workflow, for ever. */
export function customerWorkflowId(customerId: string): string {
  return episodeWorkflowId(customerId, 'lifecycle', 1);
}

/** The collections episode of a customer: one ID, used again by each episode. */
export function collectionsWorkflowId(customerId: string): string {
  return episodeWorkflowId(customerId, 'collections', 1);
}

/** One advance of a test clock. */
export function clockAdvanceWorkflowId(advanceId: string): string {
  return `clock-advance/${advanceId}`;
}

/** The reconcile of one installation: of its schedule, and of the run that somebody has asked for. */
export function reconcileWorkflowId(lifecycleQueue: string): string {
  return lifecycleQueue.replace(/lifecycle$/, 'reconcile');
}
