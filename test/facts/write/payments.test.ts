import { voidInvoice } from '../../../facts/write/void-invoice';
import { allocatePayment, recordPayment, type RecordPaymentInput } from '../../../facts/write/record-payment';
import { reversePayment } from '../../../facts/write/reverse-payment';
import { issueCreditNote } from '../../../facts/write/issue-credit-note';
import {
  balancesOf,
  CTX,
  fresh,
  givenCustomer,
  givenInvoice,
  givenPublished,
  NOW,
  refusalOf,
  tracesOf,
  useDatabase,
} from '../facts-bench';

const database = useDatabase();

function payment(customerId: string, fields: Partial<RecordPaymentInput> = {}): RecordPaymentInput {
  return {
    customerId,
    externalId: null,
    received: { on: '2024-03-08' },
    currency: 'USD',
    amountMinor: 100_00n,
    allocations: 'oldest-first',
    ...fields,
  };
}

function record(customerId: string, fields: Partial<RecordPaymentInput> = {}, ctx = CTX) {
  return recordPayment(database.prisma, payment(customerId, fields), ctx);
}

function toInvoice(number: string, amountMinor: bigint | null = null, instalment: number | null = null) {
  return { invoice: { number }, instalment, amountMinor };
}

describe('a payment', () => {
  it('pays what is oldest due first and keeps the rest as a credit', async () => {
    const customerId = await givenCustomer(database.prisma);
    const later = await givenInvoice(database.prisma, customerId, { dueOn: '2024-04-01', amountMinor: 50_00n });
    const first = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-01', amountMinor: 30_00n });
    const euro = await givenInvoice(database.prisma, customerId, { dueOn: '2024-01-01', currency: 'EUR' });
    const before = await tracesOf(database.prisma, customerId);
    const { row } = await record(customerId, { amountMinor: 90_00n, externalId: fresh('P') });
    expect(await balancesOf(database.prisma, first.id)).toEqual(['0']);
    expect(await balancesOf(database.prisma, later.id)).toEqual(['0']);
    expect(await balancesOf(database.prisma, euro.id)).toEqual(['10000']);
    expect(row).toMatchObject({ amountMinor: 90_00n, allocatedMinor: 80_00n });
    const statuses = await database.prisma.invoice.findMany({ where: { customerId }, orderBy: { number: 'asc' } });
    expect(Object.fromEntries(statuses.map(({ number, status }) => [number, status]))).toEqual({
      [first.number]: 'paid',
      [later.number]: 'paid',
      [euro.number]: 'open',
    });
    const after = await tracesOf(database.prisma, customerId);
    expect(after.factsVersion).toBe(before.factsVersion + 1);
    expect(after.outbox).toHaveLength(before.outbox.length + 1);
    expect(after.timeline.at(-1)).toMatchObject({
      kind: 'payment.received',
      data: {
        amount: '90.00',
        unallocated: '10.00',
        allocations: [
          { invoice: first.number, instalment: null, amount: '30.00', balance: '0.00' },
          { invoice: later.number, instalment: null, amount: '50.00', balance: '0.00' },
        ],
      },
    });
  });

  it('goes where it is told, down to the instalment, and stays a credit where it is told nothing', async () => {
    const customerId = await givenCustomer(database.prisma);
    const items = [
      { instalment: 1, dueOn: '2024-03-02', amountMinor: 60_00n },
      { instalment: 2, dueOn: '2024-04-02', amountMinor: 60_00n },
    ];
    const { id, number } = await givenInvoice(database.prisma, customerId, { items });
    await record(customerId, { amountMinor: 10_00n, allocations: [toInvoice(number, null, 2)] });
    expect(await balancesOf(database.prisma, id)).toEqual(['6000', '5000']);
    await record(customerId, { amountMinor: 70_00n, allocations: [toInvoice(number, 70_00n)] });
    expect(await balancesOf(database.prisma, id)).toEqual(['0', '4000']);
    const { row } = await record(customerId, { amountMinor: 5_00n, allocations: [] });
    expect(row.allocatedMinor).toBe(0n);
    const allocated = await allocatePayment(
      database.prisma,
      { payment: { id: row.id }, allocations: 'oldest-first' },
      CTX,
    );
    expect(allocated).toMatchObject({ outcome: 'recorded', row: { allocatedMinor: 5_00n } });
    expect(await balancesOf(database.prisma, id)).toEqual(['0', '3500']);
    const nothingLeft = await allocatePayment(
      database.prisma,
      { payment: { id: row.id }, allocations: 'oldest-first' },
      CTX,
    );
    expect(nothingLeft.outcome).toBe('unchanged');
  });

  it('counts from the start of its day in the zone of the customer, but never later than now', async () => {
    const customerId = await givenCustomer(database.prisma);
    const effective = async (received: RecordPaymentInput['received']) =>
      (await record(customerId, { received })).row.effectiveAt.toISOString();
    expect(await effective({ on: '2024-03-07' })).toBe('2024-03-07T05:00:00.000Z');
    expect(await effective({ on: '2024-03-08' })).toBe('2024-03-08T05:00:00.000Z');
    expect(await effective({ on: '2024-03-09' })).toBe('2024-03-08T15:00:00.000Z');
    expect(await effective({ at: NOW - 1 })).toBe('2024-03-08T14:59:59.999Z');
  });

  it('is recorded in the time of the test clock for a sandbox customer', async () => {
    const clock = await database.prisma.testClock.create({
      data: {
        name: fresh('clock'),
        startAt: new Date('2012-01-01T00:00:00Z'),
        nowAt: new Date('2012-02-01T12:00:00Z'),
      },
    });
    const customerId = await givenCustomer(database.prisma, { testClockId: clock.id });
    const { row } = await record(customerId, { received: { on: '2012-02-02' } });
    expect(row.effectiveAt.toISOString()).toBe('2012-02-01T12:00:00.000Z');
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)!.at.toISOString()).toBe('2012-02-01T12:00:00.000Z');
    expect((await refusalOf(record(customerId, { received: { on: '2012-02-03' } }))).code).toBe('date-too-far-ahead');
  });

  it('has no second effect under the same external ID, and is a conflict with other content', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id } = await givenInvoice(database.prisma, customerId);
    const externalId = fresh('P');
    await record(customerId, { externalId, amountMinor: 30_00n });
    const before = await tracesOf(database.prisma, customerId);
    expect(await record(customerId, { externalId, amountMinor: 30_00n })).toMatchObject({ outcome: 'unchanged' });
    const other = await refusalOf(
      record(customerId, { externalId, amountMinor: 31_00n, received: { on: '2024-03-07' } }),
    );
    expect(other.code).toBe('content-conflict');
    expect(other.errors.map(({ pointer }) => pointer)).toEqual(['/amount', '/receivedOn']);
    expect(await balancesOf(database.prisma, id)).toEqual(['7000']);
    expect(await tracesOf(database.prisma, customerId)).toEqual(before);
  });

  it('never pays an invoice twice where several come at once', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id } = await givenInvoice(database.prisma, customerId, { amountMinor: 100_00n });
    const rows = await Promise.all(Array.from({ length: 6 }, () => record(customerId, { amountMinor: 30_00n })));
    expect(await balancesOf(database.prisma, id)).toEqual(['0']);
    const payments = await database.prisma.payment.findMany({ where: { customerId } });
    expect(payments).toHaveLength(rows.length);
    expect(payments.reduce((sum, { allocatedMinor }) => sum + allocatedMinor, 0n)).toBe(100_00n);
    const { factsVersion, outbox, timeline } = await tracesOf(database.prisma, customerId);
    expect(factsVersion).toBe(8);
    expect(outbox).toHaveLength(8);
    expect(timeline).toHaveLength(8);
  });

  describe('is refused, and nothing is written,', () => {
    const cases: readonly [string, (number: string) => Partial<RecordPaymentInput>, string, string, RegExp][] = [
      ['of nothing', () => ({ amountMinor: 0n }), 'validation-failed', '/amount', /Given 0\.00/],
      ['in an unknown currency', () => ({ currency: 'QQQ' }), 'validation-failed', '/currency', /ISO 4217/],
      [
        'two days ahead',
        () => ({ received: { on: '2024-03-10' } }),
        'date-too-far-ahead',
        '/receivedOn',
        /Given 2024-03-10/,
      ],
      [
        '25 hours ahead',
        () => ({ received: { at: NOW + 25 * 3_600_000 } }),
        'date-too-far-ahead',
        '/receivedAt',
        /2024-03-09T16/,
      ],
      [
        'above what is owed',
        (number) => ({ allocations: [toInvoice(number, 100_01n)], amountMinor: 200_00n }),
        'over-allocation',
        '/allocations/0/amount',
        /Given 100\.01 USD for invoice ".*", of which 100\.00 is owed/,
      ],
      [
        'with more allocated than it has',
        (number) => ({ allocations: [toInvoice(number, 60_00n), toInvoice(number, 30_00n)], amountMinor: 80_00n }),
        'over-allocation',
        '/allocations/1/amount',
        /Given 30\.00 USD, and only 20\.00 is left/,
      ],
      [
        'with an allocation of nothing',
        (number) => ({ allocations: [toInvoice(number, 0n)] }),
        'validation-failed',
        '/allocations/0/amount',
        /above zero/,
      ],
      [
        'in another currency',
        (number) => ({ currency: 'EUR', allocations: [toInvoice(number)] }),
        'currency-mismatch',
        '/allocations/0/invoice',
        /is in USD, the money in EUR/,
      ],
      [
        'for an instalment that is not there',
        (number) => ({ allocations: [toInvoice(number, null, 3)] }),
        'validation-failed',
        '/allocations/0/instalment',
        /has no instalment 3/,
      ],
    ];
    it.each(cases)('%s', async (_what, fields, code, pointer, text) => {
      const customerId = await givenCustomer(database.prisma);
      const { number } = await givenInvoice(database.prisma, customerId);
      const before = await tracesOf(database.prisma, customerId);
      const refusal = await refusalOf(record(customerId, fields(number)));
      expect(refusal.code).toBe(code);
      expect(refusal.errors).toMatchObject([{ pointer, detail: { en: expect.stringMatching(text) as string } }]);
      expect(await tracesOf(database.prisma, customerId)).toEqual(before);
      expect(await database.prisma.payment.count({ where: { customerId } })).toBe(0);
    });

    it('for an invoice of another customer, of nobody, or void', async () => {
      const customerId = await givenCustomer(database.prisma);
      const stranger = await givenInvoice(database.prisma, await givenCustomer(database.prisma));
      const other = await refusalOf(record(customerId, { allocations: [toInvoice(stranger.number)] }));
      expect(other.message).toContain('belongs to another customer');
      expect((await refusalOf(record(customerId, { allocations: [toInvoice('nobody')] }))).code).toBe('not-found');
      const own = await givenInvoice(database.prisma, customerId);
      await voidInvoice(database.prisma, { invoice: { id: own.id }, version: null, reason: null }, CTX);
      expect((await refusalOf(record(customerId, { allocations: [toInvoice(own.number)] }))).code).toBe(
        'state-conflict',
      );
    });
  });
});

describe('a payment that is reversed', () => {
  const PLAYBOOK = `playbook: reversal
steps:
  - { id: mail-1, at: due + 1d, do: email, template: anything }
  - { id: mail-2, at: due + 2d, do: email, template: anything }
  - { id: call, at: due + 2d, do: task, queue: q, title: Call }
  - { id: block, at: due + 3d, do: hold-credit }
  - { id: up, at: due + 4d, do: escalate, ladder: standard }
  - { id: later, at: due + 60d, do: escalate, ladder: standard }
`;

  beforeAll(async () => {
    await database.prisma.template.create({
      data: {
        name: 'anything',
        channel: 'email',
        language: 'en',
        version: 1,
        purpose: 'collections',
        subject: 's',
        html: 'h',
        createdBy: 'test',
      },
    });
    await givenPublished(database.prisma, PLAYBOOK);
  });

  it('opens its invoices again, and of the passed steps leaves only the latest message and the latest task', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, number, dueItems } = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-02' });
    const { row } = await record(customerId);
    const before = await tracesOf(database.prisma, customerId);
    const reversed = await reversePayment(database.prisma, { payment: { id: row.id }, reason: 'bounced' }, CTX);
    expect(reversed.row).toMatchObject({ reversedAt: new Date(NOW), allocatedMinor: 0n, allocations: [] });
    expect(await balancesOf(database.prisma, id)).toEqual(['10000']);
    expect((await database.prisma.invoice.findUniqueOrThrow({ where: { id } })).status).toBe('open');
    const settled = await database.prisma.touchItem.findMany({ where: { subjectId: dueItems[0]!.id } });
    expect(settled.map(({ stepId }) => stepId).sort()).toEqual(['block', 'mail-1', 'up']);
    expect(settled[0]).toMatchObject({ outcome: 'superseded', touchId: null, customerId, at: new Date(NOW) });
    const after = await tracesOf(database.prisma, customerId);
    expect(after.outbox.slice(before.outbox.length)).toEqual(['payment.reversed']);
    expect(after.timeline.slice(before.timeline.length)).toMatchObject([
      {
        kind: 'payment.reversed',
        data: { reason: 'bounced', reopened: [{ invoice: number, amount: '100.00', balance: '100.00' }] },
      },
      { kind: 'step.superseded', data: { because: 'payment-reversed' } },
    ]);
  });

  it('leaves the steps of an invoice alone that was owed in part all along', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, dueItems } = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-02' });
    const { row } = await record(customerId, { amountMinor: 99_00n });
    await reversePayment(database.prisma, { payment: { id: row.id }, reason: null }, CTX);
    expect(await balancesOf(database.prisma, id)).toEqual(['10000']);
    expect(await database.prisma.touchItem.count({ where: { subjectId: dueItems[0]!.id } })).toBe(0);
  });

  it('is reversed once, is not allocated again and keeps its external ID', async () => {
    const customerId = await givenCustomer(database.prisma);
    const externalId = fresh('P');
    await record(customerId, { externalId });
    await reversePayment(database.prisma, { payment: { externalId }, reason: null }, CTX);
    const before = await tracesOf(database.prisma, customerId);
    const again = await reversePayment(database.prisma, { payment: { externalId }, reason: null }, CTX);
    expect(again.outcome).toBe('unchanged');
    const allocated = allocatePayment(database.prisma, { payment: { externalId }, allocations: 'oldest-first' }, CTX);
    expect((await refusalOf(allocated)).code).toBe('state-conflict');
    expect((await record(customerId, { externalId })).outcome).toBe('unchanged');
    expect(await tracesOf(database.prisma, customerId)).toEqual(before);
  });
});

describe('a credit note', () => {
  it('reduces what is owed, once', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id } = await givenInvoice(database.prisma, customerId);
    const input = {
      customerId,
      number: fresh('CN'),
      issuedOn: '2024-03-08',
      currency: 'USD',
      amountMinor: 30_00n,
      allocations: 'oldest-first',
    } as const;
    const { row } = await issueCreditNote(database.prisma, input, CTX);
    expect(row).toMatchObject({ allocatedMinor: 30_00n, effectiveAt: new Date('2024-03-08T05:00:00Z') });
    expect((await issueCreditNote(database.prisma, input, CTX)).outcome).toBe('unchanged');
    expect(await balancesOf(database.prisma, id)).toEqual(['7000']);
    const other = await refusalOf(issueCreditNote(database.prisma, { ...input, amountMinor: 31_00n }, CTX));
    expect(other).toMatchObject({
      code: 'content-conflict',
      detail: { en: expect.stringContaining('another amount') as string },
    });
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({ kind: 'credit-note.issued', data: { unallocated: '0.00' } });
    const ahead = issueCreditNote(database.prisma, { ...input, number: fresh('CN'), issuedOn: '2024-03-10' }, CTX);
    expect((await refusalOf(ahead)).code).toBe('date-too-far-ahead');
  });
});
