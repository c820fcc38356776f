import { supersededOnResume } from '../domain/decide/resume';
import { loadDecideInput } from '../facts/read/load-decide-input';
import type { Instant } from '../domain/types';
import { holdData } from '../facts/write/hold-row';
import { recordInteraction } from '../facts/write/interactions';
import type { Tx } from '../facts/write/transaction';
import { actAtOnce, type Act } from './act-at-once';
import type { ActivityDeps } from './activity-deps';
import { insertItems } from './put-touch';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';
import { named, versionsOf, type EngineEntry } from './timeline';

/**
 * Ends a hold that has run out. Of the steps that passed meanwhile, all but the latest message and the latest task of
 * each due item are superseded at the instant of its end. A group's hold ends for this customer only: its end is the
 * start of a day, and the others may be in other zones.
 */
export function endHold(deps: ActivityDeps, input: TouchInput, run: RunRef): Promise<NextPlan> {
  return actAtOnce(deps, 'end-hold', input, run, async (tx, act) => {
    const endedAt = act.touch.reason.nominalAt;
    const hold = await tx.hold.findUniqueOrThrow({ where: { id: act.touch.holdId ?? '' } });
    if (hold.groupId === null) {
      await tx.hold.update({
        where: { id: hold.id },
        data: { endedAt: new Date(endedAt), endReason: 'expired', version: { increment: 1 } },
      });
    }
    const expired: EngineEntry = { kind: 'hold.expired', touchId: act.touchId, data: await holdData(tx, hold) };

    const { input: after } = await loadDecideInput(tx, input.customerId, { now: deps.clock() });
    const resumed = resumedItems(act, after.holds);
    if (hold.reason === 'promise' && resumed.size > 0)
      await recordBrokenPromise(deps, tx, input.customerId, hold.id, endedAt);
    const pairs = supersededOnResume(after, resumed, endedAt);
    if (pairs.length === 0) return [expired];
    await insertItems(tx, act.touchId, { ...act.touch, at: endedAt, superseded: pairs }, input.customerId);
    const data = { ...versionsOf(act.loaded.context), because: 'hold-ended', pairs: pairs.map(named) } as const;
    return [expired, { kind: 'step.superseded', touchId: act.touchId, data }];
  });
}

/** Money that was promised by then is still owed: a credit review looks at it. */
async function recordBrokenPromise(
  deps: ActivityDeps,
  tx: Tx,
  customerId: string,
  holdId: string,
  at: Instant,
): Promise<void> {
  // A group's hold that is given another end can break a promise again.
  const externalId = `promise:${holdId}:${customerId}:${new Date(at).toISOString()}`;
  const broken = {
    customerId,
    externalId,
    kind: 'promise-broken',
    channel: null,
    staffId: null,
    note: null,
    at,
  } as const;
  await recordInteraction(tx, broken, { actor: 'workflow', now: deps.clock() });
}

/** The due items that this hold kept and no other still does. */
function resumedItems({ touch, loaded }: Act, left: Act['loaded']['input']['holds']): ReadonlySet<string> {
  const ended = loaded.input.holds.filter((hold) => hold.id === touch.holdId).map((hold) => hold.itemId);
  const wasHeld = (itemId: string) => ended.includes(null) || ended.includes(itemId);
  const isHeld = (itemId: string) => left.some((hold) => hold.itemId === null || hold.itemId === itemId);
  const items = loaded.input.items.map((item) => item.id);
  return new Set(items.filter((itemId) => wasHeld(itemId) && !isHeld(itemId)));
}
