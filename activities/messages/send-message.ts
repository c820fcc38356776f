import { randomUUID } from 'node:crypto';
import type { Channel } from '../../domain/types';
import type { ActivityDeps } from '../activity-deps';
import { inTransaction } from '../../facts/write/transaction';
import type { NextPlan, TouchInput } from '../next-plan';
import type { RunRef } from '../run-ref';
import { beginHandOver, send } from './hand-over';
import type { Attempt, MessageSource } from './message-source';
import { recordHandOver } from './record-hand-over';
import { giveUp, resolveUncertain } from './resolve-uncertain';

/**
 * Sends the message that is due: guard and claim, hand over, record, each in a transaction of its own, so that after a
 * crash at any point the next attempt finds out from the ledger where the message stands.
 *
 * @param source whose message it is: what decides, claims and words it
 * @param signal calls the attempt off
 * @param untilClose aborts with `signal`, or shortly before Temporal gives the attempt up
 * @returns the plan that follows, or the one that holds instead where nothing was due
 * @throws ApplicationFailure where the activity has to be run again
 */
export async function sendMessage<Action extends string>(
  deps: ActivityDeps,
  source: MessageSource<Action>,
  channel: Channel,
  input: TouchInput,
  run: RunRef,
  signal: AbortSignal,
  untilClose: AbortSignal = signal,
): Promise<NextPlan<Action>> {
  const attempt: Attempt<Action> = { ...input, channel, token: randomUUID(), run, source };
  for (;;) {
    let claimed = await inTransaction(deps.db, (tx) => source.claim(tx, attempt));
    if (claimed.kind === 'nothing-due') return claimed.plan;
    if (claimed.kind === 'not-again') return giveUp(deps, attempt, claimed.messageId);
    if (claimed.kind === 'uncertain') {
      const resolved = await resolveUncertain(deps, attempt, claimed.messageId);
      if (resolved.kind === 'ended') return resolved.plan;
      claimed = resolved;
    }
    const { messageId } = claimed;
    await deps.observer.messageReached('claimed', messageId);
    const outgoing = await beginHandOver(deps, attempt, claimed);
    // A fact has come in since the claim: decide again.
    if (outgoing === null) continue;
    await deps.observer.messageReached('handed-over', messageId);
    const outcome = await send(deps, outgoing, signal);
    await deps.observer.messageReached('answered', messageId);
    const plan = await recordHandOver(deps, attempt, messageId, outcome, untilClose);
    if (outcome.kind === 'accepted' && !outgoing.isSandbox) {
      deps.observer.messageSent(channel, Math.max(0, deps.clock() - input.plannedAt));
    }
    await deps.observer.messageReached('recorded', messageId);
    return plan;
  }
}
