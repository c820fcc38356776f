import { repeated, type Benchmark } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { playLoad } from './harness/open-loop';
import type { WorkerProcess } from './harness/worker-process';

export const b3Cold: Benchmark = {
  id: 'B3',
  title: 'Cold: the same herd for workers that were started a moment before',
  run: async (run) => {
    const size = run.quick ? 100 : 1_000;
    const site = await BenchSite.open(run.servers);
    try {
      await site.startWorkers(run.workers);
      const figures = await repeated(run, async (repeat) => {
        let workers: readonly WorkerProcess[] = [];
        const result = await playLoad(site, {
          name: `cold-${repeat}`,
          offsetsMs: new Array<number>(size).fill(0),
          beforeDueMs: 25_000,
          beforeDue: async () => {
            await site.stopWorkers();
            workers = await site.startWorkers(run.workers);
          },
        });
        const misses = await Promise.all(workers.map(stickyMisses));
        return [
          [`${size} customers, drained in`, 's', result.drainMs / 1_000],
          [`${size} customers, reminders`, '/s', result.perSecond],
          [`${size} customers, p50`, 'ms', result.p50Ms],
          [`${size} customers, p99`, 'ms', result.p99Ms],
          ['sticky cache misses', '', misses.reduce((sum, count) => sum + count, 0)],
        ];
      });
      return [...figures, ...(await site.tally.figures())];
    } finally {
      await site.close();
    }
  },
};

/** The server sends the whole history to a worker that never had the run, which the SDK's own count of misses leaves out. */
async function stickyMisses(worker: WorkerProcess): Promise<number> {
  const tasks = await worker.sdkMetric('temporal_workflow_task_replay_latency_seconds_count');
  return tasks - (await worker.sdkMetric('temporal_sticky_cache_hit_total'));
}
