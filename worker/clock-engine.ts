import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ClockEngine } from '../activities/clock/clock-deps';
import { clockMovedSignal } from '../workflows/messages';
import type { CustomerActs } from './customer-acts';
import type { OutboxRelay } from './outbox-relay';

export type ClockEngineParts = {
  readonly relay: OutboxRelay;
  readonly temporal: Client;
  readonly acts: CustomerActs;
};

/** The engine as an advance of a test clock sees it: its relay, signals to what waits, and what its activities do. */
export function createClockEngine({ relay, temporal, acts }: ClockEngineParts): ClockEngine {
  return {
    relay: (customerId) => relay.relayCustomer(customerId),
    clockMoved: async (workflowId) => {
      try {
        await temporal.workflow.getHandle(workflowId).signal(clockMovedSignal);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
    follow: (customerId) => acts.follow(customerId),
  };
}
