import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { RoundForm, timerAndActivity } from './floor-workflows';

/** Enough that workers always have something to do. */
const WORKFLOWS = 200;
const TIMER_MS = 100;
/** Until the queues are as full as they stay. */
const RAMP_MS = 4_000;

/** Rounds of a timer and what `form` says that all bare workflows together make in a second. */
export async function roundsPerSecond(
  client: Client,
  taskQueue: string,
  { form, seconds }: { readonly form: RoundForm; readonly seconds: number },
): Promise<number> {
  const fromAt = Date.now() + RAMP_MS;
  const untilAt = fromAt + seconds * 1_000;
  const rounds = await Promise.all(
    Array.from({ length: WORKFLOWS }, () =>
      client.workflow.execute<typeof timerAndActivity>('timerAndActivity', {
        workflowId: `bench/floor/${randomUUID()}`,
        taskQueue,
        args: [{ form, fromAt, untilAt, timerMs: TIMER_MS }],
      }),
    ),
  );
  return rounds.reduce((sum, count) => sum + count, 0) / seconds;
}
