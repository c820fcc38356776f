import { createFloorTable } from './floors/floor-table';
import { repeated, type Benchmark } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { startNode } from './harness/node-process';

export const f3SqlSweep: Benchmark = {
  id: 'F3',
  title: 'Floor: a hand-written sweep with FOR UPDATE SKIP LOCKED and the same sender, one row and 100 at a time',
  run: async (run) => {
    const site = await BenchSite.open(run.servers);
    const count = run.quick ? 500 : 5_000;
    try {
      return await repeated(run, async () => {
        const rows = [];
        for (const batch of [1, 100]) {
          await createFloorTable(site.pg, count);
          const [before, startedAt] = [site.mails.count(), Date.now()];
          const child = startNode('test/bench/floors/sweep-process.js', { ...site.env, FLOOR_BATCH: String(batch) });
          const code = await child.ended;
          if (code !== 0 || site.mails.count() - before !== count)
            throw new Error(`The sweep sent ${site.mails.count() - before} of ${count} mails:\n${child.output()}`);
          const arrivals = [...site.mails.arrivals.values()].map((times) => times.at(-1) ?? 0);
          const firstAt = Math.min(...arrivals.filter((at) => at >= startedAt));
          rows.push([`rows of ${batch}`, '/s', (count / (Math.max(...arrivals) - firstAt)) * 1_000] as const);
        }
        return rows;
      });
    } finally {
      await site.close();
    }
  },
};
