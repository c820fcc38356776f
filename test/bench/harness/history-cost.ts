import type { WorkflowHandle } from '@temporalio/client';

/** What a workflow has cost the Temporal server so far. */
export type HistoryCost = { readonly events: number; readonly bytes: number; readonly transitions: number };

export async function historyCost(handle: WorkflowHandle): Promise<HistoryCost> {
  const { raw } = await handle.describe();
  const info = raw.workflowExecutionInfo;
  return {
    events: Number(info?.historyLength ?? 0),
    bytes: Number(info?.historySizeBytes ?? 0),
    transitions: Number(info?.stateTransitionCount ?? 0),
  };
}

export function costBetween(before: HistoryCost, after: HistoryCost): HistoryCost {
  return {
    events: after.events - before.events,
    bytes: after.bytes - before.bytes,
    transitions: after.transitions - before.transitions,
  };
}
