import type { RoundForm } from './floors/floor-workflows';
import { roundsPerSecond } from './floors/rounds-per-second';
import { withFloorWorkers } from './floors/with-floor-workers';
import { repeated, type Benchmark } from './harness/benchmark';

const FORMS: readonly (readonly [form: RoundForm, name: string])[] = [
  ['one', 'a timer and one activity, as F1'],
  ['own-queue', 'the activity on a queue of its own, which the server limits'],
  ['three', 'three activities: guard, hand-over, record'],
  ['local', 'a local activity, with the hand-over left out'],
];

/** What the form of a reminder costs, whatever is done in it: bare workflows, and activities that do nothing. */
export const ablationsOfForm: Benchmark = {
  id: 'AF',
  title: 'Ablations of the form of a reminder, with bare workflows',
  run: (run) =>
    withFloorWorkers(run, async (client, taskQueue) =>
      repeated(run, async () => {
        const seconds = run.quick ? 5 : 15;
        const rows = [];
        for (const [form, name] of FORMS) {
          rows.push([name, '/s', await roundsPerSecond(client, taskQueue, { form, seconds })] as const);
        }
        return rows;
      }),
    ),
};
