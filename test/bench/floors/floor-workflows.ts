import { proxyActivities, sleep } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing: () => Promise<void> }>({ startToCloseTimeout: '1m' });

export type FloorLoop = {
  /** Epoch milliseconds of the span in which rounds are counted. */
  readonly fromAt: number;
  readonly untilAt: number;
  readonly timerMs: number;
};

/** A timer and an activity that does nothing, again and again. @returns how many rounds ended within the span */
export async function timerAndActivity({ fromAt, untilAt, timerMs }: FloorLoop): Promise<number> {
  let rounds = 0;
  while (Date.now() < untilAt) {
    await sleep(timerMs);
    await nothing();
    const now = Date.now();
    if (now >= fromAt && now < untilAt) rounds += 1;
  }
  return rounds;
}

export async function empty(): Promise<void> {
  // Nothing, on purpose.
}
