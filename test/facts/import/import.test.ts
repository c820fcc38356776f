import * as iconv from 'iconv-lite';
import { Readable } from 'node:stream';
import { activateImport } from '../../../facts/import/activate-import';
import { createImport } from '../../../facts/import/create-import';
import { failInterruptedImports } from '../../../facts/import/fail-interrupted-imports';
import { rowFaultsCsv } from '../../../facts/import/row-faults';
import { runImport } from '../../../facts/import/run-import';
import { changeInvoice } from '../../../facts/write/change-invoice';
import { setEngagement } from '../../../facts/write/customers';
import { optOut } from '../../../facts/write/opt-out';
import { recordPayment } from '../../../facts/write/record-payment';
import { voidInvoice } from '../../../facts/write/void-invoice';
import {
  balancesOf,
  CTX,
  fresh,
  givenCustomer,
  givenInvoice,
  NOW,
  refusalOf,
  tracesOf,
  useDatabase,
} from '../facts-bench';
import { countsOf, HEADER, importFile, importRows, MAPPING, textSource } from './import-bench';

const database = useDatabase();

/** A row of a customer and an invoice that no other test has. */
function row(
  fields: {
    customer?: string;
    name?: string;
    email?: string;
    number?: string;
    due?: string;
    amount?: string;
    paid?: string;
    received?: string;
  } = {},
): string {
  const {
    customer = fresh('IC'),
    name = '',
    email = '',
    number = fresh('IN'),
    due = '02/03/2024',
    amount = '100.00',
    paid = '',
    received = '',
  } = fields;
  return [customer, name, email, 'smb', number, '01/02/2024', due, amount, paid, received].join(',');
}

async function faultsOf(importId: string): Promise<readonly string[]> {
  const errors = await database.prisma.importError.findMany({
    where: { importId },
    orderBy: [{ row: 'asc' }, { id: 'asc' }],
  });
  return errors.map(({ row: line, column, message }) => `${line} ${column ?? '-'}: ${message}`);
}

async function customerOf(externalId: string) {
  return database.prisma.customer.findUniqueOrThrow({ where: { externalId }, include: { contactPoints: true } });
}

async function invoiceOf(number: string) {
  return database.prisma.invoice.findUniqueOrThrow({ where: { number }, include: { dueItems: true } });
}

describe('an import', () => {
  it('makes paused customers with contact points, invoices and payments, and wakes nobody', async () => {
    const [customer, unpaid, partly] = [fresh('IC'), fresh('IN'), fresh('IN')];
    const done = await importRows(database.prisma, [
      row({ customer, name: 'Acme', email: 'Pay@Acme.example', number: unpaid, amount: '"1,234.50"' }),
      row({ customer, name: 'Acme', number: partly, paid: '05/03/2024', received: '40' }),
      row({ customer, name: 'Acme', number: partly, paid: '06/03/2024', received: '70' }),
    ]);
    expect(done).toMatchObject({
      status: 'done',
      rowsTotal: 3,
      rowsRead: 3,
      customersCreated: 1,
      invoicesCreated: 2,
      paymentsCreated: 2,
    });
    const made = await customerOf(customer);
    expect(made).toMatchObject({
      name: 'Acme',
      segment: 'smb',
      engagement: 'paused',
      zone: 'America/New_York',
      importId: done.id,
    });
    expect(made.contactPoints).toMatchObject([{ channel: 'email', address: 'pay@acme.example', state: 'ok' }]);
    expect(await balancesOf(database.prisma, (await invoiceOf(unpaid)).id)).toEqual(['123450']);
    expect(await invoiceOf(partly)).toMatchObject({ status: 'paid', arrivedAt: new Date(NOW) });
    const payments = await database.prisma.payment.findMany({
      where: { customerId: made.id },
      orderBy: { externalId: 'asc' },
    });
    expect(
      payments.map(({ externalId, allocatedMinor, effectiveAt }) => [
        externalId,
        allocatedMinor,
        effectiveAt.toISOString(),
      ]),
    ).toEqual([
      [`import:${partly}:1`, 40_00n, '2024-03-05T05:00:00.000Z'],
      [`import:${partly}:2`, 60_00n, '2024-03-06T05:00:00.000Z'],
    ]);
    const { timeline, outbox } = await tracesOf(database.prisma, made.id);
    expect(timeline.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual(
      ['customer.created', 'invoice.issued', 'invoice.issued', 'payment.received', 'payment.received'].map(
        (kind) => `${kind} import:${done.id}`,
      ),
    );
    expect(timeline.at(-1)!.data).toMatchObject({ amount: '70.00', unallocated: '10.00' });
    expect(outbox).toEqual([]);
  });

  it('adds to what is there, wakes an active customer once, and changes nothing', async () => {
    const [customer, number] = [fresh('IC'), fresh('IN')];
    await importRows(database.prisma, [row({ customer, name: 'Acme', number })]);
    const { id } = await customerOf(customer);
    await setEngagement(database.prisma, { customerId: id, version: null, engagement: 'active', reason: null }, CTX);
    const before = await tracesOf(database.prisma, id);
    const next = fresh('IN');
    const again = await importRows(database.prisma, [
      row({ customer, name: 'Another name', number, paid: '07/03/2024', received: '30' }),
      row({ customer, number: next }),
      row({ customer, number: next }),
    ]);
    expect(again).toMatchObject({
      status: 'done',
      customersCreated: 0,
      invoicesCreated: 1,
      paymentsCreated: 1,
      unchanged: 1,
    });
    expect((await customerOf(customer)).name).toBe('Acme');
    expect(await balancesOf(database.prisma, (await invoiceOf(number)).id)).toEqual(['7000']);
    const after = await tracesOf(database.prisma, id);
    expect(after.outbox.slice(before.outbox.length)).toEqual(['import.done']);
    expect(after.factsVersion).toBe(before.factsVersion + 1);
  });

  it('does not bring an address back that has opted out', async () => {
    const address = `${fresh('out')}@acme.example`;
    await givenCustomer(database.prisma, {
      contactPoints: [{ channel: 'email', address, role: 'billing', consents: [] }],
    });
    await optOut(database.prisma, { channel: 'email', address, customerId: null, purpose: null, code: 'call' }, CTX);
    const customer = fresh('IC');
    await importRows(database.prisma, [row({ customer, email: address })]);
    expect((await customerOf(customer)).contactPoints).toMatchObject([{ state: 'opted_out', stateCode: 'call' }]);
  });

  it('wakes who is paused only while an episode of it is open', async () => {
    const [asleep, awake] = [fresh('IC'), fresh('IC')];
    for (const externalId of [asleep, awake])
      await givenCustomer(database.prisma, { externalId, engagement: 'paused' });
    const { id } = await customerOf(awake);
    await database.prisma.episode.create({
      data: { customerId: id, kind: 'lifecycle', startedAt: new Date(NOW), workflowId: `customer/${id}` },
    });
    const traces = async () => {
      const both = [await customerOf(asleep), await customerOf(awake)];
      return Promise.all(both.map((customer) => tracesOf(database.prisma, customer.id)));
    };
    const before = await traces();
    await importRows(database.prisma, [row({ customer: asleep }), row({ customer: awake })]);
    const after = await traces();
    const put = after.map(({ outbox }, index) => outbox.slice(before[index]?.outbox.length));
    expect(put).toEqual([[], ['import.done']]);
  });

  it('that ran before has no second effect, whatever was paid or moved to another encoding since', async () => {
    const rows = [row({ name: '张三' }), row({ paid: '05/03/2024', received: '100' })];
    await importRows(database.prisma, rows);
    const counts = await countsOf(database.prisma);
    const file = [HEADER, ...rows, ''].join('\r\n');
    const again = [
      iconv.encode(file, 'gb18030'),
      iconv.encode(file, 'utf8', { addBOM: true }),
      iconv.encode(file, 'utf16le', { addBOM: true }),
    ];
    for (const bytes of again) {
      expect(await importFile(database.prisma, textSource(bytes))).toMatchObject({
        status: 'done',
        unchanged: 2,
        rowsBad: 0,
      });
    }
    expect(await countsOf(database.prisma)).toEqual(counts);
  });

  it('reads GB18030 by itself, and says where bytes are not of the encoding it was told', async () => {
    const customer = fresh('IC');
    const bytes = iconv.encode([HEADER, row({ customer, name: '北京㐀公司' }), ''].join('\n'), 'gb18030');
    const told = await importFile(database.prisma, textSource(bytes), { encoding: 'utf-8', dryRun: true });
    expect(await faultsOf(told.id)).toEqual([
      expect.stringMatching(
        /^2 name: Column "name" holds ".*"; expected one line of text .* in the encoding of the file/,
      ),
    ]);
    await importFile(database.prisma, textSource(bytes));
    expect((await customerOf(customer)).name).toBe('北京㐀公司');
  });

  it('reads semicolons and tabs as well', async () => {
    for (const delimiter of [';', '\t']) {
      const customer = fresh('IC');
      const file = [HEADER, row({ customer, name: 'Acme' })].join('\n').replaceAll(',', delimiter);
      expect(await importFile(database.prisma, textSource(file))).toMatchObject({
        status: 'done',
        customersCreated: 1,
      });
      expect((await customerOf(customer)).name).toBe('Acme');
    }
  });
});

describe('bad rows', () => {
  const good = (): string => row();
  const bad = (): readonly string[] => [
    row({ amount: '-1' }),
    row({ due: '31/02/2024' }),
    `${row()},surplus`,
    row({ paid: '10/03/2024', received: '1' }),
  ];

  it('keep everything out where all or nothing is asked for', async () => {
    const counts = await countsOf(database.prisma);
    const failed = await importRows(database.prisma, [good(), ...bad(), good()]);
    expect(failed).toMatchObject({
      status: 'failed',
      error: 'rows-not-valid: 4 rows are bad, so nothing was written',
      rowsTotal: 6,
      rowsBad: 4,
      rowsRead: 0,
      invoicesCreated: 0,
    });
    expect(await faultsOf(failed.id)).toEqual([
      expect.stringMatching(/^3 amount: Column "amount" holds "-1"; expected an amount of USD above zero/),
      expect.stringMatching(/^4 due: Column "due" holds "31\/02\/2024"; expected a real date/),
      expect.stringMatching(/^5 -: The row has 11 cells; expected 10/),
      expect.stringMatching(/^6 paid: Column "paid": Given 2024-03-10, more than one day ahead/),
    ]);
    expect(await countsOf(database.prisma)).toEqual(counts);
  });

  it('are left out where that is asked for, each with its reason', async () => {
    const counts = await countsOf(database.prisma);
    const done = await importRows(database.prisma, [good(), ...bad(), good()], { mode: 'skip-bad-rows' });
    expect(done).toMatchObject({
      status: 'done',
      error: null,
      rowsRead: 6,
      rowsBad: 4,
      customersCreated: 2,
      invoicesCreated: 2,
    });
    expect(await faultsOf(done.id)).toHaveLength(4);
    expect((await countsOf(database.prisma)).invoices).toBe(counts.invoices + 2);
  });

  it('are told by a dry run with what would be written, and nothing is', async () => {
    const [customer, number] = [fresh('IC'), fresh('IN')];
    const counts = await countsOf(database.prisma);
    const rows = [
      row({ customer, number, paid: '05/03/2024', received: '1' }),
      row({ customer, number, paid: '06/03/2024', received: '2' }),
      row({ customer }),
      ...bad(),
    ];
    const dry = await importRows(database.prisma, rows, { dryRun: true });
    expect(dry).toMatchObject({
      status: 'done',
      rowsTotal: 7,
      rowsRead: 7,
      rowsBad: 4,
      customersCreated: 1,
      invoicesCreated: 2,
      paymentsCreated: 2,
    });
    expect(await countsOf(database.prisma)).toEqual(counts);
    expect((await refusalOf(activateImport(database.prisma, { importId: dry.id, slice: {} }, CTX))).message).toContain(
      'dry run',
    );
  });

  it('come as a CSV file that no spreadsheet runs', async () => {
    const done = await importRows(
      database.prisma,
      [
        row({ amount: '"=HYPERLINK(""x"",""y"")"' }),
        row({ amount: '@x' }),
        row({ amount: '-5' }),
        row({ amount: '+1+1' }),
      ],
      { mode: 'skip-bad-rows' },
    );
    let text = '';
    for await (const piece of rowFaultsCsv(database.prisma, done.id, 'en')) text += piece;
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('\ufeffrow,column,given,message');
    expect(lines[1]).toMatch(/^2,amount,"'=HYPERLINK\(""x"",""y""\)","Column ""amount"" holds/);
    expect(lines[2]).toMatch(/^3,amount,'@x,/);
    expect(lines[3]).toMatch(/^4,amount,'-5,/);
    expect(lines[4]).toMatch(/^5,amount,'\+1\+1,/);
    expect(lines).toHaveLength(6);
  });

  it('contradict an earlier row, or what is there already', async () => {
    const [customer, number, moved, gone] = [fresh('IC'), fresh('IN'), fresh('IN'), fresh('IN')];
    await importRows(database.prisma, [
      row({ customer, number, paid: '05/03/2024', received: '10' }),
      row({ customer, number: moved }),
      row({ customer, number: gone }),
    ]);
    await changeInvoice(
      database.prisma,
      { invoice: { number: moved }, version: null, changes: { dueOn: '2024-04-01' } },
      CTX,
    );
    await voidInvoice(database.prisma, { invoice: { number: gone }, version: null, reason: null }, CTX);
    const other = fresh('IN');
    const failed = await importRows(database.prisma, [
      row({ customer, number, paid: '05/03/2024', received: '11' }),
      row({ customer, number: moved }),
      row({ customer, number: gone }),
      row({ customer, number: other }),
      row({ customer, number: other, amount: '99' }),
      row({ number }),
    ]);
    expect(failed.status).toBe('failed');
    expect(await faultsOf(failed.id)).toEqual([
      `2 received: The payment "import:${number}:1" of invoice "${number}" is there already with the amount 10.00 USD, and the row says 11.00 USD; an import adds facts and changes none`,
      `3 due: Invoice "${moved}" is there already with the due date 2024-04-01, and the row says 2024-03-02; an import adds facts and changes none`,
      `4 number: Invoice "${gone}" is there already and void; a void number is not used again`,
      `6 -: Invoice ${other} has amountMinor "9900" here and "10000" in row 5; expected the same in every row of an invoice`,
      expect.stringMatching(/^7 -: Invoice .* has customer/),
    ]);
  });
});

describe('a file that cannot be read', () => {
  const cases: readonly [string, string, string][] = [
    ['is empty', '', 'file-not-readable: The file is empty; expected a header line and one record per line'],
    [
      'has only blank lines',
      '\n\n \n',
      'file-not-readable: The file has only blank lines; expected a header line and one record per line',
    ],
    [
      'lacks a column',
      HEADER.replace('amount', 'Amount'),
      'file-not-readable: The header has no column "amount"; did you mean "Amount"?',
    ],
    [
      'has a column twice',
      `${HEADER},due`,
      'file-not-readable: The header has the column "due" twice; expected it once',
    ],
    ['has a quote that is not closed', `${HEADER}\n"C,a\nb,c`, 'file-not-readable: The file cannot be read at line'],
    [
      'has a quote inside a cell',
      `${HEADER}\nC,5" pipe`,
      'file-not-readable: The file cannot be read at line 2: a quote stands inside a cell without quotes',
    ],
    [
      'has text behind a quote',
      `${HEADER}\n"C" x,a`,
      'file-not-readable: The file cannot be read at line 2: text follows the closing quote of a cell',
    ],
  ];
  it.each(cases)('because it %s fails with the place, and nothing is written', async (_what, file, text) => {
    const counts = await countsOf(database.prisma);
    const failed = await importFile(database.prisma, textSource(file));
    expect(failed.status).toBe('failed');
    expect(failed.error).toContain(text);
    expect(await countsOf(database.prisma)).toEqual(counts);
  });

  it('by a mapping with faults is not even registered', async () => {
    const input = {
      fileName: 'f',
      fileHash: 'h',
      mapping: MAPPING.replace('dd/MM', 'DD/MM'),
      mode: 'all-or-nothing',
      dryRun: false,
    } as const;
    const refusal = await refusalOf(createImport(database.prisma, input, CTX));
    expect(refusal).toMatchObject({ code: 'mapping-not-valid', errors: [{ pointer: '/dateFormat' }] });
    expect(refusal.message).toMatch(/^Line 1, column 13: /);
  });
});

describe('an import that is interrupted', () => {
  const rows = Array.from({ length: 2_500 }, () => row());
  const file = [HEADER, ...rows, ''].join('\n');

  it('keeps the batches that were written, is marked as failed, and the same file adds the rest', async () => {
    const counts = await countsOf(database.prisma);
    let reads = 0;
    // Read for its head, for its encoding and for the check; then the disk goes away in the middle of the writing.
    const dying = () => {
      reads += 1;
      if (reads < 4) return textSource(file)();
      // Streams read ahead a few hundred rows at most, so the first batch is written before the end is noticed.
      return Readable.from(
        (async function* () {
          yield* textSource(file.slice(0, Math.floor(file.length * 0.8)))();
          throw new Error('the disk is gone');
        })(),
      );
    };
    const failing = importFile(database.prisma, dying);
    await expect(failing).rejects.toThrow('the disk is gone');
    const failed = await database.prisma.import.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(failed).toMatchObject({ status: 'failed', error: 'internal-error', rowsRead: 1000, invoicesCreated: 1000 });
    expect((await countsOf(database.prisma)).invoices).toBe(counts.invoices + 1000);

    const again = await importFile(database.prisma, textSource(file));
    expect(again).toMatchObject({ status: 'done', rowsRead: 2500, invoicesCreated: 1500, unchanged: 1000 });
    expect((await countsOf(database.prisma)).invoices).toBe(counts.invoices + 2500);
  });

  it('shows by its age that its process is gone', async () => {
    const input = { fileName: 'f', fileHash: 'h', mapping: MAPPING, mode: 'all-or-nothing', dryRun: false } as const;
    const left = await createImport(database.prisma, input, CTX);
    await database.prisma.import.update({
      where: { id: left.id },
      data: { status: 'running', heartbeatAt: new Date(NOW) },
    });
    expect(await failInterruptedImports(database.prisma, NOW + 60_000)).toBe(0);
    expect(await failInterruptedImports(database.prisma, NOW + 121_000)).toBe(1);
    const row = await database.prisma.import.findUniqueOrThrow({ where: { id: left.id } });
    expect(row).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('import the same file again') as string,
    });
  });

  it('is not started twice', async () => {
    const done = await importRows(database.prisma, [row()]);
    const again = runImport(database.prisma, { importId: done.id, source: textSource(file) }, () => NOW);
    expect((await refusalOf(again)).code).toBe('state-conflict');
  });
});

describe('two imports of one file at the same time', () => {
  it('write every row once between them', async () => {
    const file = [HEADER, ...Array.from({ length: 1_500 }, () => row({ paid: '05/03/2024', received: '1' })), ''].join(
      '\n',
    );
    const counts = await countsOf(database.prisma);
    const both = await Promise.all([
      importFile(database.prisma, textSource(file)),
      importFile(database.prisma, textSource(file)),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(both.reduce((sum, { invoicesCreated }) => sum + invoicesCreated, 0)).toBe(1_500);
    const after = await countsOf(database.prisma);
    expect(after).toMatchObject({
      invoices: counts.invoices + 1_500,
      payments: counts.payments + 1_500,
      customers: counts.customers + 1_500,
    });
  });
});

describe('activation', () => {
  it('ends the pause of a slice, once, and wakes those customers', async () => {
    const names = [fresh('IC'), fresh('IC'), fresh('IC')];
    const done = await importRows(
      database.prisma,
      names.map((customer) => row({ customer })),
    );
    const slice = (fields: Parameters<typeof activateImport>[1]['slice']) =>
      activateImport(database.prisma, { importId: done.id, slice: fields }, { ...CTX, actor: 'staff:bob' });
    expect(await slice({ segments: ['enterprise'] })).toEqual({ activated: 0 });
    expect(await slice({ first: 1 })).toEqual({ activated: 1 });
    const first = await customerOf(names[0]!);
    expect(first).toMatchObject({ engagement: 'active', factsVersion: 1, version: 2 });
    const { outbox, timeline } = await tracesOf(database.prisma, first.id);
    expect(outbox).toEqual(['customer.activated']);
    expect(timeline.at(-1)).toMatchObject({ kind: 'customer.activated', actor: 'staff:bob', data: { from: 'paused' } });
    expect(await slice({ customerIds: [first.id] })).toEqual({ activated: 0 });
    expect(await slice({ segments: ['smb'] })).toEqual({ activated: 2 });
    expect((await tracesOf(database.prisma, first.id)).outbox).toEqual(['customer.activated']);
    expect((await database.prisma.import.findUniqueOrThrow({ where: { id: done.id } })).activatedAt).toEqual(
      new Date(NOW),
    );
  });

  it('leaves customers alone that are closed, or were there before the import', async () => {
    const [closed, known] = [fresh('IC'), fresh('IC')];
    await givenCustomer(database.prisma, { externalId: known, engagement: 'paused' });
    const done = await importRows(database.prisma, [row({ customer: closed }), row({ customer: known })]);
    await setEngagement(
      database.prisma,
      { customerId: (await customerOf(closed)).id, version: null, engagement: 'closed', reason: null },
      CTX,
    );
    expect(await activateImport(database.prisma, { importId: done.id, slice: {} }, CTX)).toEqual({ activated: 0 });
    expect((await customerOf(known)).engagement).toBe('paused');
  });

  it('needs an import that is there and finished', async () => {
    const nowhere = activateImport(
      database.prisma,
      { importId: '00000000-0000-7000-8000-000000000000', slice: {} },
      CTX,
    );
    expect((await refusalOf(nowhere)).code).toBe('not-found');
  });
});

describe('an import into a busy database', () => {
  it('puts a payment on what is still owed and keeps the rest', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { externalId } = await database.prisma.customer.findUniqueOrThrow({ where: { id: customerId } });
    const { id, number } = await givenInvoice(database.prisma, customerId);
    const paid = {
      customerId,
      externalId: null,
      received: { on: '2024-03-08' },
      currency: 'USD',
      amountMinor: 90_00n,
      allocations: 'oldest-first',
    } as const;
    await recordPayment(database.prisma, paid, CTX);
    const done = await importRows(database.prisma, [
      row({ customer: externalId, number, paid: '08/03/2024', received: '30' }),
    ]);
    expect(done).toMatchObject({ status: 'done', paymentsCreated: 1 });
    expect(await balancesOf(database.prisma, id)).toEqual(['0']);
    const payment = await database.prisma.payment.findUniqueOrThrow({ where: { externalId: `import:${number}:1` } });
    expect(payment).toMatchObject({ amountMinor: 30_00n, allocatedMinor: 10_00n });
  });
});
