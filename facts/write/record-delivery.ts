import { DomainError } from '../../domain/errors';
import type { Message } from '../../prisma/generated/client';
import { lockCustomer } from './lock-customer';
import { markBounced, optOut } from './opt-out';
import { recordTimeline } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx } from './transaction';

export type RecordDeliveryInput = {
  readonly messageId: string;
  readonly providerId: string;
  /** The provider's word: `queued`, `sent`, `delivered`, `undelivered`, `failed` … */
  readonly status: string;
  readonly errorCode: string | null;
};

/** Twilio: unknown destination, landline or unreachable carrier, not a valid number, not a mobile number. */
const GONE: ReadonlySet<string> = new Set(['30005', '30006', '21211', '21614']);
/** Twilio: the recipient has answered STOP. */
const OPTED_OUT = '21610';

/**
 * Takes what a provider reports of a message. The same report twice has one effect, and reports may come in any order: a
 * message that was delivered is not "sent" again.
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
    const end = endOf(message, status);
    if (end === null) return;
    await tx.message.update({
      where: { id: messageId },
      data: end === 'delivered' ? { state: end, deliveredAt: at, providerId } : { state: end, errorCode, providerId },
    });
    // What nobody knew is known now.
    if (message.state === 'unknown' && message.touchId !== null)
      await tx.touch.updateMany({ where: { id: message.touchId, status: 'unknown' }, data: { status: 'done' } });
    const { channel, template } = message;
    const data = { messageId, channel, template, code: errorCode };
    const kind = end === 'delivered' ? 'message.delivered' : 'message.failed';
    await recordTimeline(tx, [{ customer, entries: [{ kind, data }] }], ctx);
    if (end === 'failed') await markAddress(tx, message, errorCode, ctx);
  });
}

/** The state that a report ends a message in, or `null` where it changes nothing. */
function endOf({ state }: Message, status: string): 'delivered' | 'failed' | null {
  const isOut = state === 'sent' || state === 'unknown';
  if (status === 'delivered') return isOut || state === 'failed' ? 'delivered' : null;
  return (status === 'undelivered' || status === 'failed') && isOut ? 'failed' : null;
}

async function markAddress(tx: Tx, message: Message, errorCode: string | null, ctx: FactContext): Promise<void> {
  const { contactPointId, customerId, channel, address } = message;
  if (errorCode === null) return;
  if (errorCode === OPTED_OUT) await optOut(tx, { channel, address, customerId, purpose: null, code: errorCode }, ctx);
  else if (GONE.has(errorCode) && contactPointId !== null)
    await markBounced(tx, { contactPointId, code: errorCode }, ctx);
}
