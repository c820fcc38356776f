import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ClockEngine } from '../activities/clock/clock-deps';
import { clockMovedSignal } from '../workflows/messages';
import type { OutboxRelay } from './outbox-relay';

/** The engine as an advance of a test clock sees it: its own relay, and signals to what waits. */
export function createClockEngine({
  relay,
  temporal,
}: {
  readonly relay: OutboxRelay;
  readonly temporal: Client;
}): ClockEngine {
  return {
    relay: (customerId) => relay.relayCustomer(customerId),
    clockMoved: async (workflowId) => {
      try {
        await temporal.workflow.getHandle(workflowId).signal(clockMovedSignal);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
  };
}
