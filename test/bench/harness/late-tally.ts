import { setTimeout as delay } from 'node:timers/promises';
import type { MailOracle } from './mail-oracle';

/**
 * A message that is handed over twice comes with a retry: 2 s later at the earliest, and after 15 s where a worker has lost
 * its heartbeat.
 */
const QUIET_MS = 20_000;
const LOST_AFTER_MS = 60_000;

/** Counts what was lost and what was doubled of all loads of a site, warm-ups included, when everything should be over. */
export class LateTally {
  private readonly expected = new Set<string>();

  constructor(private readonly mails: MailOracle) {}

  /** Each of these addresses is to get one mail. */
  expect(addresses: Iterable<string>): void {
    for (const address of addresses) this.expected.add(address);
  }

  /** Waits until no mail has come for 20 s, or for a minute where some are missing; workers are to run meanwhile. */
  async figures(suffix = ''): Promise<readonly (readonly [what: string, unit: string, value: number])[]> {
    let [seen, seenAt] = [this.mails.count(), this.mails.lastAt() ?? Date.now()];
    while (Date.now() < seenAt + (this.missing() === 0 ? QUIET_MS : LOST_AFTER_MS)) {
      await delay(200);
      if (this.mails.count() !== seen) [seen, seenAt] = [this.mails.count(), Date.now()];
    }
    const doubled = [...this.mails.arrivals].filter(
      ([address, times]) => times.length > 1 || !this.expected.has(address),
    );
    return [
      [`lost${suffix}`, '', this.missing()],
      [`doubled${suffix}`, '', doubled.length],
    ];
  }

  private missing(): number {
    return [...this.expected].filter((address) => !this.mails.arrivals.has(address)).length;
  }
}
