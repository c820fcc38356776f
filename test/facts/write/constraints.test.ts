import type { Client } from 'pg';
import { addContactPoint } from '../../../facts/write/contact-points';
import { saveDraft } from '../../../facts/write/documents';
import { recordPayment } from '../../../facts/write/record-payment';
import { CTX, fresh, givenCustomer, givenInvoice, givenPublished, useDatabase } from '../facts-bench';

const database = useDatabase();
let sql: Client;

beforeAll(async () => {
  sql = await database.connect();
});

/** What the database itself says to a statement that no code of ours has looked at. */
async function refusedBy(statement: string, values: readonly unknown[]): Promise<string> {
  try {
    await sql.query(statement, [...values]);
  } catch (error) {
    return (error as { constraint?: string }).constraint ?? (error as Error).message;
  }
  throw new Error('The database took it');
}

describe('the database refuses, whoever writes,', () => {
  let customerId: string;
  let itemId: string;
  let invoiceId: string;
  let paymentId: string;

  beforeEach(async () => {
    customerId = await givenCustomer(database.prisma);
    const invoice = await givenInvoice(database.prisma, customerId, { amountMinor: 100n });
    invoiceId = invoice.id;
    itemId = invoice.dueItems[0]!.id;
    const payment = {
      customerId,
      externalId: fresh('P'),
      received: { on: '2024-03-08' },
      currency: 'USD',
      amountMinor: 60n,
      allocations: [],
    } as const;
    paymentId = (await recordPayment(database.prisma, payment, CTX)).row.id;
  });

  const allocate = (item: string, payment: string, amount: number) =>
    refusedBy(
      'INSERT INTO "Allocation" ("id", "dueItemId", "paymentId", "amountMinor") VALUES (gen_random_uuid(), $1, $2, $3)',
      [item, payment, amount],
    );

  it('amounts that are not positive', async () => {
    expect(await refusedBy('UPDATE "Invoice" SET "amountMinor" = -1 WHERE "id" = $1', [invoiceId])).toBe(
      'invoice_amount_positive',
    );
    expect(await refusedBy('UPDATE "DueItem" SET "amountMinor" = 0 WHERE "id" = $1', [itemId])).toBe(
      'due_item_amount_positive',
    );
    expect(await refusedBy('UPDATE "Payment" SET "amountMinor" = 0 WHERE "id" = $1', [paymentId])).toBe(
      'payment_amount_positive',
    );
    expect(await allocate(itemId, paymentId, -1)).toBe('allocation_amount_positive');
  });

  it('due items that do not add up to their invoice', async () => {
    expect(await refusedBy('UPDATE "DueItem" SET "amountMinor" = 99 WHERE "id" = $1', [itemId])).toBe(
      'invoice_due_items_add_up',
    );
    expect(await refusedBy('UPDATE "Invoice" SET "amountMinor" = 101 WHERE "id" = $1', [invoiceId])).toBe(
      'invoice_due_items_add_up',
    );
    expect(await refusedBy('DELETE FROM "DueItem" WHERE "id" = $1', [itemId])).toBe('invoice_due_items_add_up');
  });

  it('allocations above what the payment has or the due item owes', async () => {
    expect(await allocate(itemId, paymentId, 61)).toBe('payment_allocated_within_amount');
    const small = await givenInvoice(database.prisma, customerId, { amountMinor: 10n });
    expect(await allocate(small.dueItems[0]!.id, paymentId, 11)).toBe('due_item_settled_within_amount');
  });

  it('allocations to another customer or in another currency', async () => {
    const stranger = await givenInvoice(database.prisma, await givenCustomer(database.prisma));
    expect(await allocate(stranger.dueItems[0]!.id, paymentId, 1)).toBe('allocation_same_customer');
    const euro = await givenInvoice(database.prisma, customerId, { currency: 'EUR' });
    expect(await allocate(euro.dueItems[0]!.id, paymentId, 1)).toBe('allocation_same_currency');
  });

  it('an invoice number, an external ID or a contact point twice', async () => {
    const copy = (table: string, columns: string, id: string) =>
      refusedBy(
        `INSERT INTO "${table}" ("id", ${columns}) SELECT gen_random_uuid(), ${columns} FROM "${table}" WHERE "id" = $1`,
        [id],
      );
    expect(
      await copy(
        'Invoice',
        '"customerId", "number", "issuedOn", "currency", "amountMinor", "arrivedAt", "updatedAt"',
        invoiceId,
      ),
    ).toBe('Invoice_number_key');
    expect(
      await copy('Payment', '"customerId", "externalId", "effectiveAt", "currency", "amountMinor"', paymentId),
    ).toBe('Payment_externalId_key');
    const contact = { customerId, channel: 'email', address: 'a@example.com', role: 'billing', consents: [] } as const;
    const { row } = await addContactPoint(database.prisma, contact, CTX);
    expect(await copy('ContactPoint', '"customerId", "channel", "address", "role", "updatedAt"', row.id)).toBe(
      'ContactPoint_customerId_channel_address_role_key',
    );
  });

  it('two published versions of one document', async () => {
    const name = fresh('pb');
    const source = (day: number) => `playbook: ${name}\nsteps:\n  - { id: a, at: due + ${day}d, do: hold-credit }\n`;
    await givenPublished(database.prisma, source(1));
    const { row } = await saveDraft(
      database.prisma,
      { kind: 'playbook', source: source(2), documentId: null, note: null },
      CTX,
    );
    const publish = `UPDATE "DocumentVersion" SET "status" = 'published', "publishedAt" = now() WHERE "id" = $1`;
    expect(await refusedBy(publish, [row.id])).toBe('document_version_one_published');
  });

  it('a touch of the same due item and step twice', async () => {
    const claim = `INSERT INTO "TouchItem" ("subjectId", "stepId", "customerId", "outcome", "at") VALUES ($1, 'a', $2, 'done', now())`;
    await sql.query(claim, [itemId, customerId]);
    expect(await refusedBy(claim, [itemId, customerId])).toBe('TouchItem_pkey');
  });

  it('a hold without a subject or with two, and one that ends before it begins', async () => {
    const hold =
      'INSERT INTO "Hold" ("id", "reason", "placedBy", "fromAt", "untilAt", "customerId", "invoiceId") VALUES (gen_random_uuid(), $1, $1, $2, $3, $4, $5)';
    const now = '2024-03-08T15:00:00Z';
    expect(await refusedBy(hold, ['x', now, null, null, null])).toBe('hold_one_subject');
    expect(await refusedBy(hold, ['x', now, null, customerId, invoiceId])).toBe('hold_one_subject');
    expect(await refusedBy(hold, ['x', now, now, customerId, null])).toBe('hold_until_after_from');
  });

  it('a timeline that is rewritten', async () => {
    expect(await refusedBy('UPDATE "TimelineEvent" SET "kind" = $1 WHERE "customerId" = $2', ['x', customerId])).toBe(
      'timeline_append_only',
    );
    expect(await refusedBy('DELETE FROM "TimelineEvent" WHERE "customerId" = $1', [customerId])).toBe(
      'timeline_append_only',
    );
  });

  it('a second row of settings, and a language nobody writes', async () => {
    expect(await refusedBy('INSERT INTO "Settings" ("id") VALUES ($1)', [2])).toBe('settings_one_row');
    expect(await refusedBy('UPDATE "Customer" SET "language" = $1 WHERE "id" = $2', ['fr', customerId])).toBe(
      'customer_language_known',
    );
  });
});

describe('the relay', () => {
  it('is woken by the commit of a fact, once for each', async () => {
    const heard: string[] = [];
    sql.on('notification', ({ channel }) => heard.push(channel));
    await sql.query('LISTEN outbox');
    const customerId = await givenCustomer(database.prisma);
    await givenInvoice(database.prisma, customerId);
    // A statement of the listener's own brings in what has arrived before.
    while (heard.length < 2) await sql.query('SELECT 1');
    expect(heard).toEqual(['outbox', 'outbox']);
  });
});
