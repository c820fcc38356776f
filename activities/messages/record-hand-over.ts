import { ApplicationFailure } from '@temporalio/common';
import { assertNever } from '../../domain/assert-never';
import { markBounced, optOut } from '../../facts/write/opt-out';
import { inTransaction, type Tx } from '../../facts/write/transaction';
import { Prisma } from '../../prisma/generated/client';
import { PREPARED } from '../../prisma/prepared';
import type { ActivityDeps } from '../activity-deps';
import type { HandOver } from '../channels/hand-over';
import { lockForTouch } from '../guard';
import type { NextPlan } from '../next-plan';
import { writeTimeline } from '../timeline';
import { concludeSent, concludeUnknown, type TouchMessage } from './conclude';
import { superseded } from './hand-over';
import { insist } from './insist';
import type { Attempt } from './message-source';
import { countPutOff } from './put-off';

/** The `maximumInterval` of the activities that send: nothing else is done for the customer meanwhile. */
const LONGEST_RETRY_MS = 10 * 60_000;

type Refused = Extract<HandOver, { kind: 'refused' }>;

/** A plan; what Temporal is told where the activity has to come again; `null` where the plan was left for later. */
type Recorded<Action extends string> = NextPlan<Action> | ApplicationFailure | null;

/**
 * Writes down what became of a hand-over, and the plan that follows, in one transaction. Nobody else knows it: where the
 * transaction fails it is tried again, and what the provider took is recorded even where no plan can be made.
 * @param patience how long it is tried
 * @throws ApplicationFailure after its commit, where the activity has to come again: `provider-transient`, `provider-unknown`
 */
export async function recordHandOver<Action extends string>(
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  messageId: string,
  outcome: HandOver,
  patience: AbortSignal,
): Promise<NextPlan<Action>> {
  const record = (planOf: PlanOf<Action>) =>
    inTransaction(deps.db, (tx) => recordOutcome(tx, deps, attempt, { messageId, outcome, planOf }));
  const result = await record((tx) => attempt.source.plan(tx, attempt)).catch((error: unknown) => {
    if (error instanceof ApplicationFailure) throw error;
    return insist(() => record(async () => null), patience);
  });
  if (result instanceof ApplicationFailure) throw result;
  if (result !== null) return result;
  return inTransaction(deps.db, async (tx) => {
    await lockForTouch(tx, attempt.customerId);
    return attempt.source.plan(tx, attempt);
  });
}

type PlanOf<Action extends string> = (tx: Tx) => Promise<NextPlan<Action> | null>;

async function recordOutcome<Action extends string>(
  tx: Tx,
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  {
    messageId,
    outcome,
    planOf,
  }: { readonly messageId: string; readonly outcome: HandOver; readonly planOf: PlanOf<Action> },
): Promise<Recorded<Action>> {
  await lockForTouch(tx, attempt.customerId);
  const message = await readTouchMessage(tx, messageId);
  if (outcome.kind === 'accepted') {
    // What the provider took is a fact, whoever has the message by now, or has claimed it to go once more.
    const { providerId, failedCopies = [] } = outcome;
    const codes = failedCopies.map(({ code }) => code);
    const isOpen = message.state === 'handed_over' || (message.state === 'claimed' && message.attempts > 0);
    if (isOpen) await concludeSent(tx, deps, attempt, message, { providerId, failedCopies: codes });
    return planOf(tx);
  }
  if (message.state !== 'handed_over' || message.attemptToken !== attempt.token) throw superseded();
  const { code, text } = outcome;
  const [report] = message.reports;
  if (report !== undefined && outcome.kind !== 'refused') {
    const { providerId } = report;
    await concludeSent(tx, deps, attempt, message, { providerId, failedCopies: [] });
    return planOf(tx);
  }
  const told = { ...message, errorCode: code };
  switch (outcome.kind) {
    case 'refused':
      return afterRefusal(tx, deps, attempt, told, outcome, planOf);
    case 'transient': {
      const { isNews, isTooLong } = await countPutOff(tx, deps, message, code);
      if (isTooLong)
        return afterRefusal(tx, deps, attempt, told, { kind: 'refused', code, text, contactPoint: null }, planOf);
      // Surely not taken, so it does not count as handed over: `attempts` are those that the customer may have got.
      await tx.message.update({
        where: { id: messageId },
        data: { state: 'claimed', attempts: { decrement: 1 }, errorCode: code, errorText: text },
      });
      if (isNews) await tellOf(tx, attempt, told, 'message.delayed', deps);
      return comeAgain('provider-transient', code, outcome.retryAfterMs);
    }
    case 'unknown':
      await tx.message.update({ where: { id: messageId }, data: { errorCode: code, errorText: text } });
      await tellOf(tx, attempt, told, 'message.uncertain', deps);
      return comeAgain('provider-unknown', code, null);
    default:
      return assertNever(outcome);
  }
}

/** @throws Error for a test send, which belongs to no touch */
export async function readTouchMessage(tx: Tx, id: string): Promise<TouchMessage> {
  const [message] = await tx.$queryRaw<TouchMessage[]>(Prisma.sql`${PREPARED}
    SELECT "id", "touchId", "channel", "address", "contactPointId", "template", "state", "attemptToken", "attempts",
           "handedOverAt", "errorCode",
           COALESCE((SELECT json_agg(json_build_object('providerId', e."data"->>'providerId', 'status', e."kind",
               'errorCode', e."data"->>'errorCode') ORDER BY e."id")
             FROM "MessageEvent" e WHERE e."messageId" = "Message"."id" AND e."data"->>'providerId' IS NOT NULL), '[]')
             AS "reports"
    FROM "Message" WHERE "id" = ${id}::uuid AND "touchId" IS NOT NULL`);
  if (message === undefined) throw new Error(`There is no message ${id} of a touch`);
  return message;
}

/**
 * Refused for good: the contact point is marked, and the episode says how the touch goes on: by the next usable contact
 * point, by waiting for one, or not at all, so that a person gets it. It goes on nowhere where an earlier hand-over of
 * the message may have reached the customer, or has.
 */
async function afterRefusal<Action extends string>(
  tx: Tx,
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  message: TouchMessage,
  { code, text, contactPoint }: Refused,
  planOf: PlanOf<Action>,
): Promise<NextPlan<Action> | null> {
  await tellOf(tx, attempt, message, 'message.refused', deps);
  const { id, channel, address, contactPointId, reports } = message;
  const ctx = { actor: 'provider', now: deps.clock() };
  if (contactPoint === 'bounced' && contactPointId !== null) await markBounced(tx, { contactPointId, code }, ctx);
  if (contactPoint === 'opted-out')
    await optOut(tx, { channel, address, customerId: attempt.customerId, purpose: null, code }, ctx);

  const { source } = attempt;
  const { touchId } = message;
  const [report] = reports;
  if (report !== undefined) {
    await concludeSent(tx, deps, attempt, message, { providerId: report.providerId, failedCopies: [] });
    return planOf(tx);
  }
  if (channel === 'email' && message.attempts > 1) {
    await concludeUnknown(tx, deps, attempt, message, { withTask: await source.isOwed(tx, attempt, touchId) });
    return planOf(tx);
  }
  await tx.message.update({ where: { id }, data: { state: 'refused', errorCode: code, errorText: text } });
  const isAddress = contactPoint !== null;
  const became = await source.afterRefusal(tx, attempt, { touchId, isAddress });
  // The claim still settles the pairs: planned with it, what goes on would be what comes after them.
  if (became.kind === 'goes-on') return became.plan;
  if (became.kind === 'given-up')
    await concludeUnknown(tx, deps, attempt, { ...message, state: 'refused' }, { withTask: true });
  return planOf(tx);
}

/** Says on the timeline, at the customer's now, what is known of a message so far. */
export async function tellOf(
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

/** Temporal runs the activity again; the provider's own wish counts before the backoff, up to the longest of that. */
function comeAgain(type: string, code: string, retryAfterMs: number | null): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: `The provider answered ${code}`,
    ...(retryAfterMs === null ? {} : { nextRetryDelay: Math.min(retryAfterMs, LONGEST_RETRY_MS) }),
  });
}
