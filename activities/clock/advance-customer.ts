import { ApplicationFailure } from '@temporalio/common';
import { nextClockStep, type ClockStep } from '../../domain/clock/next-clock-step';
import type { Instant } from '../../domain/types';
import { readClockState, type ClockState } from '../../facts/read/clock-state';
import { applyStagedFacts } from './apply-staged-facts';
import type { ClockDeps, ClockFollower } from './clock-deps';

export type AdvanceCustomerInput = {
  readonly customerId: string;
  readonly targetAt: Instant;
};

const SETTLE_TIMEOUT_MS = 60_000;
/** Plans of this process are heard of; those of others are looked for, less and less often. */
const FIRST_LOOK_MS = 100;
const SLOWEST_LOOK_MS = 500;
/** Looks for a touch that is due, about four seconds, after which its workflow is told once more. */
const LOOKS_UNTIL_TOLD = 10;

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
  const follower = deps.engine.follow(customerId);
  try {
    for (;;) {
      const state = await settle(deps, follower, customerId, tick);
      const step = nextClockStep(state, targetAt);
      if (step === null) break;
      await take(deps, customerId, step, state.workflowId);
      tick();
    }
  } finally {
    follower.close();
  }
  await moveTo(deps, customerId, targetAt);
}

async function take(
  deps: ClockDeps,
  customerId: string,
  { kind, at }: ClockStep,
  workflowId: string | null,
): Promise<void> {
  if (kind === 'fact') {
    await applyStagedFacts(deps, customerId, at);
    await deps.engine.relay(customerId);
    return;
  }
  await moveTo(deps, customerId, at);
  if (workflowId !== null) await deps.engine.clockMoved(workflowId);
}

/** Forward only: an attempt that was taken for lost may have been here already. */
async function moveTo({ db }: ClockDeps, customerId: string, at: Instant): Promise<void> {
  await db.$executeRaw`
    UPDATE "Customer" SET "clockNowAt" = ${new Date(at)}
    WHERE "id" = ${customerId}::uuid AND "clockNowAt" < ${new Date(at)}`;
}

/** Waits until the customer's workflow has planned on everything that is known at the customer's now. */
async function settle(
  deps: ClockDeps,
  follower: ClockFollower,
  customerId: string,
  tick: () => void,
): Promise<ClockState> {
  const until = deps.clock() + (deps.settleTimeoutMs ?? SETTLE_TIMEOUT_MS);
  let looks = 0;
  for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(lookMs * 1.5, SLOWEST_LOOK_MS)) {
    looks += 1;
    const state = await readClockState(deps.db, customerId);
    if (state === null) throw stuck(`Customer ${customerId} is on no test clock`);
    if (state.isSettled) return state;
    if (deps.clock() > until) throw stuck(`Customer ${customerId} still waits for ${state.waitsFor}`);
    tick();
    // An attempt that ended between the move and the word of it has left the workflow waiting.
    const isDue = state.touchAt !== null && state.touchAt <= state.nowAt;
    if (isDue && state.workflowId !== null && looks % LOOKS_UNTIL_TOLD === 0)
      await deps.engine.clockMoved(state.workflowId);
    // What happens may be a fact itself: a stage changes, an episode is asked for or ends.
    if (state.hasUnsent) await deps.engine.relay(customerId);
    else await follower.next(lookMs);
  }
}

function stuck(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'clock-stuck', message });
}
