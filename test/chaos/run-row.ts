import type { Chaos, Row } from './scenario';
import { commandOf, type Play } from './plays';
import type { ChaosServers } from './support/chaos-servers';
import { seeded } from './support/seeded';

/**
 * Plays a row.
 * @throws Error that names row and seed, and how the failure can be had again
 */
export async function runRow({ name, run }: Row, servers: ChaosServers, play: Play): Promise<string> {
  if (run === null) return 'proved by the tests that it names';
  const { seed, size, awayMs } = play;
  const chaos: Chaos = {
    servers,
    draw: seeded(seed),
    size,
    get awayMs() {
      // Plays with another absence would count as the same.
      if (awayMs === null) throw new Error('The row takes a server away without "usesAway"');
      return awayMs;
    },
  };
  try {
    return await run(chaos);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} fails with seed ${seed} (${commandOf(play)}): ${reason}`, { cause: error });
  }
}
