import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { nextClockStep } from '../../domain/clock/next-clock-step';
import type { Instant } from '../../domain/types';
import { readClockState, type ClockState } from '../../facts/read/clock-state';
import { applyStagedFacts } from './apply-staged-facts';
import type { ClockDeps } from './clock-deps';

export type AdvanceCustomerInput = {
  readonly customerId: string;
  readonly targetAt: Instant;
};

const SETTLE_TIMEOUT_MS = 60_000;
/** A plan takes about 20 ms; looking more often than it can change would only take time from it. */
const FIRST_LOOK_MS = 8;
const SLOWEST_LOOK_MS = 100;

/**
 * Moves one sandbox customer to `targetAt`, from one thing that happens to the next: staged facts through the code of the
 * API, touches through the workflow. Repeated after a crash it goes on where the customer's own now stands.
 *
 * @param tick told after every step, with what lasts
 * @throws ApplicationFailure `clock-stuck` where a plan does not come in time
 */
export async function advanceCustomer(
  deps: ClockDeps,
  { customerId, targetAt }: AdvanceCustomerInput,
  tick: () => void,
): Promise<void> {
  for (;;) {
    const state = await settle(deps, customerId, tick);
    const step = nextClockStep(state, targetAt);
    if (step === null) break;
    if (step.kind === 'fact') {
      await applyStagedFacts(deps, customerId, step.at);
      await deps.engine.relay(customerId);
    } else {
      await deps.db.customer.update({ where: { id: customerId }, data: { clockNowAt: new Date(step.at) } });
      if (state.workflowId !== null) await deps.engine.clockMoved(state.workflowId);
    }
    tick();
  }
  await deps.db.customer.update({ where: { id: customerId }, data: { clockNowAt: new Date(targetAt) } });
}

/** Waits until the customer's workflow has planned on everything that is known at the customer's now. */
async function settle(deps: ClockDeps, customerId: string, tick: () => void): Promise<ClockState> {
  const until = deps.clock() + (deps.settleTimeoutMs ?? SETTLE_TIMEOUT_MS);
  for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(lookMs * 1.5, SLOWEST_LOOK_MS)) {
    const state = await readClockState(deps.db, customerId);
    if (state === null) throw stuck(`Customer ${customerId} is on no test clock`);
    if (state.isSettled) return state;
    if (deps.clock() > until) throw stuck(`Customer ${customerId} still waits for ${state.waitsFor}`);
    tick();
    await sleep(lookMs);
  }
}

function stuck(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'clock-stuck', message });
}
