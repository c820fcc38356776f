import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCreditFacts, type CreditSubject } from '../../../facts/read/credit-facts';
import { issueCreditNote } from '../../../facts/write/issue-credit-note';
import { recordOrder } from '../../../facts/write/orders';
import { recordPayment } from '../../../facts/write/record-payment';
import { reversePayment } from '../../../facts/write/reverse-payment';
import { CTX, fresh, givenCustomer, givenInvoice, NOW, useDatabase } from '../facts-bench';
import { importFile } from '../import/import-bench';

const database = useDatabase();

const subject = (id: string, more: Partial<CreditSubject> = {}): CreditSubject => ({
  id,
  zone: 'America/New_York',
  language: 'en',
  segment: null,
  country: null,
  attributes: {},
  now: NOW,
  enteredAt: NOW,
  ...more,
});
async function factsOf(id: string, more: Partial<CreditSubject> = {}) {
  const facts = (await readCreditFacts(database.prisma, [subject(id, more)], 'USD')).get(id);
  if (facts === undefined) throw new Error('There are no facts');
  return facts;
}
const pay = (customerId: string, on: string, amountMinor: bigint, externalId: string | null = null) =>
  recordPayment(
    database.prisma,
    { customerId, externalId, received: { on }, currency: 'USD', amountMinor, allocations: 'oldest-first' },
    CTX,
  );

describe('what a scorecard looks at', () => {
  it('is nothing for a customer who has bought nothing', async () => {
    const id = await givenCustomer(database.prisma);
    expect(await factsOf(id)).toEqual({
      customer: { zone: 'America/New_York', language: 'en', segment: null, country: null, attributes: {} },
      tenureDays: 0,
      payments: { invoicesSettled: 0, lateShare: null, meanDaysLate: null, risk: null, brokenPromises: 0 },
      purchases: { count: 0, totalMinor: 0n },
      exposure: { balanceMinor: 0n, overdueMinor: 0n },
    });
  });

  it('counts an invoice as settled on the day of the payment that brought it to nothing', async () => {
    const id = await givenCustomer(database.prisma);
    await givenInvoice(database.prisma, id, { dueOn: '2024-02-20' });
    await pay(id, '2024-02-10', 60_00n);
    await pay(id, '2024-02-25', 40_00n);
    expect((await factsOf(id)).payments).toMatchObject({ invoicesSettled: 1, lateShare: 1, meanDaysLate: 5 });
  });

  it('counts what is overdue as late, and what is not due yet as nothing', async () => {
    const id = await givenCustomer(database.prisma);
    await givenInvoice(database.prisma, id, { dueOn: '2024-02-27' });
    await givenInvoice(database.prisma, id, { dueOn: '2024-03-08' });
    expect(await factsOf(id)).toMatchObject({
      payments: { invoicesSettled: 0, lateShare: 1, meanDaysLate: 10 },
      exposure: { balanceMinor: 200_00n, overdueMinor: 100_00n },
    });
  });

  it('does not count what a credit note has settled, nor a payment that came back', async () => {
    const id = await givenCustomer(database.prisma);
    const { number } = await givenInvoice(database.prisma, id, { dueOn: '2024-03-20' });
    await issueCreditNote(
      database.prisma,
      {
        ...{ customerId: id, number: fresh('CN'), issuedOn: '2024-03-01', currency: 'USD', amountMinor: 100_00n },
        allocations: [{ invoice: { number }, instalment: null, amountMinor: null }],
      },
      CTX,
    );
    await givenInvoice(database.prisma, id, { dueOn: '2024-03-21' });
    const externalId = fresh('P');
    await pay(id, '2024-03-02', 100_00n, externalId);
    await reversePayment(database.prisma, { payment: { externalId }, reason: null }, CTX);
    expect((await factsOf(id)).payments).toMatchObject({ invoicesSettled: 0, lateShare: null });
  });

  it('counts purchases of the last 365 days in the currency: orders, or invoices where there is no order', async () => {
    const id = await givenCustomer(database.prisma);
    await givenInvoice(database.prisma, id, { issuedOn: '2023-03-08', dueOn: '2023-04-08' });
    await givenInvoice(database.prisma, id, { issuedOn: '2023-03-10', dueOn: '2023-04-08' });
    await givenInvoice(database.prisma, id, { issuedOn: '2024-01-10', dueOn: '2024-04-08', currency: 'EUR' });
    expect(await factsOf(id)).toMatchObject({ purchases: { count: 1, totalMinor: 100_00n }, tenureDays: 366 });
    const order = { customerId: id, currency: 'USD', amountMinor: 700_00n, placedAt: null };
    await recordOrder(database.prisma, { ...order, externalId: fresh('O') }, CTX);
    expect((await factsOf(id)).purchases).toEqual({ count: 1, totalMinor: 700_00n });
  });

  it('counts broken promises, and leaves those of the future out', async () => {
    const id = await givenCustomer(database.prisma);
    const at = (ms: number) => ({ customerId: id, kind: 'promise-broken', at: new Date(ms) });
    await database.prisma.interaction.createMany({ data: [at(NOW - 1), at(NOW + 1)] });
    expect((await factsOf(id)).payments.brokenPromises).toBe(1);
  });

  it('begins for a sandbox customer with its first invoice, not with the day on which it was entered', async () => {
    const id = await givenCustomer(database.prisma);
    expect((await factsOf(id, { enteredAt: null })).tenureDays).toBe(0);
    await givenInvoice(database.prisma, id, { issuedOn: '2024-02-27' });
    expect((await factsOf(id, { enteredAt: null })).tenureDays).toBe(10);
  });
});

const FOLDER = process.env.PERENNIAL_SHARED_DATA ?? join(__dirname, '../../../../shared/data');
const FILE = join(FOLDER, 'accounts-receivable.csv');
const MAPPING = `
dateFormat: dd/MM/yyyy
currency: USD
zone: America/New_York
customer: { externalId: customerID }
invoice: { number: invoiceNumber, issuedOn: InvoiceDate, dueOn: DueDate, amount: InvoiceAmount }
payment: { receivedOn: SettledDate, amount: InvoiceAmount }
`;
// The data lie beside the checkout and are not part of it.
const withData = existsSync(FILE) ? it : it.skip;

withData('the ledger of 100 imported customers gives the risk groups of their file', async () => {
  await importFile(database.prisma, () => createReadStream(FILE), { mapping: MAPPING });
  const customers = await database.prisma.customer.findMany({ where: { importId: { not: null } } });
  const facts = await readCreditFacts(
    database.prisma,
    customers.map(({ id }) => subject(id)),
    'USD',
  );
  const risks = [...facts.values()].map(({ payments }) => payments.risk);
  const count = (wanted: string): number => risks.filter((risk) => risk === wanted).length;
  expect({ low: count('low'), medium: count('medium'), high: count('high') }).toEqual({
    low: 45,
    medium: 21,
    high: 34,
  });
});
