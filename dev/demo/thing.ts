import type { z } from 'zod';
import { send, type DemoRequest, type Places } from './request';
import { until } from './until';

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

  /** Asks until nothing is wrong with the answer. @throws Error with what was wrong with the last one */
  askUntil<T>(request: DemoRequest, answer: z.ZodType<T>, wrong: (got: T) => string | null): Promise<T> {
    return until(async () => {
      const got = await this.ask(request, answer);
      const missing = wrong(got);
      return missing === null ? { found: got } : { missing };
    });
  }
}

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
