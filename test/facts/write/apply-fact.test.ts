import { applyFact } from '../../../facts/write/apply-fact';
import { FACT_KINDS, readFact } from '../../../facts/write/read-fact';
import { balancesOf, CTX, fresh, givenCustomer, givenInvoice, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();

function apply(customerId: string, kind: string, payload: unknown) {
  return applyFact(database.prisma, { customerId, kind, payload }, { ...CTX, actor: 'clock' });
}

/** Kinds that answer what an episode has asked; they are tested with it. */
const ANSWERS = [
  ...['assignment.accept', 'assignment.by-hand', 'assignment.decline', 'credit.decide', 'customer.mark-lost'],
  ...['escalation.acknowledge', 'escalation.resolve', 'escalation.start', 'task.complete', 'win-back.stop'],
];

describe('a fact read from JSON', () => {
  it('of every kind is applied by the command that the API calls', async () => {
    const customerId = await givenCustomer(database.prisma);
    const number = fresh('A');
    const externalId = fresh('P');
    const email = { channel: 'email', address: 'Pay@Example.com' };
    const facts: readonly [string, unknown][] = [
      ['contact.add', email],
      ['invoice.create', { number, issuedOn: '2024-02-01', dueOn: '2024-03-02', currency: 'USD', amount: '100.00' }],
      ['invoice.change', { invoice: number, currency: 'USD', dueOn: '2024-03-05', amount: '120' }],
      [
        'payment.record',
        { externalId, receivedOn: '2024-03-08', currency: 'USD', amount: '20', allocations: [{ invoice: number }] },
      ],
      ['payment.reverse', { externalId, reason: 'bounced' }],
      ['credit-note.issue', { number: fresh('CN'), issuedOn: '2024-03-08', currency: 'USD', amount: '5' }],
      ['hold.place', { invoice: number, reason: 'dispute', untilOn: '2024-04-01' }],
      ['hold.lift', { invoice: number }],
      ['hold.place', { reason: 'holiday' }],
      ['hold.lift', {}],
      ['contact.opt-out', email],
      ['contact.opt-in', email],
      ['contact.bounce', email],
      ['customer.change', { zone: 'Asia/Shanghai', language: 'zh' }],
      ['order.place', { externalId: fresh('O'), currency: 'USD', amount: '80.00' }],
      ['review.request', { reason: 'more room' }],
      ['interaction.record', { kind: 'reply', channel: 'phone' }],
      ['customer.pause', {}],
      ['customer.activate', { reason: 'back' }],
      ['invoice.void', { invoice: number }],
      ['customer.close', {}],
    ];
    for (const [kind, payload] of facts) await apply(customerId, kind, payload);
    expect(new Set([...facts.map(([kind]) => kind), ...ANSWERS])).toEqual(new Set(FACT_KINDS));
    const { timeline, outbox, factsVersion } = await tracesOf(database.prisma, customerId);
    expect(timeline.map(({ kind }) => kind)).toEqual([
      'customer.created',
      'contact.added',
      'invoice.issued',
      'invoice.changed',
      'payment.received',
      'payment.reversed',
      'credit-note.issued',
      'hold.placed',
      'hold.lifted',
      'hold.placed',
      'hold.lifted',
      'contact.opted-out',
      'contact.opted-in',
      'contact.bounced',
      'customer.changed',
      'order.placed',
      'episode.requested',
      'interaction.recorded',
      'customer.paused',
      'customer.activated',
      'invoice.voided',
      'customer.closed',
    ]);
    expect(outbox).toHaveLength(timeline.length);
    expect(factsVersion).toBe(timeline.length);
    expect(timeline.at(-1)!.actor).toBe('clock');
  });

  it('takes part in the transaction of its caller', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, number } = await givenInvoice(database.prisma, customerId);
    const before = await tracesOf(database.prisma, customerId);
    const payload = { receivedOn: '2024-03-08', currency: 'USD', amount: '100' };
    const failed = database.prisma.$transaction(async (tx) => {
      await applyFact(tx, { customerId, kind: 'payment.record', payload }, CTX);
      throw new Error('the caller changes its mind');
    });
    await expect(failed).rejects.toThrow('the caller changes its mind');
    expect(await balancesOf(database.prisma, id)).toEqual(['10000']);
    expect(await tracesOf(database.prisma, customerId)).toEqual(before);
    expect(number).not.toBe('');
  });

  it('never reaches an invoice or payment of another customer', async () => {
    const customerId = await givenCustomer(database.prisma);
    const stranger = await givenCustomer(database.prisma);
    const { number } = await givenInvoice(database.prisma, stranger);
    const externalId = fresh('P');
    await apply(stranger, 'payment.record', { externalId, receivedOn: '2024-03-08', currency: 'USD', amount: '1' });
    const before = await tracesOf(database.prisma, stranger);
    for (const [kind, payload] of [
      ['invoice.void', { invoice: number }],
      ['invoice.change', { invoice: number, currency: 'USD', amount: '1' }],
      ['hold.place', { invoice: number, reason: 'x' }],
      ['hold.lift', { invoice: number }],
      ['payment.reverse', { externalId }],
    ] as const) {
      expect((await refusalOf(apply(customerId, kind, payload))).code).toBe('not-found');
    }
    expect(await tracesOf(database.prisma, stranger)).toEqual(before);
  });

  const INVOICE = { number: 'A-1', issuedOn: '2024-02-01', dueOn: '2024-03-02', currency: 'USD', amount: '1' };
  const PAYMENT = { receivedOn: '2024-03-08', currency: 'USD', amount: '1' };
  const bad: readonly [string, string, unknown, string, RegExp][] = [
    ['of an unknown kind', 'invoice.burn', {}, '/kind', /Given "invoice\.burn"; expected one of invoice\.create/],
    ['that is no object', 'invoice.create', 'A-1', '', /expected object/],
    ['without a number', 'invoice.create', { ...INVOICE, number: undefined }, '/number', /expected string/],
    ['with a field too many', 'invoice.create', { ...INVOICE, color: 'red' }, '', /"color"/],
    [
      'with a date that is none',
      'invoice.create',
      { ...INVOICE, dueOn: '2024-02-30' },
      '/dueOn',
      /Given "2024-02-30"; expected a date/,
    ],
    ['with an amount as a number', 'invoice.create', { ...INVOICE, amount: 1 }, '/amount', /expected string/],
    ['of nothing', 'invoice.create', { ...INVOICE, amount: '0.00' }, '/amount', /above zero/],
    [
      'with more decimals than the currency has',
      'invoice.create',
      { ...INVOICE, amount: '1.001' },
      '/amount',
      /no more decimals than USD/,
    ],
    ['in an unknown currency', 'invoice.create', { ...INVOICE, currency: 'usd' }, '/currency', /ISO 4217/],
    [
      'with both items and a date',
      'invoice.create',
      { ...INVOICE, items: [{ dueOn: '2024-03-02', amount: '1' }] },
      '/items',
      /"dueOn" and "amount", or "items"/,
    ],
    [
      'with a link that is none',
      'invoice.create',
      { ...INVOICE, paymentUrl: 'javascript:alert(1)' },
      '/paymentUrl',
      /Invalid URL/,
    ],
    [
      'with two times',
      'payment.record',
      { ...PAYMENT, receivedAt: '2024-03-08T10:00:00Z' },
      '/receivedOn',
      /either "receivedOn" or "receivedAt"/,
    ],
    [
      'with an instant without offset',
      'payment.record',
      { currency: 'USD', amount: '1', receivedAt: '2024-03-08T10:00:00' },
      '/receivedAt',
      /with its offset/,
    ],
    [
      'with a bad allocation',
      'payment.record',
      { ...PAYMENT, allocations: [{ invoice: 'A', amount: '1.234' }] },
      '/allocations/0/amount',
      /no more decimals/,
    ],
    [
      'with two ends',
      'hold.place',
      { reason: 'x', untilOn: '2024-04-01', untilAt: '2024-04-01T10:00:00Z' },
      '/untilAt',
      /not both/,
    ],
    ['with a channel that is none', 'contact.add', { channel: 'fax', address: '1' }, '/channel', /"email"\|"sms"/],
    ['with a zone that is none', 'customer.change', { zone: 'UTC+8' }, '/zone', /expected a time zone/],
  ];
  it.each(bad)('%s is refused with its place', (_what, kind, payload, pointer, text) => {
    expect.assertions(3);
    try {
      readFact(kind, payload);
    } catch (error) {
      const { errors } = error as { errors: { pointer: string; detail: { en: string; zh: string } }[] };
      expect(errors[0]!.pointer).toBe(pointer);
      expect(errors[0]!.detail.en).toMatch(text);
      expect(errors[0]!.detail.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});
