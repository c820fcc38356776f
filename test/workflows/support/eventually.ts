import { setTimeout as delay } from 'node:timers/promises';

/** Below Jest's own limit, and far beyond what a busy machine needs. */
const LONGEST_MS = 240_000;

/** Repeats `look` until it passes; its last failure is the test's. */
export async function eventually<T>(look: () => Promise<T>, withinMs = LONGEST_MS): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(50);
    }
  }
}
