import type { Benchmark, Figure } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { playLoad, type LoadResult } from './harness/open-loop';

export const b2Herd: Benchmark = {
  id: 'B2',
  title: 'Herd: customers whose reminders are all due at one instant',
  run: async (run) => {
    const site = await BenchSite.open(run.servers);
    const figures: Figure[] = [];
    try {
      await site.startWorkers(run.workers);
      await playLoad(site, { name: 'warm-up', offsetsMs: new Array<number>(50).fill(0) });
      for (const size of run.quick ? [100] : [100, 1_000, 5_000]) {
        const results: LoadResult[] = [];
        // The largest takes minutes to set up, and varies least.
        for (let repeat = 1; repeat <= (size > 1_000 ? 1 : run.repeats); repeat += 1) {
          const name = `herd-${size}-${repeat}`;
          results.push(await playLoad(site, { name, offsetsMs: new Array<number>(size).fill(0) }));
        }
        figures.push(
          [`${size} customers, drained in`, 's', ...results.map((result) => result.drainMs / 1_000)],
          [`${size} customers, reminders`, '/s', ...results.map((result) => result.perSecond)],
          [`${size} customers, p50`, 'ms', ...results.map((result) => result.p50Ms)],
          [`${size} customers, p99`, 'ms', ...results.map((result) => result.p99Ms)],
          [`${size} customers, started and planned`, '/s', ...results.map((result) => result.plannedPerSecond)],
        );
        run.log(`B2 ${size}: drained in ${(results[0]?.drainMs ?? 0) / 1_000} s`);
      }
      return [...figures, ...(await site.tally.figures())];
    } finally {
      await site.close();
    }
  },
};
