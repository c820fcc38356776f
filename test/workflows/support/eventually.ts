import { setTimeout as delay } from 'node:timers/promises';

/** Repeats `look` until it passes; its last failure is the test's. */
export async function eventually<T>(look: () => Promise<T>, withinMs = 20_000): Promise<T> {
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
