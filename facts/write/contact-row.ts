import { DomainError, notAccepted } from '../../domain/errors';
import { normalizeEmail, normalizePhone } from '../../domain/message/contact-address';
import type { Channel, Purpose } from '../../domain/types';
import type { Consent, ContactPoint } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import type { LockedCustomer } from './lock-customer';
import type { TimelineEntry } from './timeline-entry';
import type { Tx } from './transaction';

export type ContactPointRow = ContactPoint & { readonly consents: Consent[] };

/** Whether a purpose stands for an address that nobody has said anything about. */
export function standsByDefault(purpose: Purpose): boolean {
  return purpose !== 'marketing';
}

/**
 * The one form in which an address is stored and compared.
 * @param country reads phone numbers without a country code
 * @throws DomainError `validation-failed`
 */
export function normalizeAddress(channel: Channel, address: string, country: string | null): string {
  const normalized = channel === 'email' ? normalizeEmail(address) : normalizePhone(address, country);
  if (normalized.ok) return normalized.address;
  throw notAccepted('/address', normalized.reason);
}

/** What the timeline says of a contact point, whatever happens to it. */
export function contactData(contact: ContactPoint): Extract<TimelineEntry, { kind: 'contact.opted-in' }>['data'] {
  const { id, channel, address, role } = contact;
  return { contactPointId: id, channel, address, role };
}

/** @throws DomainError `not-found` */
export async function readContactPoint(tx: Tx, contactPointId: string): Promise<ContactPointRow> {
  const contact = await tx.contactPoint.findUnique({ where: { id: contactPointId }, include: { consents: true } });
  if (contact !== null) return contact;
  throw new DomainError('not-found', {
    en: `There is no contact point "${contactPointId}"`,
    zh: `没有联系方式 "${contactPointId}"`,
  });
}

/**
 * After any change of contact points: where one is usable for collections again, the customer no longer waits for one
 * and the task to find one is closed.
 */
export async function endMissingContact(tx: Tx, customer: LockedCustomer): Promise<void> {
  if (customer.contactMissingAt === null) return;
  const ended = await tx.$executeRaw(Prisma.sql`
    UPDATE "Customer" c SET "contactMissingAt" = NULL
    WHERE c."id" = ${customer.id}::uuid AND EXISTS (
      SELECT 1 FROM "ContactPoint" p WHERE p."customerId" = c."id" AND p."state" = 'ok' AND NOT EXISTS (
        SELECT 1 FROM "Consent" n WHERE n."contactPointId" = p."id" AND n."purpose" = 'collections' AND NOT n."granted"))`);
  if (ended === 0) return;
  await tx.task.updateMany({
    where: { customerId: customer.id, kind: 'fix-contact', status: { in: ['open', 'claimed'] } },
    data: {
      status: 'done',
      outcome: 'contact-found',
      closedAt: new Date(customer.nowMs),
      version: { increment: 1 },
    },
  });
}
