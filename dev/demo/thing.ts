import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { send, type DemoRequest, type Places } from './request';

/** Something to try: what to do, what should be seen, and a check that it is. */
export type Thing = {
  readonly title: string;
  readonly requests: readonly DemoRequest[];
  /** What one should see, a line each. */
  readonly see: readonly string[];
  /** Does it, and says in a few words what came out. @throws Error where it is not what should be seen */
  readonly check: (world: DemoWorld) => Promise<string>;
};

/** What things are tried on. */
export class DemoWorld {
  constructor(
    readonly places: Places,
    private readonly apiKey: string,
  ) {}

  async ask<T>(request: DemoRequest, answer: z.ZodType<T>): Promise<T> {
    return answer.parse(await send(request, this.places, this.apiKey));
  }

  /** Sends a request whose answer tells nothing. */
  async tell(request: DemoRequest): Promise<void> {
    await send(request, this.places, this.apiKey);
  }

  /**
   * Asks again and again until the answer is as it should be: a mail, a plan after a fact and an advance come when they
   * come.
   * @throws Error with what was wrong with the last answer
   */
  async askUntil<T>(request: DemoRequest, answer: z.ZodType<T>, wrong: (got: T) => string | null): Promise<T> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const got = await this.ask(request, answer);
      const fault = wrong(got);
      if (fault === null) return got;
      if (Date.now() > deadline) throw new Error(`${fault} (after ${WAIT_MS / 1_000} s)`);
      await delay(LOOK_EVERY_MS);
    }
  }
}

// Seconds are enough on an idle machine; a busy one of a CI takes longer.
const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 200;

export const getFromApi = (path: string, read?: string): DemoRequest => ({
  method: 'GET',
  to: 'API',
  path,
  ...(read === undefined ? {} : { read }),
});

/** @throws Error that says what was expected */
export function expectThat(holds: boolean, expected: string): void {
  if (!holds) throw new Error(`expected ${expected}`);
}
