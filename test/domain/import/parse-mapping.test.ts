import { columnsOf } from '../../../domain/import/mapping';
import { parseMapping } from '../../../domain/import/parse-mapping';

const MAPPING = `dateFormat: dd/MM/yyyy
currency: USD
zone: America/New_York
customer: { externalId: customerID }
invoice: { number: invoiceNumber, issuedOn: InvoiceDate, dueOn: DueDate, amount: InvoiceAmount }
payment: { receivedOn: SettledDate, amount: InvoiceAmount }
`;
const PAYMENTS = `dateFormat: dd/MM/yyyy
currency: USD
payment: { invoice: n, receivedOn: on, amount: a }
`;

describe('a mapping file', () => {
  it('is read as documented', () => {
    const { mapping, faults } = parseMapping(MAPPING);
    expect(faults).toEqual([]);
    expect(mapping).toMatchObject({
      dateFormat: { pattern: 'dd/MM/yyyy' },
      amountFormat: { thousands: ',', decimal: '.' },
      currency: 'USD',
      zone: 'America/New_York',
      language: 'en',
      customer: { externalId: 'customerID', name: null, email: null },
      invoice: { number: 'invoiceNumber', issuedOn: 'InvoiceDate', dueOn: 'DueDate', amount: 'InvoiceAmount' },
      payment: { receivedOn: 'SettledDate', amount: 'InvoiceAmount', externalId: null },
    });
    expect(columnsOf(mapping!)).toEqual([
      'customerID',
      'invoiceNumber',
      'InvoiceDate',
      'DueDate',
      'InvoiceAmount',
      'SettledDate',
    ]);
  });

  it('maps further fields and attributes, in Chinese as well', () => {
    const { mapping, faults } = parseMapping(`
dateFormat: yyyy年MM月dd日
decimalSeparator: ","
language: zh
customer: { externalId: 客户编号, name: 名称, email: 邮箱, phone: 电话, segment: 分类, country: 国家, zone: 时区, language: 语言, attributes: { 等级: 客户等级 } }
invoice: { number: 单号, issuedOn: 开票日, dueOn: 到期日, amount: 金额, currency: 币种, paymentUrl: 链接, attributes: { po: 采购单 } }
`);
    expect(faults).toEqual([]);
    expect(mapping).toMatchObject({
      amountFormat: { thousands: '.', decimal: ',' },
      zone: null,
      currency: null,
      language: 'zh',
      payment: null,
      customer: { phone: '电话', attributes: new Map([['等级', '客户等级']]) },
      invoice: { currency: '币种', attributes: new Map([['po', '采购单']]) },
    });
  });

  it('may be of customers alone', () => {
    const { mapping, faults } = parseMapping(`
dateFormat: dd/MM/yyyy
zone: UTC
customer: { externalId: c, email: mail }
`);
    expect(faults).toEqual([]);
    expect(mapping).toMatchObject({ customer: { externalId: 'c', email: 'mail' }, invoice: null, payment: null });
    expect(columnsOf(mapping!)).toEqual(['c', 'mail']);
  });

  it('may be of payments alone, which name their invoices', () => {
    const { mapping, faults } = parseMapping(PAYMENTS);
    expect(faults).toEqual([]);
    const payment = { invoice: 'n', receivedOn: 'on', amount: 'a', externalId: null, currency: null };
    expect(mapping).toMatchObject({ customer: null, invoice: null, payment });
    expect(columnsOf(mapping!)).toEqual(['n', 'on', 'a']);
    const own = parseMapping(PAYMENTS.replace('currency: USD\n', '').replace('amount: a', 'amount: a, currency: k'));
    expect(own.mapping).toMatchObject({ currency: null, payment: { currency: 'k' } });
  });

  it('may come as a JSON value, whose faults have pointers but no lines', () => {
    const json = {
      dateFormat: 'dd/MM/yyyy',
      zone: 'UTC',
      currency: 'US',
      customer: { externalId: 'c' },
      invoice: { number: 'n', issuedOn: 'i', dueOn: 'd', amount: 'a' },
    };
    expect(parseMapping(json).faults).toMatchObject([
      { path: '/currency', line: null, code: expect.any(String) as string },
    ]);
    expect(parseMapping({ ...json, currency: 'USD' }).mapping).not.toBeNull();
  });

  const bad: readonly [string, string, string, number | null, RegExp][] = [
    ['is empty', '', '', null, /The file is empty/],
    ['is a list', '- a', '', 1, /expected a map with "dateFormat"/],
    ['is no YAML', MAPPING.replace('customerID }', 'customerID'), '', 5, /A } is missing near "invoice/],
    ['has a key twice', `${MAPPING}zone: UTC\n`, '', 7, /"zone" stands twice/],
    ['has a key too many', `${MAPPING}dateFormats: x\n`, '/dateFormats', 7, /did you mean "dateFormat"/],
    ['has a misspelt field', MAPPING.replace('dueOn', 'dueDate'), '/invoice/dueDate', 5, /dueDate/],
    ['has no date format', MAPPING.replace('dateFormat: dd/MM/yyyy\n', ''), '', 1, /no "dateFormat"/],
    [
      'has a date format of other letters',
      MAPPING.replace('dd/MM', 'DD/MM'),
      '/dateFormat',
      1,
      /"DD\/MM\/yyyy".*"yyyy", "MM" and "dd"/,
    ],
    ['has a date format of two-digit years', MAPPING.replace('yyyy', 'yy'), '/dateFormat', 1, /"dd\/MM\/yy"/],
    ['has a date format without a month', MAPPING.replace('dd/MM/yyyy', 'dd/yyyy'), '/dateFormat', 1, /"dd\/yyyy"/],
    [
      'has a date format with a day twice',
      MAPPING.replace('dd/MM/yyyy', 'dd/dd/yyyy'),
      '/dateFormat',
      1,
      /in any order/,
    ],
    [
      'has a date format with another time',
      MAPPING.replace('dd/MM/yyyy', 'dd/MM/yyyy hh:mm a'),
      '/dateFormat',
      1,
      /at will a time/,
    ],
    ['has a date format that is a number', MAPPING.replace('dd/MM/yyyy', '8'), '/dateFormat', 1, /8 \(a number\)/],
    ['has a currency that is none', MAPPING.replace('USD', 'Dollar'), '/currency', 2, /"Dollar".*ISO 4217/],
    ['has a currency in small letters', MAPPING.replace('USD', 'usd'), '/currency', 2, /"usd"/],
    ['has no currency at all', MAPPING.replace('currency: USD\n', ''), '', 1, /no "currency".*invoice\.currency/],
    ['has an offset for a zone', MAPPING.replace('America/New_York', '"+08:00"'), '/zone', 3, /"\+08:00".*IANA/],
    ['has no zone at all', MAPPING.replace('zone: America/New_York\n', ''), '', 1, /no "zone".*customer\.zone/],
    ['has a language nobody writes', `${MAPPING}language: fr\n`, '/language', 7, /"fr".*"en".*"zh"/],
    ['has a country of three letters', `${MAPPING}country: USA\n`, '/country', 7, /"USA".*ISO 3166/],
    ['has a decimal separator that is none', `${MAPPING}decimalSeparator: ";"\n`, '/decimalSeparator', 7, /";"/],
    [
      'has one sign for thousands and decimals',
      `${MAPPING}thousandsSeparator: "."\n`,
      '/thousandsSeparator',
      7,
      /other than the decimal separator/,
    ],
    ['has a letter for thousands', `${MAPPING}thousandsSeparator: x\n`, '/thousandsSeparator', 7, /"x"/],
    ['has no customer', MAPPING.replace(/customer: .*\n/, ''), '', 1, /"customer"/],
    [
      'has a customer that is a text',
      MAPPING.replace('{ externalId: customerID }', 'customerID'),
      '/customer',
      4,
      /"customerID".*a map from fields to columns/,
    ],
    [
      'has a customer without an ID',
      MAPPING.replace('externalId: customerID', 'name: customerID'),
      '/customer',
      4,
      /"externalId"/,
    ],
    ['has an invoice without a number', MAPPING.replace('number: invoiceNumber, ', ''), '/invoice', 5, /"number"/],
    [
      'has an invoice without an amount',
      MAPPING.replace(', amount: InvoiceAmount }\npay', ' }\npay'),
      '/invoice',
      5,
      /"amount"/,
    ],
    ['has a payment without a date', MAPPING.replace('receivedOn: SettledDate, ', ''), '/payment', 6, /"receivedOn"/],
    [
      'has a payment without an amount',
      MAPPING.replace('SettledDate, amount: InvoiceAmount', 'SettledDate'),
      '/payment',
      6,
      /"amount"/,
    ],
    ['has no section at all', 'dateFormat: dd/MM/yyyy\n', '', 1, /no "customer"/],
    ['has customers alone and no zone', 'dateFormat: dd/MM/yyyy\ncustomer: { externalId: c }\n', '', 1, /no "zone"/],
    [
      'has payments alone beside a customer',
      `${PAYMENTS}customer: { externalId: c }\n`,
      '/customer',
      4,
      /no "customer" where payments are mapped without "invoice"/,
    ],
    ['has payments alone without an invoice', PAYMENTS.replace('invoice: n, ', ''), '/payment', 3, /no "invoice"/],
    [
      'has payments alone and no currency',
      PAYMENTS.replace('currency: USD\n', ''),
      '',
      1,
      /no "currency".*payment\.currency/,
    ],
    [
      'names an invoice in a payment beside invoices',
      MAPPING.replace('receivedOn: Settled', 'invoice: n, receivedOn: Settled'),
      '/payment/invoice',
      6,
      /"invoice"/,
    ],
    [
      'maps to a list',
      MAPPING.replace('number: invoiceNumber', 'number: [a, b]'),
      '/invoice/number',
      5,
      /a list.*header of a column/,
    ],
    [
      'maps to nothing',
      MAPPING.replace('number: invoiceNumber', 'number: ""'),
      '/invoice/number',
      5,
      /header of a column/,
    ],
    [
      'has attributes that are a list',
      MAPPING.replace('customerID }', 'customerID, attributes: [a] }'),
      '/customer/attributes',
      4,
      /attribute names to columns/,
    ],
    [
      'has an attribute that is a number',
      MAPPING.replace('customerID }', 'customerID, attributes: { a: 1 } }'),
      '/customer/attributes',
      4,
      /header of a column/,
    ],
  ];
  it.each(bad)('that %s is refused with the place', (_what, source, path, line, text) => {
    const { mapping, faults } = parseMapping(source);
    expect(mapping).toBeNull();
    const fault = faults.find(({ message }) => text.test(message));
    expect(fault?.message ?? faults).toEqual(expect.stringMatching(text));
    expect(fault!.path).toEqual(expect.stringMatching(new RegExp(`^${path}`)));
    if (line === null) expect(fault!.line).toBeNull();
    else expect(fault!.line).toBe(line);
    expect(fault!.messageZh).toMatch(/[\u4e00-\u9fff]/);
  });
});
