import { setTimeout as delay } from 'node:timers/promises';

// Two seconds are enough on an idle machine; a busy one takes longer.
const WAIT_MS = 240_000;
const LOOK_EVERY_MS = 200;

/**
 * Looks again and again until what is looked for is there: a mail, a plan after a fact and an advance come when they come.
 * @param look returns what it found, or in words what is still missing
 * @throws Error with what was still missing in the end
 */
export async function until<T>(look: () => Promise<{ readonly found: T } | { readonly missing: string }>): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const result = await look();
    if ('found' in result) return result.found;
    if (Date.now() > deadline) throw new Error(`${result.missing} (after ${WAIT_MS / 1_000} s)`);
    await delay(LOOK_EVERY_MS);
  }
}
