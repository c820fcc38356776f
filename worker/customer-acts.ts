import type { ClockFollower } from '../activities/clock/clock-deps';

/** Carries the end of each activity of a customer, in this process, to the advance that waits for it. */
export class CustomerActs {
  private readonly followers = new Map<string, Set<() => void>>();

  /** An activity of the workflow `customer/{id}`, or of one of its episodes, has ended. */
  ended(workflowId: string): void {
    const [kind, customerId = ''] = workflowId.split('/');
    if (kind !== 'customer') return;
    for (const tell of this.followers.get(customerId) ?? []) tell();
  }

  follow(customerId: string): ClockFollower {
    let hasEnded = false;
    let wake = (): void => undefined;
    const tell = (): void => {
      hasEnded = true;
      wake();
    };
    const followers = this.followers.get(customerId) ?? new Set();
    this.followers.set(customerId, followers.add(tell));
    return {
      next: async (atMostMs) => {
        if (!hasEnded) await untilWoken(atMostMs, (resolve) => (wake = resolve));
        hasEnded = false;
      },
      close: () => {
        followers.delete(tell);
        if (followers.size === 0) this.followers.delete(customerId);
      },
    };
  }
}

function untilWoken(atMostMs: number, onWake: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMostMs);
    onWake(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
