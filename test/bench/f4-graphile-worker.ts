import { runMigrations } from 'graphile-worker';
import { repeated, type Benchmark } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { startNode, until } from './harness/node-process';
import { median, percentile } from './harness/stats';

const LEAD_MS = 4_000;

export const f4GraphileWorker: Benchmark = {
  id: 'F4',
  title: 'Floor: graphile-worker, a job with run_at for each reminder and the same sender, all due at one instant',
  run: async (run) => {
    const site = await BenchSite.open(run.servers);
    const count = run.quick ? 500 : 5_000;
    const child = startNode('test/bench/floors/graphile-process.js', site.env);
    try {
      await runMigrations({ connectionString: site.env.DATABASE_URL ?? '' });
      const isReady = async () => (child.output().includes('ready') ? true : null);
      await until('starting graphile-worker', isReady, { needs: child });
      return await repeated(run, async (repeat) => {
        const dueAt = Date.now() + LEAD_MS;
        await site.pg.query(
          `SELECT graphile_worker.add_job('remind', json_build_object('address', format('graphile-%s-%s@bench.example', $1::int, n)),
             run_at := to_timestamp($2::float8 / 1000)) FROM generate_series(1, $3::int) n`,
          [repeat, dueAt, count],
        );
        const isDone = async () => (site.mails.count() >= repeat * count ? true : null);
        await until('sending', isDone, { withinMs: 300_000, needs: child });
        const late = Array.from({ length: count }, (_, index) => {
          const at = site.mails.arrivals.get(`graphile-${repeat}-${index + 1}@bench.example`)?.[0] ?? NaN;
          return at - dueAt;
        });
        return [
          ['reminders', '/s', (count / Math.max(...late)) * 1_000],
          ['p50', 'ms', median(late)],
          ['p99', 'ms', percentile(late, 0.99)],
        ];
      });
    } finally {
      await child.stop();
      await site.close();
    }
  },
};
