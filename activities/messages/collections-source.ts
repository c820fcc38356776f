import { randomUUID } from 'node:crypto';
import type { PlannedTouch, TouchAction } from '../../domain/types';
import { loadDecideInput } from '../../facts/read/load-decide-input';
import type { OpenTouch } from '../../facts/read/snapshot';
import type { Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import { isMessage } from '../decision-at';
import { decideFor, dueTouch, guardView, standBack, type GuardView } from '../guard';
import { freePairs, putTouch } from '../put-touch';
import { releaseTouch } from '../release-touch';
import { storePlan } from '../store-plan';
import { touchEntries } from '../timeline';
import { composeMessage } from './compose-message';
import { mayBeOut } from './may-be-out';
import type { Attempt, Claimed, MessageSource } from './message-source';
import { isOwed } from './is-owed';
import { readTouch } from './read-touch';
import { releaseMessages, writeMessage } from './write-message';

/** Idle reasons that say that nothing may be sent now, whatever the channel. */
const NOTHING_TO_SEND: ReadonlySet<string> = new Set(['held', 'below-minimum', 'paused', 'exhausted', 'no-playbook']);

/** Reminders about invoices, as `decide` plans them. */
export function collectionsSource(deps: ActivityDeps): MessageSource<TouchAction> {
  return {
    claim: async (tx, attempt) => {
      const view = await guardView(tx, deps, attempt);
      const { openTouch } = view.loaded.context;
      const underWay = openTouch?.message ?? null;
      if (underWay?.state === 'handed_over') return { kind: 'uncertain', messageId: underWay.id };
      const touch = dueTouch(view, attempt.channel);
      if (mayBeOut(underWay) && (touch === null || underWay.channel !== attempt.channel))
        return { kind: 'not-again', messageId: underWay.id };
      if (touch !== null) return claimTouch(tx, deps, attempt, view, touch);
      if (openTouch !== null) await leaveOpenTouch(tx, attempt, view, openTouch);
      const plan = await standBack(tx, deps, view, { ...attempt, action: attempt.channel }, attempt.run);
      return { kind: 'nothing-due', plan };
    },
    claimAgain: async (tx, attempt) => {
      const view = await guardView(tx, deps, attempt);
      const touch = dueTouch(view, attempt.channel);
      return touch === null ? null : claimTouch(tx, deps, attempt, view, touch);
    },
    takeBack: async (tx, attempt) => {
      const view = await guardView(tx, deps, attempt);
      await releaseTouch(tx, view.loaded, view.decision, attempt.run);
    },
    isOwed: async (tx, _attempt, touchId) => isOwed(tx, touchId),
    touch: async (tx, touchId) => {
      const touch = await readTouch(tx, touchId);
      return { at: touch.at, covers: touch.covers, entries: touchEntries(touchId, touch, touch.by, touch.zone) };
    },
    // Where no usable contact point is left, the pairs wait again; where the fault was the message's and not the
    // address's, waiting would end in the same refusal.
    afterRefusal: async (tx, attempt, { touchId, isAddress }) => {
      const loaded = await loadDecideInput(tx, attempt.customerId, { now: deps.clock(), withoutTouchId: touchId });
      const { decision, asOf } = decideFor(loaded, attempt.plannedAt);
      if (decision.status === 'planned' && decision.at <= asOf && isMessage(decision.action)) {
        return { kind: 'goes-on', plan: await storePlan(tx, loaded, decision, attempt.run) };
      }
      const nothingToSend =
        decision.status === 'closed' || (decision.status === 'idle' && NOTHING_TO_SEND.has(decision.reason));
      if (!isAddress && !nothingToSend) return { kind: 'given-up' };
      await releaseTouch(tx, loaded, decision, attempt.run);
      return { kind: 'taken-back' };
    },
    plan: async (tx, attempt) => {
      const after = await loadDecideInput(tx, attempt.customerId, { now: deps.clock() });
      return storePlan(tx, after, decideFor(after, attempt.plannedAt).decision, attempt.run);
    },
  };
}

/**
 * Claims a touch that is due under the lock that `view` was taken with. An open touch goes on under its own identity
 * with what is decided now, and so does its message, where the channel is the same.
 */
async function claimTouch(
  tx: Tx,
  deps: ActivityDeps,
  { channel, token, run }: Attempt,
  { loaded }: GuardView,
  touch: PlannedTouch,
): Promise<Claimed> {
  const { openTouch, customer } = loaded.context;
  const known = openTouch?.message?.channel === channel ? openTouch.message : null;
  if (openTouch !== null && known === null) await releaseMessages(tx, openTouch.id);
  const message = await composeMessage(tx, {
    touch: { ...touch, action: channel },
    loaded,
    known,
    publicUrl: deps.publicUrl,
  });
  const id = openTouch?.id ?? randomUUID();
  if (openTouch !== null) await freePairs(tx, id);
  await putTouch(tx, { id, touch, loaded, status: 'claimed', actedAt: null, run });
  await writeMessage(tx, message, { touchId: id, customerId: customer.id, token, at: touch.at });
  return { kind: 'claimed', messageId: message.id, factsVersion: customer.factsVersion };
}

/** A touch that goes on by another channel keeps its pairs for the activity of that channel; any other is taken back. */
async function leaveOpenTouch(tx: Tx, { run }: Attempt, view: GuardView, openTouch: OpenTouch): Promise<void> {
  const { loaded, decision, asOf } = view;
  const goesOn =
    decision.status === 'planned' && isMessage(decision.action) && dueTouch(view, decision.action) !== null;
  if (!goesOn || decision.at > asOf) await releaseTouch(tx, loaded, decision, run);
  else await releaseMessages(tx, openTouch.id);
}
