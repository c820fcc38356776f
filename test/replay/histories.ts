import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import { projectRoot } from '../../prisma/project-root';
import { testWorkflowBundle } from '../workflows/support/workflow-bundle';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

export const HISTORIES = path.join(projectRoot, 'test', 'replay', 'histories');
/** `RECORD_HISTORIES=0.3.0 npx jest replay whole-lifecycle versioning clock-advance runs-of-many` keeps what a release writes; never changed afterwards. */
const RECORD_AS = process.env.RECORD_HISTORIES;

/**
 * Runs today's workflow code over histories, by one worker, since each takes half a second to start.
 * @returns by name, what went wrong: a DeterminismViolationError where it would take other steps; `null` = nothing
 */
export async function replay(histories: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<string, Error | null>> {
  const names = Object.keys(histories);
  const given = names.map((name) => ({ workflowId: 'customer/1', history: histories[name] }));
  const options = { workflowBundle: { codePath: await testWorkflowBundle() } };
  const outcomes = new Map<string, Error | null>();
  // In the order in which they were given.
  for await (const { error } of Worker.runReplayHistories(options, given))
    outcomes.set(names[outcomes.size] ?? '', error ?? null);
  return outcomes;
}

/** Replays what workflows have just written, and keeps it where a release is being recorded. */
export async function replayAndKeep(histories: Readonly<Record<string, History>>): Promise<void> {
  for (const [name, outcome] of await replay(histories))
    if (outcome !== null) throw new Error(name, { cause: outcome });
  if (RECORD_AS === undefined) return;
  for (const [name, history] of Object.entries(histories)) {
    mkdirSync(path.join(HISTORIES, RECORD_AS), { recursive: true });
    writeFileSync(path.join(HISTORIES, RECORD_AS, `${name}.json`), `${withoutMachine(historyToJSON(history))}\n`);
  }
}

/** Names of processes and stacks of errors tell of the machine that they ran on, which is nobody's business. */
function withoutMachine(json: string): string {
  return json
    .replaceAll(/"\d+@[^"]+"/g, '"recorded"')
    .replaceAll(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
}
