/** The Temporal run that an act comes from, as timelines and touches name it. */
export type RunRef = { readonly workflowId: string; readonly runId: string };
