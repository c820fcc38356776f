import { roundsPerSecond } from './floors/rounds-per-second';
import { withFloorWorkers } from './floors/with-floor-workers';
import { repeated, type Benchmark } from './harness/benchmark';

/** What any reminder on Temporal costs at least: one timer and one activity, 11 events. */
export const f1TimerAndActivity: Benchmark = {
  id: 'F1',
  title: 'Floor: a timer and an activity that does nothing, 200 bare workflows',
  run: (run) =>
    withFloorWorkers(run, async (client, taskQueue) =>
      repeated(run, async () => {
        const seconds = run.quick ? 4 : 25;
        return [['rounds', '/s', await roundsPerSecond(client, taskQueue, { form: 'one', seconds })]];
      }),
    ),
};
