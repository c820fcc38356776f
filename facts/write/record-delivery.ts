import { DomainError } from '../../domain/errors';
import type { Message } from '../../prisma/generated/client';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { markBounced, optOut } from './opt-out';
import { recordTimeline } from './record';
import { completeTask } from './tasks';
import { inTransaction, type DbOrTx, type FactContext, type Tx } from './transaction';

/** What a provider says of a message that it has taken. */
export type DeliveryReport = {
  readonly providerId: string;
  /** The provider's word: `queued`, `sent`, `delivered`, `undelivered`, `failed` … */
  readonly status: string;
  readonly errorCode: string | null;
};
export type RecordDeliveryInput = DeliveryReport & { readonly messageId: string };

/** What a report looks at. */
export type ReportedMessage = Pick<
  Message,
  'id' | 'touchId' | 'contactPointId' | 'channel' | 'address' | 'template' | 'state'
>;

/** Twilio: unknown destination, landline or unreachable carrier, not a valid number, not a mobile number. */
const GONE: ReadonlySet<string> = new Set(['30005', '30006', '21211', '21614']);
/** Twilio: the recipient has answered STOP. */
const OPTED_OUT = '21610';

/**
 * Takes what a provider reports of a message. The same report twice has one effect, and reports may come in any order: a
 * message that was delivered is not "sent" again. One that comes before we know that the message was taken is kept, and
 * applied by whoever finds that out.
 * @throws DomainError `not-found`
 */
export async function recordDelivery(db: DbOrTx, input: RecordDeliveryInput, ctx: FactContext): Promise<void> {
  const { messageId, providerId, status, errorCode } = input;
  await inTransaction(db, async (tx) => {
    const found = await tx.message.findUnique({ where: { id: messageId }, select: { customerId: true } });
    if (found === null)
      throw new DomainError('not-found', { en: `There is no message "${messageId}"`, zh: `没有消息 "${messageId}"` });
    const customer = await lockCustomer(tx, found.customerId, ctx);
    const at = new Date(customer.nowMs);
    const { count } = await tx.messageEvent.createMany({
      data: { messageId, kind: status, dedupeKey: `${providerId} ${status}`, at, data: { providerId, errorCode } },
      skipDuplicates: true,
    });
    if (count === 0) return;
    const message = await tx.message.findUniqueOrThrow({ where: { id: messageId } });
    // Claimed to go once more, although the provider had it all the time: nobody hands it over now.
    if (message.state === 'claimed' && message.attempts > 0)
      await tx.message.update({ where: { id: messageId }, data: { state: 'handed_over' } });
    await applyReport(tx, customer, message, { providerId, status, errorCode }, ctx);
  });
}

/**
 * Does to a message what a report says of it.
 * @returns the state that it is in now
 */
export async function applyReport(
  tx: Tx,
  customer: LockedCustomer,
  message: ReportedMessage,
  { providerId, status, errorCode }: DeliveryReport,
  ctx: FactContext,
): Promise<Message['state']> {
  const end = endOf(message, status);
  if (end === null) return message.state;
  const { id, channel, template } = message;
  const deliveredAt = new Date(customer.nowMs);
  await tx.message.update({
    where: { id },
    data: end === 'delivered' ? { state: end, deliveredAt, providerId } : { state: end, errorCode, providerId },
  });
  const kind = end === 'delivered' ? 'message.delivered' : 'message.failed';
  const data = { messageId: id, channel, template, code: errorCode };
  await recordTimeline(tx, [{ customer, entries: [{ kind, data }] }], ctx);
  if (message.state === 'unknown') await endUncertainty(tx, message, end, ctx);
  if (end === 'failed') await markAddress(tx, customer.id, message, errorCode, ctx);
  return end;
}

/** What nobody knew is known now. A person whose task is to send it by hand still has to, where it failed. */
async function endUncertainty(
  tx: Tx,
  { touchId }: ReportedMessage,
  end: 'delivered' | 'failed',
  ctx: FactContext,
): Promise<void> {
  if (touchId === null) return;
  await tx.touch.updateMany({ where: { id: touchId, status: 'unknown' }, data: { status: 'done' } });
  if (end === 'failed') return;
  const open = await tx.task.findMany({
    where: { touchId, kind: 'unknown-message', status: { in: ['open', 'claimed'] } },
    select: { id: true },
  });
  for (const { id: taskId } of open)
    await completeTask(tx, { taskId, version: null, outcome: 'arrived', note: null }, ctx);
}

/** The state that a report ends a message in, or `null` where it changes nothing. */
function endOf({ state }: ReportedMessage, status: string): 'delivered' | 'failed' | null {
  const isOut = state === 'sent' || state === 'unknown';
  if (status === 'delivered') return isOut || state === 'failed' ? 'delivered' : null;
  return (status === 'undelivered' || status === 'failed') && isOut ? 'failed' : null;
}

async function markAddress(
  tx: Tx,
  customerId: string,
  { contactPointId, channel, address }: ReportedMessage,
  errorCode: string | null,
  ctx: FactContext,
): Promise<void> {
  if (errorCode === null) return;
  if (errorCode === OPTED_OUT) await optOut(tx, { channel, address, customerId, purpose: null, code: errorCode }, ctx);
  else if (GONE.has(errorCode) && contactPointId !== null)
    await markBounced(tx, { contactPointId, code: errorCode }, ctx);
}
