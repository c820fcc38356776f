import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { ClockActivities } from '../activities/clock/create-clock-activities';
import { ON_CURRENT_VERSION } from './on-current-version';
import { PATCHES } from './patches';
import { siblingQueues } from './task-queues';

export type ClockAdvanceInput = {
  readonly advanceId: string;
  /** Epoch milliseconds. */
  readonly targetAt: number;
  /** What earlier runs have done. */
  readonly carried?: { readonly afterId: string; readonly done: number };
};

/** Customers of one run: about 1,500 events. */
const PAGE = 250;
/** Each side of the machine that customers share, worker and database, is busy with about this many. */
const SIDE_BY_SIDE = 12;
const REPORT_EVERY = 10;

/** Moves every customer of a test clock to an instant, side by side, each in its own right order. */
export async function clockAdvance({ advanceId, targetAt, carried }: ClockAdvanceInput): Promise<void> {
  const { clock: taskQueue } = siblingQueues(workflowInfo().taskQueue);
  // A step takes milliseconds and beats after each; a worker that dies is noticed, and another goes on from there.
  const moves = proxyActivities<Pick<ClockActivities, 'advanceCustomer'>>({
    taskQueue,
    startToCloseTimeout: '6h',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', maximumAttempts: 5 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  const records = proxyActivities<Omit<ClockActivities, 'advanceCustomer'>>({ taskQueue, startToCloseTimeout: '1m' });
  const continueAsNew = makeContinueAsNewFunc<typeof clockAdvance>(ON_CURRENT_VERSION);

  let done = carried?.done ?? 0;
  const page = await records.listAdvancing({ advanceId, afterId: carried?.afterId ?? null, limit: PAGE });
  const waiting = [...page.customerIds];
  const moveNext = async (): Promise<void> => {
    for (let customerId = waiting.shift(); customerId !== undefined; customerId = waiting.shift()) {
      await moves.advanceCustomer({ customerId, targetAt });
      done += 1;
      setCurrentDetails(`**${done} of ${page.total} customers** have arrived`);
      if (done % REPORT_EVERY === 0) await records.reportAdvance({ advanceId, done });
    }
  };
  try {
    await CancellationScope.cancellable(async () => {
      const moving = Array.from({ length: SIDE_BY_SIDE }, moveNext);
      await Promise.all(moving).catch(async (error: unknown) => {
        // The next advance may begin as soon as this one has ended: none of its moves may go on beside it.
        if (patched(PATCHES.movesComeToRest)) {
          CancellationScope.current().cancel();
          await Promise.allSettled(moving);
        }
        throw error;
      });
    });
  } catch (error) {
    const why = error instanceof ActivityFailure ? (error.cause?.message ?? error.message) : String(error);
    await records.endAdvance({ advanceId, error: why });
    return;
  }
  await records.reportAdvance({ advanceId, done });
  const { nextAfterId } = page;
  if (nextAfterId !== null) await continueAsNew({ advanceId, targetAt, carried: { afterId: nextAfterId, done } });
  await records.endAdvance({ advanceId, error: null });
}
