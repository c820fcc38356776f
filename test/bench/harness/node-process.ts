import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { startGuarded } from '../../../dev/guarded-process';
import { projectRoot } from '../../../prisma/project-root';

export type NodeProcess = {
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  /** What it printed last. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
};

// A worker ends what it is at; nothing that is measured comes after this.
const STOP_WITHIN_MS = 15_000;

/** Starts a compiled program of the project as a process of its own, which cannot outlive this one. */
export function startNode(script: string, env: Readonly<Record<string, string>>): NodeProcess {
  return startGuarded({
    command: process.execPath,
    args: [path.join(projectRoot, 'dist', script)],
    env,
    stopSignal: 'TERM',
    stopTimeoutMs: STOP_WITHIN_MS,
  });
}

/**
 * Waits until `probe` gives something other than `null`.
 * @throws Error where it does not within `withinMs`, or where a process that it needs has ended
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | null>,
  { withinMs = 60_000, everyMs = 50, needs = null as NodeProcess | null } = {},
): Promise<T> {
  const state = { ended: false };
  void needs?.ended.then(() => {
    state.ended = true;
  });
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (state.ended) throw new Error(`${what}: the process has ended:\n${needs?.output() ?? ''}`);
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms\n${needs?.output() ?? ''}`);
    await delay(everyMs);
  }
}
