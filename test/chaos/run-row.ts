import type { Row } from './scenario';
import type { ChaosServers } from './support/chaos-servers';
import { seeded } from './support/seeded';

export type RowOptions = {
  readonly servers: ChaosServers;
  readonly seed: number;
  readonly awayMs: number;
  readonly size: number;
};

/**
 * Plays a row.
 * @throws Error that names row and seed, so that the failure can be had again
 */
export async function runRow({ name, run }: Row, { servers, seed, awayMs, size }: RowOptions): Promise<string> {
  if (run === null) return 'proved by the tests that it names';
  try {
    return await run({ servers, draw: seeded(seed), awayMs, size });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} fails with seed ${seed} (npm run chaos -- --row ${name} --seed ${seed}): ${reason}`, {
      cause: error,
    });
  }
}
