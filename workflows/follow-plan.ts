import { allHandlersFinished, condition, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { NextPlan } from '../activities/next-plan';
import { clockMovedSignal, factsChangedSignal, renewSignal } from './messages';

/** Cold replay costs about 6 ms and 1.9 ms for each step so far; this keeps it under half a second. */
const MOST_EVENTS = 200;
const DAY_MS = 86_400_000;
/** No run outlives the code that it began with for longer. */
const LONGEST_RUN_MS = 90 * DAY_MS;
/** More acts without a wait than one instant can have: then something is wrong, and it must not run hot. */
const MOST_AT_ONCE = 20;
const COOL_DOWN_MS = 60_000;
/** That a plan is on its way from its activity to the workflow; what takes longer is a clock of its own. */
const MOST_ON_THE_WAY_MS = 10_000;

/** What one run hands to the next. */
export type CarriedPlan<Action extends string> = {
  readonly plan: NextPlan<Action>;
  /** What is left of the plan's wait. */
  readonly remainingMs: number;
  readonly woken: boolean;
};

export type Planned<Action extends string> = Extract<NextPlan<Action>, { readonly status: 'planned' }>;

export type PlanFollower<Action extends string> = {
  readonly carried: CarriedPlan<Action> | null;
  readonly plan: () => Promise<NextPlan<Action>>;
  /** Does what has come due, and gives the plan that follows. */
  readonly act: (planned: Planned<Action>) => Promise<NextPlan<Action>>;
  readonly continueAsNew: (carried: CarriedPlan<Action>) => Promise<never>;
  /** Tells of the end while the run still hears: what comes in meanwhile is planned for, and the end is told again. */
  readonly tellEnd?: () => Promise<void>;
  /** Registers what the workflow hears besides; `wake` lets it plan again. */
  readonly listen?: (wake: () => void) => void;
};

/** What signals have said since it was last looked at. */
type Heard = { woken: boolean; clockMoved: boolean; renew: boolean };

/**
 * The one loop of every lifecycle workflow: plan, wait, act. Returns when a plan is `closed` and nothing has come in since.
 * Handlers are registered before the first `await`, so that no signal of an earlier event is missed.
 */
export async function followPlan<Action extends string>(follower: PlanFollower<Action>): Promise<void> {
  const { carried } = follower;
  const heard: Heard = { woken: carried?.woken ?? false, clockMoved: false, renew: false };
  const wake = () => {
    heard.woken = true;
  };
  setHandler(factsChangedSignal, wake);
  setHandler(clockMovedSignal, () => {
    heard.clockMoved = true;
  });
  setHandler(renewSignal, () => {
    heard.renew = true;
  });
  follower.listen?.(wake);

  // A run that is started by a signal has heard it by now, and its first plan sees what the signal was about.
  if (carried === null) heard.woken = false;
  let plan = carried?.plan ?? (await follower.plan());
  let waitUntil = carried === null ? waitUntilOf(plan, null) : Date.now() + carried.remainingMs;
  let atOnce = 0;
  let hasWaited = false;
  const follow = (next: NextPlan<Action>, acted: Planned<Action> | null = null): void => {
    plan = next;
    waitUntil = waitUntilOf(next, acted);
  };

  for (;;) {
    if (plan.status === 'closed' && !isWoken(heard)) {
      await condition(allHandlersFinished);
      if (!isWoken(heard)) await follower.tellEnd?.();
      if (!isWoken(heard)) return;
    }
    // Before anything else: a run that is woken all the time must not grow for ever.
    if (heard.renew || isLong() || (hasWaited && isOnOldVersion())) {
      await condition(allHandlersFinished);
      const remainingMs = Math.max(0, waitUntil - Date.now());
      await follower.continueAsNew({ plan, remainingMs, woken: isWoken(heard) });
    }
    if (heard.woken || (heard.clockMoved && plan.status !== 'planned')) {
      heard.woken = heard.clockMoved = false;
      follow(await follower.plan());
      continue;
    }
    setCurrentDetails(plan.details);
    const isDue = heard.clockMoved || waitUntil <= Date.now();
    if (plan.status === 'planned' && isDue && atOnce < MOST_AT_ONCE) {
      atOnce += 1;
      heard.clockMoved = false;
      follow(await follower.act(plan), plan);
      continue;
    }
    const waitMs = plan.status === 'idle' ? Infinity : Math.max(waitUntil - Date.now(), isDue ? COOL_DOWN_MS : 0);
    const timeout = Math.min(waitMs, untilRenewal());
    await condition(() => isWoken(heard) || heard.renew, timeout, { summary: plan.summary });
    atOnce = 0;
    hasWaited = true;
  }
}

function isWoken({ woken, clockMoved }: Heard): boolean {
  return woken || clockMoved;
}

/**
 * A plan has taken a moment to arrive, which is no part of the wait. How long it took, two clocks tell, which may differ:
 * what has come too early by it, and is answered with the same instant, waits by the activity's clock alone.
 * @param acted for what was just acted
 */
function waitUntilOf<Action extends string>(plan: NextPlan<Action>, acted: Planned<Action> | null): number {
  if (plan.status !== 'planned') return Date.now();
  const fromNow = Date.now() + plan.waitMs;
  const { dueAt = fromNow } = plan;
  const isBelieved = acted?.at !== plan.at && dueAt < fromNow && fromNow - dueAt <= MOST_ON_THE_WAY_MS;
  return isBelieved ? dueAt : fromNow;
}

function isLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= MOST_EVENTS || continueAsNewSuggested || untilRenewal() === 0;
}

/**
 * Whether another version of the workers has become current. What is woken goes on there, before it starts or does
 * anything; what sleeps on is asked by the reconcile. Heeded after a wait only: whatever the server says, no run goes
 * round and round.
 */
function isOnOldVersion(): boolean {
  return workflowInfo().targetWorkerDeploymentVersionChanged;
}

function untilRenewal(): number {
  return Math.max(0, workflowInfo().runStartTime.getTime() + LONGEST_RUN_MS - Date.now());
}
