import { randomUUID } from 'node:crypto';
import { withFloorWorkers } from './floors/with-floor-workers';
import { repeated, type Benchmark } from './harness/benchmark';
import { median, percentile } from './harness/stats';

export const f2EmptyWorkflow: Benchmark = {
  id: 'F2',
  title: 'Floor: an empty workflow from its start to its result, one after the other',
  run: (run) =>
    withFloorWorkers(run, async (client, taskQueue) =>
      repeated(run, async () => {
        const ms: number[] = [];
        for (let count = 0; count < (run.quick ? 50 : 300); count += 1) {
          const startedAt = performance.now();
          await client.workflow.execute('empty', { workflowId: `bench/floor/${randomUUID()}`, taskQueue });
          ms.push(performance.now() - startedAt);
        }
        return [
          ['start to result, p50', 'ms', median(ms)],
          ['start to result, p99', 'ms', percentile(ms, 0.99)],
        ];
      }),
    ),
};
