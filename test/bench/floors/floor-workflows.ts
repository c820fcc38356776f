import { proxyActivities, proxyLocalActivities, sleep, workflowInfo } from '@temporalio/workflow';
import { ownQueueOf } from './own-queue';

type Activities = { nothing: () => Promise<void> };
const { nothing } = proxyActivities<Activities>({ startToCloseTimeout: '1m' });
const local = proxyLocalActivities<Activities>({ startToCloseTimeout: '1m' });

/** What comes after each timer: an activity on the workflow's own queue or on another, three of them, or one that is local. */
export type RoundForm = 'one' | 'own-queue' | 'three' | 'local';

export type FloorLoop = {
  readonly form: RoundForm;
  /** Epoch milliseconds of the span in which rounds are counted. */
  readonly fromAt: number;
  readonly untilAt: number;
  readonly timerMs: number;
};

/** A timer and activities that do nothing, again and again. @returns how many rounds ended within the span */
export async function timerAndActivity({ form, fromAt, untilAt, timerMs }: FloorLoop): Promise<number> {
  let rounds = 0;
  while (Date.now() < untilAt) {
    await sleep(timerMs);
    await act(form);
    const now = Date.now();
    if (now >= fromAt && now < untilAt) rounds += 1;
  }
  return rounds;
}

async function act(form: RoundForm): Promise<void> {
  switch (form) {
    case 'one':
      return nothing();
    case 'own-queue': {
      const taskQueue = ownQueueOf(workflowInfo().taskQueue);
      return proxyActivities<Activities>({ startToCloseTimeout: '1m', taskQueue }).nothing();
    }
    case 'three':
      for (let count = 0; count < 3; count += 1) await nothing();
      return;
    case 'local':
      return local.nothing();
  }
}

export async function empty(): Promise<void> {
  // Nothing, on purpose.
}
