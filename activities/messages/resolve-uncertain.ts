import { ApplicationFailure } from '@temporalio/common';
import type { DeliveryReport } from '../../facts/write/record-delivery';
import { inTransaction, type Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import type { SmsLookUp } from '../channels/sms-sender';
import { lockForTouch } from '../guard';
import type { NextPlan } from '../next-plan';
import { concludeSent, concludeUnknown, type TouchMessage } from './conclude';
import { outgoingSms, readHandedOver, superseded } from './hand-over';
import type { Attempt, Claimed } from './message-source';
import { readTouchMessage, tellOf } from './record-hand-over';

/** A message may reach the customer twice by us, when its fate is not known: never a third time. */
const MOST_ATTEMPTS = 2;
const LOOK_UP_INTERVAL_MS = 10 * 60_000;

type Ended<Action extends string> = { readonly kind: 'ended'; readonly plan: NextPlan<Action> };

/**
 * What to do about a message that an earlier attempt has handed over without learning what became of it.
 * Email: once more with the same Message-ID, which mail systems can tell from a second message. SMS: it is looked up at
 * the provider, unless that has reported of it already, and goes once more only where two look-ups ten minutes apart do
 * not find it. The guard runs before either, and the timeline tells that it may
 * have gone out before. A second time unknown, it is left to a person.
 */
export async function resolveUncertain<Action extends string>(
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  messageId: string,
): Promise<Claimed | Ended<Action>> {
  if (attempt.channel === 'email') return onceMore(deps, attempt, messageId, { surelyAbsent: false });
  const { reports } = await readTouchMessage(deps.db, messageId);
  if (reports.length > 0) return recordFound(deps, attempt, messageId, null);
  const outgoing = await readHandedOver(deps, attempt, messageId);
  const since = outgoing.message.handedOverAt ?? outgoing.message.createdAt;
  const found = await lookUp(() => outgoing.senders.sms.lookUp(outgoingSms(deps, outgoing), since));
  if (found.found) return recordFound(deps, attempt, messageId, found);
  await noteAbsence(deps, messageId, outgoing.message.attempts);
  return onceMore(deps, attempt, messageId, { surelyAbsent: true });
}

/** Ends a message that may have gone out and cannot go once more: its pairs stay settled. */
export function giveUp<Action extends string>(
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  messageId: string,
): Promise<NextPlan<Action>> {
  return inTransaction(deps.db, async (tx) => {
    await lockForTouch(tx, attempt.customerId);
    const message = await readTouchMessage(tx, messageId);
    if (message.state !== 'claimed') throw superseded();
    const withTask = await attempt.source.isOwed(tx, attempt, message.touchId);
    await concludeUnknown(tx, deps, attempt, message, { withTask });
    return attempt.source.plan(tx, attempt);
  });
}

function onceMore<Action extends string>(
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  messageId: string,
  { surelyAbsent }: { readonly surelyAbsent: boolean },
): Promise<Claimed | Ended<Action>> {
  return inTransaction(deps.db, async (tx) => {
    const { source } = attempt;
    await lockForTouch(tx, attempt.customerId);
    const message = await stillUncertain(tx, messageId);
    if (message.reports.length > 0) return endAsSent(tx, deps, attempt, message);
    if (message.attempts >= MOST_ATTEMPTS) {
      await concludeUnknown(tx, deps, attempt, message, { withTask: true });
      return { kind: 'ended', plan: await source.plan(tx, attempt) };
    }
    const claimed = await source.claimAgain(tx, attempt);
    if (claimed !== null) {
      await tellUntold(tx, deps, attempt, message);
      return claimed;
    }
    if (surelyAbsent) {
      await tx.message.update({ where: { id: messageId }, data: { state: 'released' } });
      await source.takeBack(tx, attempt);
    } else {
      const withTask = await source.isOwed(tx, attempt, message.touchId);
      await concludeUnknown(tx, deps, attempt, message, { withTask });
    }
    return { kind: 'ended', plan: await source.plan(tx, attempt) };
  });
}

/** An answer that was lost in a living process has left its code and its entry; a process that died has left neither. */
async function tellUntold(tx: Tx, deps: ActivityDeps, attempt: Attempt, message: TouchMessage): Promise<void> {
  if (message.errorCode === null) await tellOf(tx, attempt, message, 'message.uncertain', deps);
}

/** @param found what the look-up says, or `null` where the provider had reported before */
function recordFound<Action extends string>(
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  messageId: string,
  found: DeliveryReport | null,
): Promise<Ended<Action>> {
  return inTransaction(deps.db, async (tx) => {
    await lockForTouch(tx, attempt.customerId);
    const message = await stillUncertain(tx, messageId);
    const reports = found === null ? message.reports : [...message.reports, found];
    return endAsSent(tx, deps, attempt, { ...message, reports });
  });
}

/** A provider that reports of a message has taken it. */
async function endAsSent<Action extends string>(
  tx: Tx,
  deps: ActivityDeps,
  attempt: Attempt<Action>,
  message: TouchMessage,
): Promise<Ended<Action>> {
  const providerId = message.reports[0]?.providerId ?? null;
  await concludeSent(tx, deps, attempt, message, { providerId, failedCopies: [] });
  return { kind: 'ended', plan: await attempt.source.plan(tx, attempt) };
}

/** @throws ApplicationFailure `look-up-again` unless an earlier look-up, long enough ago, has not found it either */
async function noteAbsence(deps: ActivityDeps, messageId: string, attempts: number): Promise<void> {
  const intervalMs = deps.lookUpIntervalMs ?? LOOK_UP_INTERVAL_MS;
  const at = new Date(deps.clock());
  const dedupeKey = `absent after hand-over ${attempts}`;
  const first = await deps.db.messageEvent.upsert({
    where: { messageId_dedupeKey: { messageId, dedupeKey } },
    create: { messageId, dedupeKey, kind: 'look-up.absent', at },
    update: {},
  });
  const leftMs = first.at.getTime() + intervalMs - at.getTime();
  if (leftMs <= 0) return;
  throw ApplicationFailure.create({
    type: 'look-up-again',
    message: 'The provider does not know the message; it is looked up a second time before it is sent again',
    nextRetryDelay: leftMs,
  });
}

async function stillUncertain(tx: Tx, messageId: string): Promise<TouchMessage> {
  const message = await readTouchMessage(tx, messageId);
  if (message.state !== 'handed_over') throw superseded();
  return message;
}

async function lookUp(ask: () => Promise<SmsLookUp>): Promise<SmsLookUp> {
  try {
    return await ask();
  } catch {
    throw ApplicationFailure.create({
      type: 'look-up-failed',
      message: 'The provider did not say whether it has the message',
    });
  }
}
