import { Client } from 'pg';
import type { PrismaClient } from '../../prisma/generated/client';
import { DomainError } from '../../domain/errors';
import { createCustomer, type CreateCustomerInput } from '../../facts/write/customers';
import { issueInvoice, type IssueInvoiceInput } from '../../facts/write/issue-invoice';
import type { InvoiceRow } from '../../facts/write/invoice-ref';
import { saveDraft, publishVersion } from '../../facts/write/documents';
import type { FactContext } from '../../facts/write/transaction';
import { useTestDatabase } from '../support/test-database';

/** Friday 8 March 2024, 10:00 in New York. */
export const NOW = Date.parse('2024-03-08T15:00:00Z');
export const CTX: FactContext = { actor: 'staff:ada', now: NOW };
const ZONE = 'America/New_York';

/** A database for the file, with a way to further connections, which are ended before it is dropped. */
export function useDatabase() {
  const clients: Client[] = [];
  // Hooks that end something run in the order in which they are registered.
  afterAll(async () => {
    for (const client of clients) await client.end();
  });
  const database = useTestDatabase();
  return {
    get prisma() {
      return database.prisma;
    },
    /** One more connection, for statements of the test's own. */
    connect: async (): Promise<Client> => {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      clients.push(client);
      return client;
    },
  };
}

let counter = 0;
/** A number that no other test of the file has. */
export function fresh(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

export const CUSTOMER: CreateCustomerInput = {
  externalId: '',
  name: 'Acme',
  segment: 'smb',
  country: 'US',
  zone: ZONE,
  language: 'en',
  attributes: {},
  ownerId: null,
  groupId: null,
  engagement: 'active',
  testClockId: null,
  contactPoints: [],
};

export async function givenCustomer(prisma: PrismaClient, fields: Partial<CreateCustomerInput> = {}): Promise<string> {
  const input = { ...CUSTOMER, externalId: fresh('C'), ...fields };
  return (await createCustomer(prisma, input, CTX)).row.id;
}

export const INVOICE: Omit<IssueInvoiceInput, 'customerId' | 'number'> = {
  issuedOn: '2024-02-01',
  currency: 'USD',
  items: [{ instalment: null, dueOn: '2024-03-02', amountMinor: 100_00n }],
  paymentUrl: null,
  attributes: {},
};

export async function givenInvoice(
  prisma: PrismaClient,
  customerId: string,
  fields: Partial<IssueInvoiceInput> & { readonly dueOn?: string; readonly amountMinor?: bigint } = {},
  ctx: FactContext = CTX,
): Promise<InvoiceRow> {
  const { dueOn = '2024-03-02', amountMinor = 100_00n, ...rest } = fields;
  const items = [{ instalment: null, dueOn, amountMinor }];
  return (await issueInvoice(prisma, { ...INVOICE, items, customerId, number: fresh('INV'), ...rest }, ctx)).row;
}

export async function givenPublished(prisma: PrismaClient, source: string): Promise<void> {
  const kind = source.startsWith('playbook') ? 'playbook' : 'contact_policy';
  const { row } = await saveDraft(prisma, { kind, source, documentId: null, note: null }, CTX);
  await publishVersion(prisma, { versionId: row.id, effective: 'next-plan', replaces: null }, CTX);
}

/** What a command left behind: the customer's count of facts, its last timeline entries, its outbox. */
export async function tracesOf(prisma: PrismaClient, customerId: string) {
  const { factsVersion } = await prisma.customer.findUniqueOrThrow({ where: { id: customerId } });
  const timeline = await prisma.timelineEvent.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
  const outbox = await prisma.outbox.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
  return { factsVersion, timeline, outbox: outbox.map(({ kind }) => kind) };
}

export async function balancesOf(prisma: PrismaClient, invoiceId: string): Promise<readonly string[]> {
  const items = await prisma.dueItem.findMany({
    where: { invoiceId },
    orderBy: [{ dueOn: 'asc' }, { instalment: 'asc' }],
  });
  return items.map(({ amountMinor, settledMinor }) => String(amountMinor - settledMinor));
}

/** The domain error that a promise is refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<DomainError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}
