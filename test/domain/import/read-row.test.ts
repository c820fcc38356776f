import { parseMapping } from '../../../domain/import/parse-mapping';
import { createPaymentIds } from '../../../domain/import/payment-ids';
import { readRow, type CsvRecord } from '../../../domain/import/read-row';
import { unreadableCells } from '../../../domain/import/unreadable-cells';

function mappingOf(changes: Record<string, unknown> = {}) {
  const { mapping, faults } = parseMapping({
    dateFormat: 'dd/MM/yyyy',
    currency: 'USD',
    zone: 'America/New_York',
    customer: {
      externalId: 'c',
      name: 'name',
      email: 'email',
      phone: 'phone',
      country: 'country',
      zone: 'zone',
      language: 'language',
      segment: 'segment',
      attributes: { tier: 'tier' },
    },
    invoice: {
      number: 'n',
      issuedOn: 'issued',
      dueOn: 'due',
      amount: 'amount',
      currency: 'currency',
      paymentUrl: 'url',
    },
    payment: { receivedOn: 'paid', amount: 'received', externalId: 'ref' },
    ...changes,
  });
  if (mapping === null) throw new Error(JSON.stringify(faults));
  return mapping;
}

const MAPPING = mappingOf();
const ROW: CsvRecord = {
  c: 'C-1',
  n: 'A-17',
  issued: '01/02/2024',
  due: '02/03/2024',
  amount: '1,234.50',
  paid: '05/03/2024',
  received: '1000',
};

describe('a row', () => {
  it('is read with what its columns leave out taken from the mapping', () => {
    expect(readRow(MAPPING, ROW, 2)).toEqual({
      ok: true,
      facts: {
        row: 2,
        customer: {
          externalId: 'C-1',
          name: 'C-1',
          email: null,
          phone: null,
          segment: null,
          country: null,
          zone: 'America/New_York',
          language: 'en',
          attributes: {},
        },
        invoice: {
          number: 'A-17',
          issuedOn: '2024-02-01',
          dueOn: '2024-03-02',
          currency: 'USD',
          amountMinor: 123450n,
          paymentUrl: null,
          attributes: {},
        },
        payment: { receivedOn: '2024-03-05', amountMinor: 100000n, externalId: null },
      },
    });
  });

  it('is read with what its columns say, in the form in which things are stored', () => {
    const record = {
      ...ROW,
      name: ' 阿克米 ',
      email: 'Pay@Acme.example',
      phone: '138 0013 8000',
      country: 'CN',
      zone: 'Asia/Shanghai',
      language: 'zh',
      segment: 'smb',
      tier: 'gold',
      currency: 'JPY',
      amount: '1234.00',
      received: '5',
      url: 'https://pay.example/1',
      ref: 'P-1',
    };
    expect(readRow(MAPPING, record, 2)).toMatchObject({
      ok: true,
      facts: {
        customer: {
          name: '阿克米',
          email: 'pay@acme.example',
          phone: '+8613800138000',
          country: 'CN',
          zone: 'Asia/Shanghai',
          language: 'zh',
          attributes: { tier: 'gold' },
        },
        invoice: { currency: 'JPY', amountMinor: 1234n, paymentUrl: 'https://pay.example/1' },
        payment: { amountMinor: 5n, externalId: 'P-1' },
      },
    });
  });

  it.each(['', '  '])('with no date of payment is unpaid, whatever its amount says', (paid) => {
    expect(readRow(MAPPING, { ...ROW, paid, received: 'n/a' }, 2)).toMatchObject({
      ok: true,
      facts: { payment: null },
    });
  });

  const dates: readonly [string, string, string | null][] = [
    ['dd/MM/yyyy', '3/1/2012', '2012-01-03'],
    ['dd/MM/yyyy', '03/01/2012 08:26', '2012-01-03'],
    ['MM/dd/yyyy', '01/03/2012 12:00:00 AM', '2012-01-03'],
    ['yyyy-MM-dd', '2012-01-03T08:26:00.000Z', '2012-01-03'],
    ['yyyy-MM-dd HH:mm', '2012-01-03', '2012-01-03'],
    ['yyyy-MM-dd HH:mm:ss', '2012-01-03 23:59:59', '2012-01-03'],
    ['yyyyMMdd', '20120103', '2012-01-03'],
    ['dd.MM.yyyy', '3.1.2012', '2012-01-03'],
    ['yyyy年MM月dd日', '2012年1月3日', '2012-01-03'],
    ['dd MM yyyy', '03 01 2012', '2012-01-03'],
    ['yyyy/dd/MM', '2012/03/01', '2012-01-03'],
    ['dd/MM/yyyy', '2012-01-03', null],
    ['dd/MM/yyyy', '31/04/2012', null],
    ['dd/MM/yyyy', '29/02/2023', null],
    ['dd/MM/yyyy', '13/13/2012', null],
    ['dd/MM/yyyy', '03/01/12', null],
    ['yyyyMMdd', '2012013', null],
    ['dd.MM.yyyy', '03/01/2012', null],
    ['dd/MM/yyyy', '03/01/2012 tomorrow', null],
  ];
  it.each(dates)('by %s reads %s as %s', (dateFormat, paid, on) => {
    const mapping = mappingOf({ dateFormat });
    const [first = '', second = ''] = dateFormat.includes('yyyyMMdd') ? ['19000101', '19000101'] : [paid, paid];
    const read = readRow(mapping, { ...ROW, issued: first, due: second, paid }, 2);
    if (on === null) expect(read).toMatchObject({ ok: false });
    else expect(read).toMatchObject({ ok: true, facts: { payment: { receivedOn: on } } });
  });

  const amounts: readonly [Record<string, string>, string, bigint | null][] = [
    [{}, '97.6', 9760n],
    [{}, '1234', 123400n],
    [{}, '1,234,567.89', 123456789n],
    [{}, '1.500', 150n],
    [{}, '1,50', null],
    [{}, '12,34.00', null],
    [{}, '1,234,56', null],
    [{}, '1.001', null],
    [{}, '0', null],
    [{}, '0.00', null],
    [{}, '-5', null],
    [{}, '(5.00)', null],
    [{}, '5.00 USD', null],
    [{}, '$5', null],
    [{}, '1e3', null],
    [{}, '', null],
    [{}, 'n/a', null],
    [{}, '92233720368547758.08', null],
    [{ decimalSeparator: ',' }, '1.234,50', 123450n],
    [{ decimalSeparator: ',' }, '1,234.50', null],
    [{ thousandsSeparator: ' ' }, '1 234.50', 123450n],
    [{ thousandsSeparator: "'" }, "1'234.50", 123450n],
    [{ thousandsSeparator: ' ' }, '1,234.50', null],
  ];
  it.each(amounts)('by %j reads the amount "%s" as %s', (separators, amount, minor) => {
    const read = readRow(mappingOf(separators), { ...ROW, amount, paid: '' }, 2);
    if (minor === null)
      expect(read).toMatchObject({ ok: false, faults: [{ row: 2, column: 'amount', given: amount }] });
    else expect(read).toMatchObject({ ok: true, facts: { invoice: { amountMinor: minor } } });
  });

  const bad: readonly [string, CsvRecord, string, RegExp][] = [
    ['has no customer', { c: ' ' }, 'c', /Column "c" holds ""; expected 1 to 200 characters/],
    ['has a customer ID of 201 characters', { c: 'x'.repeat(201) }, 'c', /expected 1 to 200 characters/],
    ['has no invoice number', { n: '' }, 'n', /Column "n" holds ""/],
    ['has no issue date', { issued: '' }, 'issued', /a real date of the years 1900 to 2200 written "dd\/MM\/yyyy"/],
    ['has a date of another form', { due: '2024-03-02' }, 'due', /holds "2024-03-02"; expected a real date/],
    ['has a day that is none', { due: '30/02/2024' }, 'due', /holds "30\/02\/2024"/],
    ['owes nothing', { amount: '0' }, 'amount', /an amount of USD above zero, such as "1,234\.50"/],
    ['has a currency that is none', { currency: 'dollars' }, 'currency', /ISO 4217/],
    ['has a zone that is none', { zone: 'Mars' }, 'zone', /IANA time zone/],
    ['has a country in words', { country: 'China' }, 'country', /ISO 3166/],
    ['has a language nobody writes', { language: 'fr' }, 'language', /"en" or "zh"/],
    [
      'has an email address that is none',
      { email: 'nobody' },
      'email',
      /a usable address, or nothing \("nobody" is no email address/,
    ],
    ['has a phone number without a country', { phone: '13800138000' }, 'phone', /no country code/],
    ['has a link that is no https', { url: 'http://pay.example' }, 'url', /an https address, or nothing/],
    ['has a payment on a day that is none', { paid: '99/99/2024' }, 'paid', /a real date/],
    ['has a payment of nothing', { received: '0.00' }, 'received', /above zero/],
    ['has a payment without an amount', { received: '' }, 'received', /above zero/],
  ];
  it.each(bad)('that %s is refused with column, value and what is accepted', (_what, cells, column, text) => {
    const read = readRow(MAPPING, { ...ROW, ...cells }, 7);
    expect(read).toMatchObject({
      ok: false,
      faults: [
        {
          row: 7,
          column,
          given: (cells[column] ?? '').trim(),
          message: {
            en: expect.stringMatching(text) as string,
            zh: expect.stringMatching(/[\u4e00-\u9fff]/) as string,
          },
        },
      ],
    });
  });

  it('of an invoice that was due before it was issued is taken: prepaid and backdated ones are real', () => {
    expect(readRow(MAPPING, { ...ROW, due: '31/01/2024' }, 7)).toMatchObject({
      ok: true,
      facts: { invoice: { issuedOn: '2024-02-01', dueOn: '2024-01-31' } },
    });
  });

  it('with several faults tells them all at once', () => {
    const read = readRow(MAPPING, { ...ROW, c: '', due: 'x', amount: 'y' }, 3);
    expect(read.ok ? [] : read.faults.map(({ column }) => column)).toEqual(['c', 'due', 'amount']);
  });
});

describe('a row of customers alone', () => {
  it('is its customer', () => {
    const { mapping } = parseMapping({
      dateFormat: 'dd/MM/yyyy',
      zone: 'UTC',
      customer: { externalId: 'c', email: 'email' },
    });
    expect(readRow(mapping!, { c: 'C-1', email: 'A@b.example' }, 2)).toMatchObject({
      ok: true,
      facts: { row: 2, customer: { externalId: 'C-1', email: 'a@b.example' }, invoice: null, payment: null },
    });
    expect(readRow(mapping!, { c: '', email: 'nobody' }, 2)).toMatchObject({
      ok: false,
      faults: [{ column: 'c' }, { column: 'email' }],
    });
  });
});

describe('a row of payments alone', () => {
  const payments = (payment: Record<string, string> = {}) => {
    const { mapping } = parseMapping({
      dateFormat: 'dd/MM/yyyy',
      currency: 'USD',
      payment: { invoice: 'n', receivedOn: 'paid', amount: 'received', ...payment },
    });
    return mapping!;
  };

  it('is the payment of the invoice that it names', () => {
    expect(readRow(payments(), ROW, 2)).toEqual({
      ok: true,
      facts: {
        row: 2,
        customer: null,
        invoice: null,
        payment: {
          receivedOn: '2024-03-05',
          amountMinor: 100_000n,
          externalId: null,
          invoice: 'A-17',
          currency: 'USD',
        },
      },
    });
    expect(readRow(payments({ currency: 'k' }), { ...ROW, k: 'JPY' }, 2)).toMatchObject({
      facts: { payment: { amountMinor: 1_000n, currency: 'JPY' } },
    });
  });

  it('without a date is none', () => {
    expect(readRow(payments(), { ...ROW, paid: '' }, 2)).toMatchObject({ ok: true, facts: { payment: null } });
  });

  it('tells all its faults', () => {
    const read = readRow(payments(), { n: '', paid: 'x', received: '0' }, 2);
    expect(read.ok ? [] : read.faults.map(({ column }) => column)).toEqual(['n', 'paid', 'received']);
  });

  it('is known by invoice, day and amount, however they are written, and told apart from its like in the same file', () => {
    const ids = createPaymentIds(payments());
    const records = [ROW, { ...ROW, paid: '5/3/2024 10:00', received: '1,000.00' }, { ...ROW, paid: '06/03/2024' }];
    expect(records.map((record) => ids.idOf(record))).toEqual([
      'import:A-17:2024-03-05:100000:1',
      'import:A-17:2024-03-05:100000:2',
      'import:A-17:2024-03-06:100000:1',
    ]);
  });
});

describe('cells that no fact can hold', () => {
  it.each(['a\nb', 'a\u0000b', 'a\ufffdb', 'a\tb'])('are told of: %j', (cell) => {
    expect(unreadableCells({ ...ROW, c: cell }, 4)).toMatchObject([{ row: 4, column: 'c', given: cell }]);
  });

  it('are not the ones with blanks around', () => {
    expect(unreadableCells({ ...ROW, c: ' C-1\r\n' }, 4)).toEqual([]);
  });
});

describe('the ID of a payment', () => {
  it('is its own, or the count of it within its invoice', () => {
    const ids = createPaymentIds(MAPPING);
    const records = [
      ROW,
      { ...ROW, n: 'A-18' },
      { ...ROW, paid: '' },
      { ...ROW, received: 'bad' },
      { ...ROW, ref: 'P-9' },
      { ...ROW, n: ' A-17 ' },
    ];
    expect(records.map((record) => ids.idOf(record))).toEqual([
      'import:A-17:1',
      'import:A-18:1',
      null,
      'import:A-17:2',
      'P-9',
      'import:A-17:3',
    ]);
  });
});
