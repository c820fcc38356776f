import type { Channel, Purpose } from '../../domain/types';
import type { ContactPoint } from '../../prisma/generated/client';
import { contactData, endMissingContact } from './contact-row';
import { lockContactPoint, setConsent } from './contact-points';
import { lockCustomers, type LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

/** An address, wherever it stands. */
type AtAddress = {
  readonly channel: Channel;
  /** Normalized: lower-case email, or E.164. */
  readonly address: string;
  /** `null` = for every customer that has it. */
  readonly customerId: string | null;
};

export type OptOutInput = AtAddress & {
  /** The purpose that ends, or `null` for the address as a whole (STOP by SMS). */
  readonly purpose: Purpose | null;
  /** The keyword, or the provider's code. */
  readonly code: string;
};

/**
 * Ends contact by an address.
 * @returns the contact points that were changed
 */
export async function optOut(db: DbOrTx, input: OptOutInput, ctx: FactContext): Promise<readonly ContactPoint[]> {
  return atAddress(db, input, ctx, async (tx, customer, contact) => {
    const { purpose, code } = input;
    if (purpose !== null) {
      const consent = { contactPointId: contact.id, purpose, granted: false, source: code };
      return (await setConsent(tx, consent, ctx)).outcome === 'recorded';
    }
    if (contact.state === 'opted_out') return false;
    await setState(tx, contact.id, 'opted_out', code);
    await recordFact(tx, customer, [{ kind: 'contact.opted-out', data: { ...contactData(contact), code } }], ctx);
    return true;
  });
}

export type OptInInput = AtAddress;

/**
 * Takes back an opt-out of an address as a whole. Purposes that were ended one by one
 * stay ended.
 * @returns the contact points that were changed
 */
export async function optIn(db: DbOrTx, input: OptInInput, ctx: FactContext): Promise<readonly ContactPoint[]> {
  return atAddress(db, input, ctx, async (tx, customer, contact) => {
    if (contact.state !== 'opted_out') return false;
    await setState(tx, contact.id, 'ok', null);
    await endMissingContact(tx, customer);
    await recordFact(tx, customer, [{ kind: 'contact.opted-in', data: contactData(contact) }], ctx);
    return true;
  });
}

export type MarkBouncedInput = {
  readonly contactPointId: string;
  /** The provider's code: 550, 5.1.1, 21211 … */
  readonly code: string;
};

/**
 * Marks an address that does not exist or takes no messages.
 * @returns `unchanged` where it is bounced or opted out already
 * @throws DomainError `not-found`
 */
export async function markBounced(
  db: DbOrTx,
  { contactPointId, code }: MarkBouncedInput,
  ctx: FactContext,
): Promise<Written<ContactPoint>> {
  return inTransaction(db, async (tx) => {
    const { customer, contact } = await lockContactPoint(tx, contactPointId, ctx);
    if (contact.state !== 'ok') return { outcome: 'unchanged', row: contact };
    const row = await setState(tx, contactPointId, 'bounced', code);
    await recordFact(tx, customer, [{ kind: 'contact.bounced', data: { ...contactData(contact), code } }], ctx);
    return { outcome: 'recorded', row };
  });
}

/** Runs `change` for each contact point with the address, its customer locked, and returns those that it changed. */
async function atAddress(
  db: DbOrTx,
  { channel, address, customerId }: AtAddress,
  ctx: FactContext,
  change: (tx: Tx, customer: LockedCustomer, contact: ContactPoint) => Promise<boolean>,
): Promise<readonly ContactPoint[]> {
  return inTransaction(db, async (tx) => {
    const where = { channel, address, ...(customerId === null ? {} : { customerId }) };
    const owners = await tx.contactPoint.findMany({ where, select: { customerId: true }, distinct: ['customerId'] });
    const customers = await lockCustomers(
      tx,
      owners.map((owner) => owner.customerId),
      ctx,
    );
    const byId = new Map(customers.map((customer) => [customer.id, customer]));
    const changed: string[] = [];
    for (const contact of await tx.contactPoint.findMany({ where, orderBy: { id: 'asc' } })) {
      const customer = byId.get(contact.customerId);
      if (customer !== undefined && (await change(tx, customer, contact))) changed.push(contact.id);
    }
    return tx.contactPoint.findMany({ where: { id: { in: changed } }, orderBy: { id: 'asc' } });
  });
}

async function setState(
  tx: Tx,
  id: string,
  state: ContactPoint['state'],
  stateCode: string | null,
): Promise<ContactPoint> {
  return tx.contactPoint.update({ where: { id }, data: { state, stateCode, version: { increment: 1 } } });
}
