import { voidInvoice } from '../../../facts/write/void-invoice';
import { balancesOf, CTX, fresh, givenCustomer, givenInvoice, tracesOf, useDatabase } from '../facts-bench';
import { countsOf, importFile, importRows, textSource } from './import-bench';

const database = useDatabase();

const CUSTOMERS = `dateFormat: dd/MM/yyyy
zone: Europe/London
customer: { externalId: customer, name: name, email: email }
`;
const PAYMENTS = `dateFormat: dd/MM/yyyy
currency: USD
payment: { invoice: number, receivedOn: paid, amount: received }
`;

const file = (header: string, ...rows: readonly string[]) => textSource([header, ...rows, ''].join('\n'));
const customersFile = (...rows: readonly string[]) => file('customer,name,email', ...rows);
const paymentsFile = (...rows: readonly string[]) => file('number,paid,received', ...rows);

describe('an import of customers alone', () => {
  it('makes them paused, and leaves those that are there as they are', async () => {
    const [known, other] = [fresh('IC'), fresh('IC')];
    await givenCustomer(database.prisma, { externalId: known, name: 'As before' });
    const source = customersFile(`${known},Another name,`, `${other},Acme,pay@acme.example`, `${other},Acme again,`);
    const done = await importFile(database.prisma, source, { mapping: CUSTOMERS });
    expect(done).toMatchObject({ status: 'done', rowsRead: 3, customersCreated: 1, invoicesCreated: 0, unchanged: 2 });
    const rows = await database.prisma.customer.findMany({
      where: { externalId: { in: [known, other] } },
      include: { contactPoints: true },
      orderBy: { name: 'asc' },
    });
    expect(rows).toMatchObject([
      { name: 'Acme', zone: 'Europe/London', engagement: 'paused', contactPoints: [{ address: 'pay@acme.example' }] },
      { name: 'As before' },
    ]);
    const counts = await countsOf(database.prisma);
    await importFile(database.prisma, source, { mapping: CUSTOMERS });
    expect(await countsOf(database.prisma)).toEqual(counts);
  });
});

describe('an import of payments alone', () => {
  it('pays invoices that are known, wakes their customers, and has no second effect', async () => {
    const customerId = await givenCustomer(database.prisma);
    const number = fresh('IN');
    const { id } = await givenInvoice(database.prisma, customerId, { number });
    const before = await tracesOf(database.prisma, customerId);
    const source = paymentsFile(`${number},05/03/2024,30`, `${number},05/03/2024,30.00`, `${number},,`);
    const done = await importFile(database.prisma, source, { mapping: PAYMENTS });
    expect(done).toMatchObject({ status: 'done', paymentsCreated: 2, customersCreated: 0, unchanged: 1 });
    expect(await balancesOf(database.prisma, id)).toEqual(['4000']);
    const after = await tracesOf(database.prisma, customerId);
    expect(after.outbox.slice(before.outbox.length)).toEqual(['import.done']);

    const again = await importFile(database.prisma, source, { mapping: PAYMENTS });
    expect(again).toMatchObject({ status: 'done', paymentsCreated: 0, unchanged: 3 });
    const later = paymentsFile(`${number},06/03/2024,30`);
    expect(await importFile(database.prisma, later, { mapping: PAYMENTS })).toMatchObject({ paymentsCreated: 1 });
    expect(await balancesOf(database.prisma, id)).toEqual(['1000']);
  });

  it('pays invoices that another file brought', async () => {
    const [customer, number] = [fresh('IC'), fresh('IN')];
    await importRows(database.prisma, [`${customer},,,,${number},01/02/2024,02/03/2024,100,,`]);
    await importFile(database.prisma, paymentsFile(`${number},05/03/2024,100`), { mapping: PAYMENTS });
    expect(await database.prisma.invoice.findUniqueOrThrow({ where: { number } })).toMatchObject({ status: 'paid' });
  });

  it('tells which invoices are not known, void or in another currency, and writes nothing of them', async () => {
    const customerId = await givenCustomer(database.prisma);
    const [gone, foreign] = [fresh('IN'), fresh('IN')];
    const { id } = await givenInvoice(database.prisma, customerId, { number: gone });
    await voidInvoice(database.prisma, { invoice: { id }, reason: 'wrong', version: null }, CTX);
    await givenInvoice(database.prisma, customerId, { number: foreign, currency: 'EUR' });
    const rows = ['nowhere', gone, foreign].map((number) => `${number},05/03/2024,1`);
    const done = await importFile(database.prisma, paymentsFile(...rows), { mapping: PAYMENTS });
    expect(done).toMatchObject({ status: 'failed', rowsBad: 3, paymentsCreated: 0 });
    const errors = await database.prisma.importError.findMany({
      where: { importId: done.id },
      orderBy: { row: 'asc' },
    });
    expect(errors.map(({ row, column, message }) => `${row} ${column ?? '-'}: ${message}`)).toEqual([
      '2 number: Invoice "nowhere" is not known; expected the number of an invoice that is there already',
      `3 number: Invoice "${gone}" is void; expected one that can be paid`,
      `4 number: Invoice "${foreign}" is in EUR, and the payment in USD; expected the currency of the invoice`,
    ]);
  });
});
