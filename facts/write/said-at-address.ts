import type { Channel, Purpose } from '../../domain/types';
import type { ContactPoint } from '../../prisma/generated/client';
import type { ContactPointRow } from './contact-row';
import type { LockedCustomer } from './lock-customer';
import type { TimelineEntry } from './timeline-entry';
import type { Tx } from './transaction';

type Stays = NonNullable<Extract<TimelineEntry, { kind: 'contact.added' }>['data']['stays']>;

/** What is known of an address already, wherever it stood: it holds for a contact point that takes the address. */
export type SaidAtAddress = {
  readonly state: ContactPoint['state'];
  readonly stateCode: string | null;
  readonly withdrawn: readonly { readonly purpose: Purpose; readonly source: string; readonly at: Date }[];
};

/** A customer whose contact points are written; of a new one, no history has to be read. */
export type ContactOwner = Pick<LockedCustomer, 'id' | 'nowMs' | 'testClockId'> & { readonly isNew?: boolean };

/**
 * Who has said STOP or has unsubscribed stays so when the address is added in another role, or is changed away and back.
 * An opt-out is of the address, so it holds for every customer; test clocks have worlds of their own. What one customer
 * has said about a purpose, and where its messages bounced, is that customer's.
 */
export async function saidAtAddress(
  tx: Tx,
  customer: ContactOwner,
  { channel, address }: { readonly channel: Channel; readonly address: string },
): Promise<SaidAtAddress> {
  const others = { state: 'opted_out', customer: { testClockId: null } } as const;
  const rows = await tx.contactPoint.findMany({
    where: { channel, address, OR: [{ customerId: customer.id }, ...(customer.testClockId === null ? [others] : [])] },
    include: { consents: true },
    orderBy: { id: 'asc' },
  });
  const own = rows.filter(({ customerId }) => customerId === customer.id);
  const withdrawn = await withdrawnAt(tx, customer, address, own);
  const standing = rows.find(({ state }) => state === 'opted_out') ?? own.find(({ state }) => state === 'bounced');
  if (standing?.state === 'opted_out') return { state: 'opted_out', stateCode: standing.stateCode, withdrawn };
  const before = await optOutBefore(tx, customer, address);
  if (before !== null) return { state: 'opted_out', stateCode: before, withdrawn };
  return { state: standing?.state ?? 'ok', stateCode: standing?.stateCode ?? null, withdrawn };
}

/** What the timeline says of it; nothing where it says nothing. */
export function staysData({ state, stateCode, withdrawn }: SaidAtAddress): { readonly stays?: Stays } {
  if (state === 'ok' && withdrawn.length === 0) return {};
  return { stays: { state, code: stateCode, withdrawn: withdrawn.map(({ purpose }) => purpose) } };
}

/** The code of an opt-out at an address that the customer had once; `null` where it has opted in since, or never out. */
async function optOutBefore(tx: Tx, { id: customerId, isNew }: ContactOwner, address: string): Promise<string | null> {
  if (isNew === true) return null;
  const last = await tx.timelineEvent.findFirst({
    where: {
      customerId,
      kind: { in: ['contact.opted-out', 'contact.opted-in'] },
      data: { path: ['address'], equals: address },
    },
    orderBy: { id: 'desc' },
  });
  return last?.kind === 'contact.opted-out' ? ((last.data as { readonly code?: string }).code ?? '') : null;
}

type Said = { readonly purpose: Purpose; readonly granted: boolean; readonly source: string; readonly at: Date };

/** By purpose the last word, where it was a no. */
async function withdrawnAt(
  tx: Tx,
  { id: customerId, isNew }: ContactOwner,
  address: string,
  rows: readonly ContactPointRow[],
): Promise<SaidAtAddress['withdrawn']> {
  const entries =
    isNew === true
      ? []
      : await tx.timelineEvent.findMany({
          where: { customerId, kind: 'consent.changed', data: { path: ['address'], equals: address } },
          orderBy: { id: 'asc' },
        });
  const told = entries.map(({ at, data }): Said => {
    const { purpose, to, source } = data as {
      readonly purpose: Purpose;
      readonly to: boolean;
      readonly source: string;
    };
    return { purpose, granted: to, source, at };
  });
  const last = new Map<Purpose, Said>();
  for (const said of [...told, ...rows.flatMap(({ consents }) => consents)]) {
    const known = last.get(said.purpose);
    if (known === undefined || known.at <= said.at) last.set(said.purpose, said);
  }
  return [...last.values()].filter(({ granted }) => !granted);
}
