import { DomainError } from '../../domain/errors';
import type { Channel, ContactRole, Purpose } from '../../domain/types';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import {
  contactData,
  endMissingContact,
  normalizeAddress,
  readContactPoint,
  standsByDefault,
  type ContactPointRow,
} from './contact-row';
import { lockCustomer, type LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import { saidAtAddress, staysData, type ContactOwner, type SaidAtAddress } from './said-at-address';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type NewContactPoint = {
  readonly channel: Channel;
  readonly address: string;
  readonly role: ContactRole;
  /** What the customer has said; a purpose that is left out keeps its default. */
  readonly consents: readonly { readonly purpose: Purpose; readonly granted: boolean; readonly source: string }[];
};

/**
 * Adds an email address or phone number to a customer. What is known of the address already holds for it: an opt-out,
 * a bounce, a purpose that was withdrawn and about which nothing is said now.
 * @returns `unchanged` where the customer has it in this role already
 * @throws DomainError `not-found`, `validation-failed`
 */
export async function addContactPoint(
  db: DbOrTx,
  input: NewContactPoint & { readonly customerId: string },
  ctx: FactContext,
): Promise<Written<ContactPointRow>> {
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, input.customerId, ctx);
    const address = normalizeAddress(input.channel, input.address, customer.country);
    const { channel, role } = input;
    const known = await tx.contactPoint.findUnique({
      where: { customerId_channel_address_role: { customerId: customer.id, channel, address, role } },
      include: { consents: true },
    });
    if (known !== null) return { outcome: 'unchanged', row: known };
    const { row, said } = await createContactPoint(tx, customer, { ...input, address });
    await endMissingContact(tx, customer);
    await recordFact(tx, customer, [{ kind: 'contact.added', data: { ...contactData(row), ...staysData(said) } }], ctx);
    return { outcome: 'recorded', row };
  });
}

/** Writes a contact point of a locked customer. The address is normalized. */
export async function createContactPoint(
  tx: Tx,
  customer: ContactOwner,
  { channel, address, role, consents }: NewContactPoint,
): Promise<{ readonly row: ContactPointRow; readonly said: SaidAtAddress }> {
  const at = new Date(customer.nowMs);
  const before = await saidAtAddress(tx, customer, { channel, address });
  const withdrawn = before.withdrawn.filter(({ purpose }) => !consents.some((consent) => consent.purpose === purpose));
  const { state, stateCode } = before;
  // With the consents nested in it, this one statement would be three, even where there are none.
  const point = await tx.contactPoint.create({
    data: { customerId: customer.id, channel, address, role, state, stateCode },
  });
  const given = [...consents.map((consent) => ({ ...consent, at })), ...withdrawn.map(asConsent)];
  const data = given.map((consent) => ({ ...consent, contactPointId: point.id }));
  const row = { ...point, consents: data.length === 0 ? [] : await tx.consent.createManyAndReturn({ data }) };
  return { row, said: { ...before, withdrawn } };
}

function asConsent({ purpose, source, at }: SaidAtAddress['withdrawn'][number]) {
  return { purpose, granted: false, source, at };
}

export type ChangeContactPointInput = {
  readonly contactPointId: string;
  readonly version: number | null;
  readonly changes: {
    readonly address?: string;
    readonly role?: ContactRole;
    /** Puts a bounced address back in use. Who has opted out must opt in. */
    readonly state?: 'ok';
  };
};

/**
 * Changes a contact point. With another address it is what is known of that one: what bounced was the old one.
 * @throws DomainError `not-found`, `version-conflict`, `validation-failed`, `content-conflict`, `state-conflict`
 */
export async function changeContactPoint(
  db: DbOrTx,
  input: ChangeContactPointInput,
  ctx: FactContext,
): Promise<Written<ContactPointRow>> {
  return inTransaction(db, async (tx) => {
    const { customer, contact } = await lockContactPoint(tx, input.contactPointId, ctx);
    checkVersion(input.version, contact.version);
    const { role, state } = input.changes;
    const address =
      input.changes.address === undefined
        ? undefined
        : normalizeAddress(contact.channel, input.changes.address, customer.country);
    const otherAddress = address !== undefined && address !== contact.address;
    const said = otherAddress ? await saidAtAddress(tx, customer, { channel: contact.channel, address }) : null;
    const known = said?.state ?? contact.state;
    if (state === 'ok' && known === 'opted_out') {
      const which = address ?? contact.address;
      throw new DomainError('state-conflict', {
        en: `"${which}" has opted out; it is used again when its owner opts in`,
        zh: `"${which}" 已退订；须由本人重新订阅后才能使用`,
      });
    }
    const wanted = { address, role, state: state ?? said?.state };
    const changes = changesBetween(contact, wanted);
    if (Object.keys(changes).length === 0) return { outcome: 'unchanged', row: contact };
    await refuseTaken(tx, { ...contact, ...(address && { address }), ...(role && { role }) });
    if (said !== null) await tx.consent.deleteMany({ where: { contactPointId: contact.id } });
    const row = await tx.contactPoint.update({
      where: { id: contact.id },
      data: {
        ...(address === undefined ? {} : { address }),
        ...(role === undefined ? {} : { role }),
        ...(wanted.state === undefined
          ? {}
          : { state: wanted.state, stateCode: wanted.state === 'ok' ? null : (said?.stateCode ?? null) }),
        ...(said === null ? {} : { consents: { create: said.withdrawn.map(asConsent) } }),
        version: { increment: 1 },
      },
      include: { consents: true },
    });
    await endMissingContact(tx, customer);
    const stays = said === null ? {} : staysData({ ...said, state: row.state });
    await recordFact(
      tx,
      customer,
      [{ kind: 'contact.changed', data: { ...contactData(row), changes, ...stays } }],
      ctx,
    );
    return { outcome: 'recorded', row };
  });
}

export type SetConsentInput = {
  readonly contactPointId: string;
  readonly purpose: Purpose;
  readonly granted: boolean;
  /** Where it was said: a form, a call, an unsubscribe link. */
  readonly source: string;
};

/**
 * Records what a customer has said about one purpose at one address.
 * @throws DomainError `not-found`
 */
export async function setConsent(
  db: DbOrTx,
  input: SetConsentInput,
  ctx: FactContext,
): Promise<Written<ContactPointRow>> {
  return inTransaction(db, async (tx) => {
    const { customer, contact } = await lockContactPoint(tx, input.contactPointId, ctx);
    const { purpose, granted, source } = input;
    const known = contact.consents.find((consent) => consent.purpose === purpose);
    if (known?.granted === granted) return { outcome: 'unchanged', row: contact };
    const at = new Date(customer.nowMs);
    await tx.consent.upsert({
      where: { contactPointId_purpose: { contactPointId: contact.id, purpose } },
      create: { contactPointId: contact.id, purpose, granted, source, at },
      update: { granted, source, at },
    });
    await endMissingContact(tx, customer);
    const from = known?.granted ?? standsByDefault(purpose);
    const data = { ...contactData(contact), purpose, from, to: granted, source };
    await recordFact(tx, customer, [{ kind: 'consent.changed', data }], ctx);
    return { outcome: 'recorded', row: await readContactPoint(tx, contact.id) };
  });
}

/** The contact point with its customer locked. @throws DomainError `not-found` */
export async function lockContactPoint(
  tx: Tx,
  contactPointId: string,
  ctx: FactContext,
): Promise<{ readonly customer: LockedCustomer; readonly contact: ContactPointRow }> {
  const { customerId } = await readContactPoint(tx, contactPointId);
  const customer = await lockCustomer(tx, customerId, ctx);
  return { customer, contact: await readContactPoint(tx, contactPointId) };
}

async function refuseTaken(
  tx: Tx,
  {
    id,
    customerId,
    channel,
    address,
    role,
  }: Pick<ContactPointRow, 'id' | 'customerId' | 'channel' | 'address' | 'role'>,
): Promise<void> {
  const taken = await tx.contactPoint.findUnique({
    where: { customerId_channel_address_role: { customerId, channel, address, role } },
    select: { id: true },
  });
  if (taken === null || taken.id === id) return;
  throw new DomainError('content-conflict', {
    en: `The customer has "${address}" as ${role} already`,
    zh: `该客户已有角色为 ${role} 的 "${address}"`,
  });
}
