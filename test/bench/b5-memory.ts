import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { until } from './harness/node-process';
import { countPlanned, seedCustomers } from './harness/seed-customers';
import { slope } from './harness/stats';

const FAR_MS = 86_400_000;
/** Until what was needed for planning alone is given back. */
const SETTLE_MS = 5_000;

export const b5Memory: Benchmark = {
  id: 'B5',
  title: 'Memory of a worker process: empty, and for each customer whose workflows it keeps',
  run: async (run) => {
    const site = await BenchSite.open(run.servers);
    try {
      const [worker] = await site.startWorkers(1);
      if (worker === undefined) throw new Error('There is no worker');
      const megabytes = async () => (await worker.metric('process_resident_memory_bytes')) / 2 ** 20;
      const points: [number, number][] = [[0, await megabytes()]];
      const steps = run.quick ? [100, 200] : [250, 500, 1_000, 1_500];
      for (const customers of steps) {
        const name = `memory-${customers}`;
        const count = customers - (points.at(-1)?.[0] ?? 0);
        await seedCustomers(site.pg, { name, dueAts: new Array<number>(count).fill(Date.now() + FAR_MS) });
        const isPlanned = async () => ((await countPlanned(site.pg, name)) === count ? true : null);
        await until('planning', isPlanned, { withinMs: 300_000, everyMs: 200 });
        await delay(SETTLE_MS);
        points.push([customers, await megabytes()]);
      }
      // The first customers also pay for caches, pools and compiled code.
      const cached = await worker.sdkMetric('temporal_sticky_cache_size');
      return [
        ['empty', 'MB', points[0]?.[1] ?? NaN],
        [`with ${steps.at(-1) ?? 0} customers`, 'MB', points.at(-1)?.[1] ?? NaN],
        ['per customer, after the first ones', 'kB', slope(points.slice(1)) * 1_024],
        ['workflows in the cache at the end', '', cached],
      ];
    } finally {
      await site.close();
    }
  },
};
