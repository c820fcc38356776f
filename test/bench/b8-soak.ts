import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { recordPayment } from '../../facts/write/record-payment';
import { collectionsWorkflowId } from '../../workflows/ids';
import { renewSignal } from '../../workflows/messages';
import { spread } from './b1-steady';
import type { Benchmark } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { playLoad, type LoadResult } from './harness/open-loop';
import { slope } from './harness/stats';

/** Reminders per second; and for each, one customer who was reminded before continues as new and pays in part. */
const RATE = 8;

export const b8Soak: Benchmark = {
  id: 'B8',
  title: 'Soak: reminders, part payments and workflows that continue as new, together',
  run: async (run) => {
    const site = await BenchSite.open(run.servers);
    const connection = await Connection.connect({ address: run.servers.temporalAddress });
    const client = new Client({ connection });
    const results: LoadResult[] = [];
    const memory: [number, number][] = [];
    let failures = 0;
    try {
      const [worker] = await site.startWorkers(1);
      if (worker === undefined) throw new Error('There is no worker');
      const endAt = Date.now() + (run.quick ? 20_000 : 15 * 60_000);
      for (let round = 1; Date.now() < endAt || round <= 2; round += 1) {
        const mixed = round === 1 ? Promise.resolve(0) : disturb(site, client, `soak-${round - 1}`);
        results.push(await playLoad(site, { name: `soak-${round}`, offsetsMs: spread(RATE, run.quick ? 5 : 30) }));
        failures += await mixed;
        memory.push([Date.now() / 3_600_000, (await worker.metric('process_resident_memory_bytes')) / 2 ** 20]);
      }
      const failed = await worker.sdkMetric('temporal_activity_execution_failed_total');
      // The first half fills caches.
      const later = memory.slice(Math.floor(memory.length / 2));
      return [
        ['memory at the end', 'MB', memory.at(-1)?.[1] ?? NaN],
        ...(later.length < 3 ? [] : [['memory growth in the second half', 'MB/h', slope(later)] as const]),
        ['reminders', '', results.reduce((sum, { perSecond, drainMs }) => sum + (perSecond * drainMs) / 1_000, 0)],
        ['commands refused', '', failures],
        ['activities failed', '', failed],
        ['p99', 'ms', ...results.map(({ p99Ms }) => p99Ms)],
        ...(await site.tally.figures()),
      ];
    } finally {
      await connection.close();
      await site.close();
    }
  },
};

/** @returns how many commands failed */
async function disturb(site: BenchSite, client: Client, name: string): Promise<number> {
  let failures = 0;
  const customers = await site.db.customer.findMany({
    where: { externalId: { startsWith: `${name}-` } },
    select: { id: true },
  });
  for (const { id: customerId } of customers) {
    await delay(1_000 / RATE);
    try {
      await client.workflow.getHandle(collectionsWorkflowId(customerId)).signal(renewSignal);
      await recordPayment(
        site.db,
        {
          customerId,
          externalId: null,
          received: { at: Date.now() },
          currency: 'USD',
          amountMinor: 100n,
          allocations: 'oldest-first',
        },
        { actor: 'bench', now: Date.now() },
      );
    } catch {
      failures += 1;
    }
  }
  return failures;
}
