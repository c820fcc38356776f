import { randomUUID } from 'node:crypto';
import type { timerAndActivity } from './floors/floor-workflows';
import { withFloorWorkers } from './floors/with-floor-workers';
import { repeated, type Benchmark } from './harness/benchmark';

/** Enough that workers always have something to do. */
const WORKFLOWS = 200;
const TIMER_MS = 100;
/** Until the queues are as full as they stay. */
const RAMP_MS = 4_000;

/** What any reminder on Temporal costs at least: one timer and one activity, 11 events. */
export const f1TimerAndActivity: Benchmark = {
  id: 'F1',
  title: 'Floor: a timer and an activity that does nothing, 200 bare workflows',
  run: (run) =>
    withFloorWorkers(run, async (client, taskQueue) =>
      repeated(run, async () => {
        const fromAt = Date.now() + RAMP_MS;
        const seconds = run.quick ? 8 : 25;
        const untilAt = fromAt + seconds * 1_000;
        const rounds = await Promise.all(
          Array.from({ length: WORKFLOWS }, () =>
            client.workflow.execute<typeof timerAndActivity>('timerAndActivity', {
              workflowId: `bench/floor/${randomUUID()}`,
              taskQueue,
              args: [{ fromAt, untilAt, timerMs: TIMER_MS }],
            }),
          ),
        );
        return [['rounds', '/s', rounds.reduce((sum, count) => sum + count, 0) / seconds]];
      }),
    ),
};
