import { ApplicationFailure } from '@temporalio/common';
import { assertNever } from '../../domain/assert-never';
import { loadDecideInput } from '../../facts/read/load-decide-input';
import { markBounced, optOut } from '../../facts/write/opt-out';
import { inTransaction, type Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import type { HandOver } from '../channels/hand-over';
import { isMessage } from '../decision-at';
import { decideFor, lockForTouch } from '../guard';
import type { NextPlan } from '../next-plan';
import { releaseTouch } from '../release-touch';
import { storePlan } from '../store-plan';
import { writeTimeline } from '../timeline';
import type { Attempt } from './claim-message';
import { concludeSent, concludeUnknown, planAfter, type TouchMessage } from './conclude';
import { superseded } from './hand-over';

type Refused = Extract<HandOver, { kind: 'refused' }>;

/** Idle reasons that say that nothing may be sent now, whatever the channel. */
const NOTHING_TO_SEND: ReadonlySet<string> = new Set(['held', 'below-minimum', 'paused', 'exhausted', 'no-playbook']);

/**
 * Writes down what became of a hand-over, and the plan that follows, in one transaction.
 * @throws ApplicationFailure after its commit, where the activity has to come again: `provider-transient`, `provider-unknown`
 */
export async function recordHandOver(
  deps: ActivityDeps,
  attempt: Attempt,
  messageId: string,
  outcome: HandOver,
): Promise<NextPlan> {
  const result = await inTransaction(deps.db, async (tx): Promise<NextPlan | ApplicationFailure> => {
    await lockForTouch(tx, attempt.customerId);
    const message = await readTouchMessage(tx, messageId);
    if (outcome.kind === 'accepted') {
      // What the provider took is a fact, whoever has the message by now.
      const { providerId, failedCopies = [] } = outcome;
      const codes = failedCopies.map(({ code }) => code);
      if (message.state === 'handed_over')
        await concludeSent(tx, deps, attempt, message, { providerId, failedCopies: codes });
      return planAfter(tx, deps, attempt);
    }
    if (message.state !== 'handed_over' || message.attemptToken !== attempt.token) throw superseded();
    const { code, text } = outcome;
    const told = { ...message, errorCode: code };
    switch (outcome.kind) {
      case 'refused':
        await tx.message.update({
          where: { id: messageId },
          data: { state: 'refused', errorCode: code, errorText: text },
        });
        return afterRefusal(tx, deps, attempt, { ...told, state: 'refused' }, outcome);
      case 'transient':
        // Surely not taken, so it does not count as handed over: `attempts` are those that the customer may have got.
        await tx.message.update({
          where: { id: messageId },
          data: { state: 'claimed', attempts: { decrement: 1 }, errorCode: code, errorText: text },
        });
        await tell(tx, attempt, told, 'message.delayed', deps);
        return comeAgain('provider-transient', code, outcome.retryAfterMs);
      case 'unknown':
        await tx.message.update({ where: { id: messageId }, data: { errorCode: code, errorText: text } });
        await tell(tx, attempt, told, 'message.uncertain', deps);
        return comeAgain('provider-unknown', code, null);
      default:
        return assertNever(outcome);
    }
  });
  if (result instanceof ApplicationFailure) throw result;
  return result;
}

/** @throws Error for a test send, which belongs to no touch */
export async function readTouchMessage(tx: Tx, id: string): Promise<TouchMessage> {
  const message = await tx.message.findUniqueOrThrow({ where: { id } });
  const { touchId } = message;
  if (touchId === null) throw new Error(`Message ${id} belongs to no touch`);
  return { ...message, touchId };
}

/**
 * Refused for good: the contact point is marked, and the same touch goes on by the next usable one. Where there is none,
 * the pairs wait again; where the fault was the message's and not the address's, waiting would end in the same refusal,
 * so a person gets it.
 */
async function afterRefusal(
  tx: Tx,
  deps: ActivityDeps,
  attempt: Attempt,
  message: TouchMessage,
  { code, contactPoint }: Refused,
): Promise<NextPlan> {
  await tell(tx, attempt, message, 'message.refused', deps);
  const { channel, address, contactPointId } = message;
  const ctx = { actor: 'provider', now: deps.clock() };
  if (contactPoint === 'bounced' && contactPointId !== null) await markBounced(tx, { contactPointId, code }, ctx);
  if (contactPoint === 'opted-out')
    await optOut(tx, { channel, address, customerId: attempt.customerId, purpose: null, code }, ctx);

  const withoutTouchId = message.touchId;
  const loaded = await loadDecideInput(tx, attempt.customerId, { now: deps.clock(), withoutTouchId });
  const { decision, asOf } = decideFor(loaded, attempt.plannedAt);
  const goesOn = decision.status === 'planned' && decision.at <= asOf && isMessage(decision.action);
  if (goesOn) return storePlan(tx, loaded, decision, attempt.run);
  const nothingToSend =
    decision.status === 'closed' || (decision.status === 'idle' && NOTHING_TO_SEND.has(decision.reason));
  if (contactPoint === null && !nothingToSend) await concludeUnknown(tx, deps, attempt, message, { withTask: true });
  else await releaseTouch(tx, loaded, decision, attempt.run);
  return planAfter(tx, deps, attempt);
}

async function tell(
  tx: Tx,
  { customerId, run }: Attempt,
  { id, touchId, channel, errorCode }: TouchMessage,
  kind: 'message.refused' | 'message.delayed' | 'message.uncertain',
  deps: ActivityDeps,
): Promise<void> {
  const { clockNowAt } = await tx.customer.findUniqueOrThrow({
    where: { id: customerId },
    select: { clockNowAt: true },
  });
  await writeTimeline(tx, [{ kind, touchId, messageId: id, data: { channel, code: errorCode ?? 'no-answer' } }], {
    customerId,
    at: clockNowAt?.getTime() ?? deps.clock(),
    run,
  });
}

/** Temporal runs the activity again; the provider's own wish counts before the backoff. */
function comeAgain(type: string, code: string, retryAfterMs: number | null): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: `The provider answered ${code}`,
    ...(retryAfterMs === null ? {} : { nextRetryDelay: retryAfterMs }),
  });
}
