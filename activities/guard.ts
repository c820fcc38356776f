import { asOfFor } from '../domain/decide/as-of';
import { explainDecision } from '../domain/decide/explain';
import { inWindow } from '../domain/policy/contact-policy';
import type { Decision, Instant, PlannedTouch, TouchAction } from '../domain/types';
import { loadDecideInput, type LoadedInput } from '../facts/read/load-decide-input';
import { SHARE_SETTINGS } from '../facts/write/settings-lock';
import type { Tx } from '../facts/write/transaction';
import { Prisma } from '../prisma/generated/client';
import { PREPARED } from '../prisma/prepared';
import type { ActivityDeps } from './activity-deps';
import { decisionAt, isMessage, stoppedBy } from './decision-at';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';
import { storePlan } from './store-plan';
import { versionsOf, writeTimeline } from './timeline';

/** What the facts say at the moment of acting, under the customer's lock. */
export type GuardView = { readonly loaded: LoadedInput; readonly decision: Decision; readonly asOf: Instant };

/**
 * Locks the customer and decides again. A touch of its own that is still open is looked at as if it were not there.
 *
 * The lock makes facts and touches of one customer happen one after the other: what was committed before is seen here,
 * what comes later waits. The shared lock on the settings does the same for what changes many customers at once.
 */
export async function guardView(
  tx: Tx,
  deps: ActivityDeps,
  input: { readonly customerId: string; readonly plannedAt: Instant | null },
): Promise<GuardView> {
  await lockForTouch(tx, input.customerId);
  const now = deps.clock();
  let loaded = await loadDecideInput(tx, input.customerId, { now });
  const { openTouch } = loaded.context;
  if (openTouch !== null) loaded = await loadDecideInput(tx, input.customerId, { now, withoutTouchId: openTouch.id });
  return decideFor(loaded, input.plannedAt ?? loaded.context.episode?.nextAt ?? null);
}

/**
 * Within five minutes of the planned instant a touch is decided for that instant, later for the customer's now. A
 * message whose contact window closed in between is decided for now, too.
 */
export function decideFor(loaded: LoadedInput, plannedAt: Instant | null): GuardView {
  const { now } = loaded.context;
  const asOf = asOfFor(now, plannedAt);
  const decision = decisionAt(loaded, asOf);
  if (asOf === now || decision.status !== 'planned' || decision.at > asOf || !isMessage(decision.action)) {
    return { loaded, decision, asOf };
  }
  const { policy, calendar, customer } = loaded.input;
  if (inWindow(policy, calendar, decision.action, customer.zone, now)) return { loaded, decision, asOf };
  return { loaded, decision: decisionAt(loaded, now), asOf: now };
}

/** The touch to act on now, or `null` where the decision is another one, a later one, or stopped by a kill switch. */
export function dueTouch({ loaded, decision, asOf }: GuardView, action: TouchAction): PlannedTouch | null {
  if (decision.status !== 'planned' || decision.action !== action || decision.at > asOf) return null;
  return stoppedBy(loaded.context, decision) === null ? decision : null;
}

/** Nothing is done: says so in the timeline with the reason, and stores the plan that holds instead. */
export async function standBack(
  tx: Tx,
  deps: ActivityDeps,
  view: GuardView,
  input: TouchInput & { readonly action: TouchAction },
  run: RunRef,
): Promise<NextPlan> {
  const { loaded, decision, asOf } = view;
  const { customer, now } = loaded.context;
  // A timer that fires early by a little, or in real time on a test clock, finds its own touch still to come.
  const isEarly = decision.status === 'planned' && decision.at === input.plannedAt && decision.at > asOf;
  if (!isEarly) {
    deps.observer.touchGuarded(input.action);
    const planned = decision.status === 'planned' ? decision : null;
    await writeTimeline(
      tx,
      [
        {
          kind: 'touch.guarded',
          data: {
            ...versionsOf(loaded.context),
            planned: { action: input.action, at: new Date(input.plannedAt).toISOString() },
            instead: {
              status: stoppedBy(loaded.context, decision) === null ? decision.status : 'stopped',
              action: planned?.action ?? null,
              at: planned === null ? null : new Date(planned.at).toISOString(),
            },
            because: explainDecision(decision, customer.zone),
          },
        },
      ],
      { customerId: input.customerId, at: now, run },
    );
  }
  return storePlan(tx, loaded, decision, run);
}

/** The customer for this transaction alone, and the settings against those who change them. */
export async function lockForTouch(tx: Tx, customerId: string): Promise<void> {
  await tx.$queryRaw(Prisma.sql`${PREPARED}
    SELECT ${SHARE_SETTINGS} AS "settings", c."id" FROM "Customer" c WHERE c."id" = ${customerId}::uuid FOR UPDATE`);
}
