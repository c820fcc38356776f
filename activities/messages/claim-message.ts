import { randomUUID } from 'node:crypto';
import type { Channel, PlannedTouch } from '../../domain/types';
import type { OpenTouch } from '../../facts/read/snapshot';
import { inTransaction, type Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import { isMessage } from '../decision-at';
import { dueTouch, guardView, standBack, type GuardView } from '../guard';
import type { NextPlan, TouchInput } from '../next-plan';
import { freePairs, putTouch } from '../put-touch';
import { releaseTouch } from '../release-touch';
import type { RunRef } from '../run-ref';
import { composeMessage } from './compose-message';
import { writeMessage } from './write-message';

/** One attempt of one activity to send: its token says who may hand the message over. */
export type Attempt = TouchInput & { readonly channel: Channel; readonly token: string; readonly run: RunRef };

export type Claim =
  | { readonly kind: 'nothing-due'; readonly plan: NextPlan }
  /** An earlier attempt has handed the message over, and nobody knows what became of it. */
  | { readonly kind: 'uncertain'; readonly messageId: string }
  | { readonly kind: 'claimed'; readonly messageId: string; readonly factsVersion: number };

/**
 * Guard and claim in one transaction: either the touch is due now, and its pairs, its message and the rendered text are
 * written, or nothing is sent and the plan that holds instead is returned.
 */
export function claimMessage(deps: ActivityDeps, attempt: Attempt): Promise<Claim> {
  return inTransaction(deps.db, async (tx): Promise<Claim> => {
    const view = await guardView(tx, deps, attempt);
    const { openTouch } = view.loaded.context;
    if (openTouch?.message?.state === 'handed_over') return { kind: 'uncertain', messageId: openTouch.message.id };
    const touch = dueTouch(view, attempt.channel);
    if (touch !== null) return claim(tx, deps, attempt, view, touch);
    if (openTouch !== null) await leaveOpenTouch(tx, attempt, view, openTouch);
    const plan = await standBack(tx, deps, view, { ...attempt, action: attempt.channel }, attempt.run);
    return { kind: 'nothing-due', plan };
  });
}

/**
 * Claims a touch that is due under the lock that `view` was taken with. An open touch goes on under its own identity
 * with what is decided now, and so does its message, where the channel is the same.
 */
export async function claim(
  tx: Tx,
  deps: ActivityDeps,
  attempt: Attempt,
  { loaded }: GuardView,
  touch: PlannedTouch,
): Promise<Claim> {
  const { openTouch, customer } = loaded.context;
  const { channel, token, run } = attempt;
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

async function releaseMessages(tx: Tx, touchId: string): Promise<void> {
  await tx.message.updateMany({ where: { touchId, state: 'claimed' }, data: { state: 'released' } });
}
