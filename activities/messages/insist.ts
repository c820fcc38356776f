import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/**
 * Does `work` again until it succeeds: for what is known in this process alone, and would be lost with it.
 * @param patience once it is aborted, `work` is tried a last time
 * @throws what `work` throws at the last; an ApplicationFailure at once, since that is an answer
 */
export async function insist<T>(work: () => Promise<T>, patience: AbortSignal): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const isLast = patience.aborted;
    try {
      return await work();
    } catch (error) {
      if (isLast || error instanceof ApplicationFailure) throw error;
    }
    // Rejects when patience ends, which is no reason to wait longer.
    await delay(waitMs, undefined, { signal: patience }).catch(() => undefined);
  }
}
