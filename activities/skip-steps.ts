import { actAtOnce } from './act-at-once';
import type { ActivityDeps } from './activity-deps';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';

/** Settles the pairs whose condition does not hold, with the explanation; nothing else is done. */
export function skipSteps(deps: ActivityDeps, input: TouchInput, run: RunRef): Promise<NextPlan> {
  return actAtOnce(deps, 'skip', input, run, async () => []);
}
