import { changeInvoice } from '../../../facts/write/change-invoice';
import { issueInvoice, type IssueInvoiceInput } from '../../../facts/write/issue-invoice';
import { recordPayment } from '../../../facts/write/record-payment';
import { voidInvoice } from '../../../facts/write/void-invoice';
import {
  balancesOf,
  CTX,
  fresh,
  givenCustomer,
  givenInvoice,
  givenPublished,
  INVOICE,
  NOW,
  refusalOf,
  tracesOf,
  useDatabase,
} from '../facts-bench';

const database = useDatabase();

async function pay(customerId: string, amountMinor: bigint, number: string) {
  return recordPayment(
    database.prisma,
    {
      customerId,
      externalId: null,
      received: { on: '2024-03-08' },
      currency: 'USD',
      amountMinor,
      allocations: [{ invoice: { number }, instalment: null, amountMinor: null }],
    },
    CTX,
  );
}

const PASSED = `playbook: passed
steps:
  - { id: call, at: due + 1d, do: task, queue: q, title: Call }
  - { id: block, at: due + 2d, do: hold-credit }
  - { id: up, at: due + 3d, do: escalate, ladder: standard }
  - { id: later, at: due + 60d, do: escalate, ladder: standard }
`;

async function settledOf(itemId: string): Promise<readonly string[]> {
  const items = await database.prisma.touchItem.findMany({ where: { subjectId: itemId }, orderBy: { stepId: 'asc' } });
  return items.map(({ stepId }) => stepId);
}

describe('an invoice that is issued', () => {
  it('is written with its due item, one timeline entry, one event and one more fact', async () => {
    const customerId = await givenCustomer(database.prisma);
    const before = await tracesOf(database.prisma, customerId);
    const { outcome, row } = await issueInvoice(database.prisma, { ...INVOICE, customerId, number: 'A-17' }, CTX);
    expect(outcome).toBe('recorded');
    expect(row).toMatchObject({ number: 'A-17', status: 'open', amountMinor: 100_00n, arrivedAt: new Date(NOW) });
    expect(row.dueItems).toMatchObject([{ instalment: null, amountMinor: 100_00n, settledMinor: 0n }]);
    const after = await tracesOf(database.prisma, customerId);
    expect(after.factsVersion).toBe(before.factsVersion + 1);
    expect(after.outbox.slice(before.outbox.length)).toEqual(['invoice.issued']);
    expect(after.timeline.slice(before.timeline.length)).toMatchObject([
      {
        kind: 'invoice.issued',
        actor: 'staff:ada',
        at: new Date(NOW),
        invoiceId: row.id,
        data: {
          number: 'A-17',
          issuedOn: '2024-02-01',
          currency: 'USD',
          amount: '100.00',
          items: [{ instalment: null, dueOn: '2024-03-02', amount: '100.00' }],
        },
      },
    ]);
  });

  it('has no second effect when it comes again', async () => {
    const customerId = await givenCustomer(database.prisma);
    const input = { ...INVOICE, customerId, number: fresh('INV'), attributes: { b: 1, a: 'x' } };
    const first = await issueInvoice(database.prisma, input, CTX);
    const before = await tracesOf(database.prisma, customerId);
    const again = await issueInvoice(database.prisma, { ...input, attributes: { a: 'x', b: 1 } }, CTX);
    expect(again.outcome).toBe('unchanged');
    expect(again.row.id).toBe(first.row.id);
    expect(await tracesOf(database.prisma, customerId)).toEqual(before);
  });

  it('is recorded once where it comes twice at the same time', async () => {
    const customers = [await givenCustomer(database.prisma), await givenCustomer(database.prisma)];
    const number = fresh('INV');
    const same = { ...INVOICE, customerId: customers[0]!, number };
    const both = await Promise.all([
      issueInvoice(database.prisma, same, CTX),
      issueInvoice(database.prisma, same, CTX),
    ]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['recorded', 'unchanged']);

    const contested = fresh('INV');
    const results = await Promise.allSettled(
      customers.map((customerId) => issueInvoice(database.prisma, { ...INVOICE, customerId, number: contested }, CTX)),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]!.reason).toMatchObject({ code: 'content-conflict' });
  });

  const others: readonly [string, Partial<IssueInvoiceInput>, readonly string[]][] = [
    ['another date', { issuedOn: '2024-02-02' }, ['/issuedOn']],
    ['another currency', { currency: 'EUR' }, ['/currency', '/items']],
    ['another amount', { items: [{ instalment: null, dueOn: '2024-03-02', amountMinor: 1n }] }, ['/items']],
    ['another link', { paymentUrl: 'https://pay.example/1' }, ['/paymentUrl']],
  ];
  it.each(others)('is a conflict with %s under the same number', async (_what, change, pointers) => {
    const customerId = await givenCustomer(database.prisma);
    const input = { ...INVOICE, customerId, number: fresh('INV') };
    await issueInvoice(database.prisma, input, CTX);
    const before = await tracesOf(database.prisma, customerId);
    const refusal = await refusalOf(issueInvoice(database.prisma, { ...input, ...change }, CTX));
    expect(refusal.code).toBe('content-conflict');
    expect(refusal.message).toContain(`Invoice "${input.number}" is there already`);
    const expected = change.currency === undefined ? pointers : ['/currency'];
    expect(refusal.errors.map(({ pointer }) => pointer)).toEqual(expected);
    expect(await tracesOf(database.prisma, customerId)).toEqual(before);
  });

  const bad: readonly [string, Partial<IssueInvoiceInput>, string, RegExp][] = [
    [
      'of nothing',
      { items: [{ instalment: null, dueOn: '2024-03-02', amountMinor: 0n }] },
      '/items/0/amount',
      /Given 0\.00; expected an amount above zero/,
    ],
    [
      'below nothing',
      { items: [{ instalment: null, dueOn: '2024-03-02', amountMinor: -5n }] },
      '/items/0/amount',
      /Given -0\.05/,
    ],
    ['without due items', { items: [] }, '/items', /expected at least one/],
    ['in no currency', { currency: 'XYZ' }, '/currency', /Given "XYZ"; expected an ISO 4217 currency/],
    [
      'with instalments that are not numbered',
      {
        items: [
          { instalment: null, dueOn: '2024-03-02', amountMinor: 1n },
          { instalment: null, dueOn: '2024-04-02', amountMinor: 1n },
        ],
      },
      '/items/0/instalment',
      /numbered 1, 2/,
    ],
    [
      'with instalments out of order',
      {
        items: [
          { instalment: 1, dueOn: '2024-04-02', amountMinor: 1n },
          { instalment: 2, dueOn: '2024-03-02', amountMinor: 1n },
        ],
      },
      '/items/1/dueOn',
      /in the order in which they fall due/,
    ],
  ];
  it.each(bad)('is refused %s, and nothing is written', async (_what, change, pointer, text) => {
    const customerId = await givenCustomer(database.prisma);
    const before = await tracesOf(database.prisma, customerId);
    const refusal = await refusalOf(
      issueInvoice(database.prisma, { ...INVOICE, customerId, number: fresh('INV'), ...change }, CTX),
    );
    expect(refusal.code).toBe('validation-failed');
    expect(refusal.errors).toMatchObject([{ pointer, detail: { en: expect.stringMatching(text) as string } }]);
    expect(await tracesOf(database.prisma, customerId)).toEqual(before);
  });

  it('needs a customer', async () => {
    const refusal = await refusalOf(
      issueInvoice(
        database.prisma,
        { ...INVOICE, customerId: '00000000-0000-7000-8000-000000000000', number: 'X' },
        CTX,
      ),
    );
    expect(refusal.code).toBe('not-found');
  });
});

describe('an invoice that is changed', () => {
  it('moves its due date, and the timeline has the old one and the new one', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { number } = await givenInvoice(database.prisma, customerId);
    const { row } = await changeInvoice(
      database.prisma,
      { invoice: { number }, version: 1, changes: { dueOn: '2024-04-01' } },
      CTX,
    );
    expect(row.dueItems[0]!.dueOn).toEqual(new Date('2024-04-01'));
    expect(row.version).toBe(2);
    const { timeline, outbox } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'invoice.changed',
      data: {
        number,
        changes: {
          items: {
            from: [{ instalment: null, dueOn: '2024-03-02', amount: '100.00' }],
            to: [{ instalment: null, dueOn: '2024-04-01', amount: '100.00' }],
          },
        },
      },
    });
    expect(outbox.at(-1)).toBe('invoice.changed');
  });

  it('becomes instalments and keeps the sum of its due items', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id } = await givenInvoice(database.prisma, customerId);
    const items = [
      { instalment: 1, dueOn: '2024-03-02', amountMinor: 60_00n },
      { instalment: 2, dueOn: '2024-04-02', amountMinor: 70_00n },
    ];
    const { row } = await changeInvoice(database.prisma, { invoice: { id }, version: null, changes: { items } }, CTX);
    expect(row.amountMinor).toBe(130_00n);
    expect(await balancesOf(database.prisma, id)).toEqual(['6000', '7000']);
  });

  it('cannot owe less than is paid, nor leave out an instalment that is paid in part', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, number } = await givenInvoice(database.prisma, customerId);
    await pay(customerId, 40_00n, number);
    const less = await refusalOf(
      changeInvoice(database.prisma, { invoice: { id }, version: null, changes: { amountMinor: 39_99n } }, CTX),
    );
    expect(less.errors[0]!.pointer).toBe('/items/0/amount');
    expect(less.message).toContain('40.00 is paid or credited already');
    const items = [
      { instalment: 1, dueOn: '2024-03-02', amountMinor: 60_00n },
      { instalment: 2, dueOn: '2024-04-02', amountMinor: 40_00n },
    ];
    const split = await refusalOf(
      changeInvoice(database.prisma, { invoice: { id }, version: null, changes: { items } }, CTX),
    );
    expect(split.code).toBe('state-conflict');
    expect(await balancesOf(database.prisma, id)).toEqual(['6000']);
  });

  it('is paid when its amount comes down to what was paid, and open when it goes up', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, number } = await givenInvoice(database.prisma, customerId);
    await pay(customerId, 40_00n, number);
    const down = await changeInvoice(
      database.prisma,
      { invoice: { id }, version: null, changes: { amountMinor: 40_00n } },
      CTX,
    );
    expect(down.row.status).toBe('paid');
    const up = await changeInvoice(
      database.prisma,
      { invoice: { id }, version: null, changes: { amountMinor: 41_00n } },
      CTX,
    );
    expect(up.row.status).toBe('open');
  });

  it('after it was paid blocks and escalates nobody for steps that passed meanwhile when its amount is raised', async () => {
    await givenPublished(database.prisma, PASSED);
    const customerId = await givenCustomer(database.prisma);
    const { id, number, dueItems } = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-02' });
    await pay(customerId, 100_00n, number);
    const before = await tracesOf(database.prisma, customerId);
    await changeInvoice(database.prisma, { invoice: { id }, version: null, changes: { amountMinor: 101_00n } }, CTX);
    expect(await settledOf(dueItems[0]!.id)).toEqual(['block', 'up']);
    const after = await tracesOf(database.prisma, customerId);
    expect(after.outbox.slice(before.outbox.length)).toEqual(['invoice.changed']);
    expect(after.timeline.slice(before.timeline.length)).toMatchObject([
      { kind: 'invoice.changed' },
      { kind: 'step.superseded', data: { because: 'amount-raised' } },
    ]);
  });

  it('leaves the steps alone of what was owed all along, whatever its amount becomes', async () => {
    await givenPublished(database.prisma, PASSED);
    const customerId = await givenCustomer(database.prisma);
    const { id, number, dueItems } = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-02' });
    await pay(customerId, 40_00n, number);
    await changeInvoice(database.prisma, { invoice: { id }, version: null, changes: { amountMinor: 200_00n } }, CTX);
    expect(await settledOf(dueItems[0]!.id)).toEqual([]);
  });

  it('knows an instalment again that was left out, with what is settled for it', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, dueItems } = await givenInvoice(database.prisma, customerId);
    const change = async (...instalments: readonly (number | null)[]) => {
      const items = instalments.map((instalment) => ({ instalment, dueOn: '2024-03-02', amountMinor: 50_00n }));
      const { row } = await changeInvoice(database.prisma, { invoice: { id }, version: null, changes: { items } }, CTX);
      return row.dueItems.map((item) => item.id);
    };
    const [first, second] = await change(1, 2);
    await database.prisma.touchItem.create({
      data: { subjectId: second!, stepId: 'first', customerId, outcome: 'done', at: new Date(NOW) },
    });
    expect(await change(1)).toEqual([first]);
    const [, again, third] = await change(1, 2, 3);
    expect(again).toBe(second);
    expect(await settledOf(again!)).toEqual(['first']);
    expect([first, second]).not.toContain(third);
    expect((await change(1, 2))[1]).toBe(second);
    expect((await change(1, 2, 3))[2]).toBe(third);
    expect(dueItems.map((item) => item.id)).not.toContain(first);
  });

  it('is refused where another version stands, and unchanged where nothing differs', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id } = await givenInvoice(database.prisma, customerId);
    const stale = await refusalOf(
      changeInvoice(database.prisma, { invoice: { id }, version: 7, changes: { dueOn: '2024-05-01' } }, CTX),
    );
    expect(stale).toMatchObject({
      code: 'version-conflict',
      message: 'The change is based on version 7; version 1 stands',
    });
    const same = await changeInvoice(
      database.prisma,
      { invoice: { id }, version: 1, changes: { dueOn: '2024-03-02' } },
      CTX,
    );
    expect(same).toMatchObject({ outcome: 'unchanged', row: { version: 1 } });
  });
});

describe('an invoice that is voided', () => {
  it('owes nothing more, and what was paid on it becomes a credit', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, number } = await givenInvoice(database.prisma, customerId);
    const payment = await pay(customerId, 40_00n, number);
    const { row } = await voidInvoice(database.prisma, { invoice: { id }, version: null, reason: 'typed twice' }, CTX);
    expect(row.status).toBe('void');
    expect(await database.prisma.payment.findUniqueOrThrow({ where: { id: payment.row.id } })).toMatchObject({
      allocatedMinor: 0n,
    });
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'invoice.voided',
      data: { balance: '60.00', reason: 'typed twice' },
    });
  });

  it('stays void: again is unchanged, changes and its number are refused', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, number } = await givenInvoice(database.prisma, customerId);
    await voidInvoice(database.prisma, { invoice: { id }, version: 1, reason: null }, CTX);
    expect((await voidInvoice(database.prisma, { invoice: { id }, version: 1, reason: null }, CTX)).outcome).toBe(
      'unchanged',
    );
    const changed = changeInvoice(
      database.prisma,
      { invoice: { id }, version: null, changes: { dueOn: '2024-05-01' } },
      CTX,
    );
    expect((await refusalOf(changed)).code).toBe('state-conflict');
    const again = await refusalOf(issueInvoice(database.prisma, { ...INVOICE, customerId, number }, CTX));
    expect(again).toMatchObject({
      code: 'content-conflict',
      detail: { en: expect.stringContaining('void') as string },
    });
  });
});
