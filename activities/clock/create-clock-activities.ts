import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { advanceCustomer, type AdvanceCustomerInput } from './advance-customer';
import { endAdvance, listAdvancing, reportAdvance } from './advance-record';
import type { ClockDeps } from './clock-deps';

/** Activities that move test clocks. They have a queue of their own, so that they never keep a plan waiting for a slot. */
export function createClockActivities(deps: ClockDeps) {
  return {
    listAdvancing: (input: Parameters<typeof listAdvancing>[1]) => listAdvancing(deps, input),
    advanceCustomer: (input: AdvanceCustomerInput) =>
      advanceCustomer(deps, input, () => {
        heartbeat();
        // A worker that shuts down, or an advance that is cancelled, leaves the customer where it stands.
        cancellationSignal().throwIfAborted();
      }),
    reportAdvance: (input: Parameters<typeof reportAdvance>[1]) => reportAdvance(deps, input),
    endAdvance: (input: Parameters<typeof endAdvance>[1]) => endAdvance(deps, input),
  };
}

export type ClockActivities = ReturnType<typeof createClockActivities>;
