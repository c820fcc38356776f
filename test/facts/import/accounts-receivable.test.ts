import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { activateImport } from '../../../facts/import/activate-import';
import { CTX, useDatabase } from '../facts-bench';
import { countsOf, importFile } from './import-bench';

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

const database = useDatabase();

// The data lie beside the checkout and are not part of it.
const describeWithData = existsSync(FILE) ? describe : describe.skip;

describeWithData('the accounts receivable of 100 customers', () => {
  const importIt = () => importFile(database.prisma, () => createReadStream(FILE), { mapping: MAPPING });

  it('are imported with all invoices paid, and a second time without effect', async () => {
    const first = await importIt();
    expect(first).toMatchObject({
      status: 'done',
      error: null,
      rowsTotal: 2466,
      rowsRead: 2466,
      rowsBad: 0,
      customersCreated: 100,
      invoicesCreated: 2466,
      paymentsCreated: 2466,
      unchanged: 0,
    });
    const counts = await countsOf(database.prisma);
    expect(counts).toEqual({
      customers: 100,
      contactPoints: 0,
      invoices: 2466,
      dueItems: 2466,
      payments: 2466,
      allocations: 2466,
      timeline: 100 + 2 * 2466,
      outbox: 0,
    });
    expect(await database.prisma.invoice.count({ where: { status: 'paid' } })).toBe(2466);
    // The sum of the column InvoiceAmount in the file.
    const { _sum } = await database.prisma.invoice.aggregate({ _sum: { amountMinor: true } });
    expect(_sum.amountMinor).toBe(14_770_318n);

    const second = await importIt();
    expect(second).toMatchObject({
      status: 'done',
      rowsBad: 0,
      customersCreated: 0,
      invoicesCreated: 0,
      paymentsCreated: 0,
      unchanged: 2466,
    });
    expect(await countsOf(database.prisma)).toEqual(counts);

    expect(await activateImport(database.prisma, { importId: first.id, slice: { first: 10 } }, CTX)).toEqual({
      activated: 10,
    });
    const active = await database.prisma.customer.findMany({ where: { engagement: 'active' }, orderBy: { id: 'asc' } });
    expect(active[0]!.externalId).toBe('3993-QUNVJ');
    expect(await activateImport(database.prisma, { importId: first.id, slice: {} }, CTX)).toEqual({ activated: 90 });
    expect(await database.prisma.outbox.count()).toBe(100);
  });
});
