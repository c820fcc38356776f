import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import { projectRoot } from '../../prisma/project-root';
import { testWorkflowBundle } from '../workflows/support/workflow-bundle';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

export const HISTORIES = path.join(projectRoot, 'test', 'replay', 'histories');
/** `RECORD_HISTORIES=0.3.0 npx jest replay whole-lifecycle versioning` keeps what a release writes; never changed afterwards. */
const RECORD_AS = process.env.RECORD_HISTORIES;

/** Runs today's workflow code over a history. @throws DeterminismViolationError where it would take other steps */
export async function replay(history: unknown, workflowId = 'customer/1'): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: { codePath: await testWorkflowBundle() } }, history, workflowId);
}

/** Replays what workflows have just written, and keeps it where a release is being recorded. */
export async function replayAndKeep(histories: Readonly<Record<string, History>>): Promise<void> {
  for (const [name, history] of Object.entries(histories)) {
    await replay(history);
    if (RECORD_AS === undefined) continue;
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
