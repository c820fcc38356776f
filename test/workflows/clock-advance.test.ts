import { ApplicationFailure } from '@temporalio/common';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClockActivities } from '../../activities/clock/create-clock-activities';
import { replayAndKeep } from '../replay/histories';
import { useTestNamespace } from '../support/test-temporal';
import { runWith } from './support/run-with';

describe('an advance of a test clock of which one customer fails', () => {
  const temporal = useTestNamespace();

  it('ends when the moves of all others have come to rest, so that none goes on beside the next advance', async () => {
    const moving = new Set<string>();
    const begun: string[] = [];
    let failNow = (): void => undefined;
    const othersMove = new Promise<void>((resolve) => (failNow = resolve));
    const ended: { readonly error: string | null; readonly moving: number }[] = [];
    const customerIds = Array.from({ length: 30 }, (_, index) => String(index));
    const activities: ClockActivities = {
      listAdvancing: async () => ({ customerIds, total: customerIds.length, nextAfterId: null }),
      advanceCustomer: async ({ customerId }) => {
        begun.push(customerId);
        if (customerId === '0') {
          await othersMove;
          throw ApplicationFailure.nonRetryable('the plan was not made');
        }
        moving.add(customerId);
        if (moving.size === 11) failNow();
        try {
          for (;;) {
            heartbeat();
            cancellationSignal().throwIfAborted();
            await delay(20);
          }
        } finally {
          moving.delete(customerId);
        }
      },
      reportAdvance: async () => undefined,
      endAdvance: async ({ error }) => {
        ended.push({ error, moving: moving.size });
      },
    };

    const input = { advanceId: 'a', targetAt: 0 };
    const [history] = await runWith(temporal, activities, { type: 'clockAdvance', input });

    await replayAndKeep({ 'clock-advance-failed': history! });
    expect(ended).toEqual([{ error: 'the plan was not made', moving: 0 }]);
    expect(begun.toSorted()).toEqual(customerIds.slice(0, 12).toSorted());
  });
});
