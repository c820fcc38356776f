import { inboundKeyword } from '../../domain/message/inbound-keyword';
import { lockCustomers } from './lock-customer';
import { optIn, optOut } from './opt-out';
import { recordFacts, recordTimeline } from './record';
import { inTransaction, type DbOrTx, type FactContext } from './transaction';

export type ReceiveSmsInput = {
  /** The provider's own ID; the same one twice has one effect. */
  readonly providerId: string;
  /** E.164. */
  readonly from: string;
  readonly text: string;
};

/**
 * Takes what a customer has answered: STOP and the like opt the number out at once, START opts it in, and the timeline
 * of every customer with this number shows the text.
 * @returns how many customers have the number
 */
export async function receiveSms(
  db: DbOrTx,
  { providerId, from, text }: ReceiveSmsInput,
  ctx: FactContext,
): Promise<{ readonly customers: number }> {
  return inTransaction(db, async (tx) => {
    const owners = await tx.contactPoint.findMany({
      where: { channel: 'sms', address: from },
      select: { customerId: true },
      distinct: ['customerId'],
    });
    const customerIds = owners.map(({ customerId }) => customerId);
    const customers = await lockCustomers(tx, customerIds, ctx);
    // Under the locks: of two deliveries of one webhook the second finds the entry of the first. Repeating an old
    // START must not take back a STOP that came after it.
    const known = await tx.timelineEvent.count({
      where: {
        customerId: { in: customerIds },
        kind: 'message.received',
        data: { path: ['providerId'], equals: providerId },
      },
    });
    if (known > 0) return { customers: customers.length };
    const keyword = inboundKeyword(text);
    const data = { channel: 'sms', address: from, text, keyword, providerId } as const;
    const entries = [{ kind: 'message.received', data }] as const;
    const told = customers.map((customer) => ({ customer, entries }));
    // An answer is a fact that episodes look at; a keyword is one by what it does to the number.
    if (keyword === null) await recordFacts(tx, told, ctx);
    else await recordTimeline(tx, told, ctx);
    const address = { channel: 'sms', address: from, customerId: null } as const;
    if (keyword === 'stop') await optOut(tx, { ...address, purpose: null, code: text.trim().slice(0, 40) }, ctx);
    if (keyword === 'start') await optIn(tx, address, ctx);
    return { customers: customers.length };
  });
}
