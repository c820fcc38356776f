import { buildMessageModel, type MessageInput } from '../../../domain/message/build-message-model';
import type { DueItem } from '../../../domain/types';

const AS_ON = '2026-03-20';

function item(id: string, dueOn: string, balanceMinor: bigint, more: Partial<DueItem> = {}): DueItem {
  return {
    id,
    invoiceNumber: `INV-${id}`,
    instalment: null,
    issuedOn: '2026-01-01',
    dueOn,
    currency: 'USD',
    amountMinor: balanceMinor,
    balanceMinor,
    arrivedAt: 0,
    ...more,
  };
}

function modelOf(items: readonly DueItem[], covered: readonly string[], more: Partial<MessageInput> = {}) {
  return buildMessageModel({
    customer: { name: 'Harbour & Sons', language: 'en' },
    sender: { companyName: 'Northwind', replyTo: null, address: null },
    lead: { itemId: covered[0] ?? '', step: 'reminder-1' },
    asOn: AS_ON,
    items,
    coveredIds: new Set(covered),
    heldIds: new Set(),
    credits: new Map(),
    instalmentCounts: new Map(),
    paymentUrls: new Map(),
    link: null,
    unsubscribeUrl: null,
    ...more,
  });
}

const labels = (list: readonly { readonly label: string }[]): string[] => list.map((entry) => entry.label);

describe('buildMessageModel', () => {
  it('lists the covered, the other overdue and the not yet due apart, each by due date', () => {
    const model = modelOf(
      [
        item('4', '2026-03-25', 400n),
        item('2', '2026-03-10', 200n),
        item('1', '2026-03-12', 100n),
        item('3', '2026-02-01', 300n),
      ],
      ['1', '2'],
    );
    expect(labels(model.items)).toEqual(['INV-2', 'INV-1']);
    expect(labels(model.otherOverdue)).toEqual(['INV-3']);
    expect(labels(model.notYetDue)).toEqual(['INV-4']);
    expect(model.oldest.label).toBe('INV-3');
    expect(model.oldest.daysPastDue).toBe(47);
    expect([model.count, model.overdueCount]).toEqual([3, 3]);
    expect(model.totals).toEqual([
      {
        currency: 'USD',
        due: { minor: 600n, currency: 'USD' },
        overdue: { minor: 600n, currency: 'USD' },
        credit: { minor: 0n, currency: 'USD' },
        payable: { minor: 600n, currency: 'USD' },
      },
    ]);
  });

  it('never counts a covered invoice that is not yet due as overdue', () => {
    const model = modelOf(
      [item('1', '2026-03-10', 100n), item('2', '2026-03-23', 200n), item('3', AS_ON, 50n)],
      ['1', '2', '3'],
    );
    expect(labels(model.items)).toEqual(['INV-1']);
    expect(labels(model.notYetDue)).toEqual(['INV-3', 'INV-2']);
    expect(model.overdueCount).toBe(1);
    expect(model.totals[0]?.due.minor).toBe(100n);
  });

  it('lists what is due today in a message about today, and the overdue apart', () => {
    const model = modelOf(
      [item('1', AS_ON, 100n), item('2', '2026-03-23', 200n), item('3', '2026-03-01', 50n)],
      ['1', '2', '3'],
    );
    expect(labels(model.items)).toEqual(['INV-1']);
    expect(labels(model.otherOverdue)).toEqual(['INV-3']);
    expect(labels(model.notYetDue)).toEqual(['INV-2']);
    expect([model.count, model.overdueCount]).toEqual([2, 1]);
    expect(model.totals[0]?.overdue.minor).toBe(50n);
    expect(model.totals[0]?.due.minor).toBe(150n);
  });

  it('leaves out what is held or paid, from the lists and from the totals', () => {
    const model = modelOf(
      [
        item('1', '2026-03-10', 100n),
        item('2', '2026-03-11', 200n),
        item('3', '2026-03-12', 0n),
        item('4', '2026-04-12', 10n),
      ],
      ['1', '2', '3'],
      { heldIds: new Set(['2', '4']) },
    );
    expect(labels([...model.items, ...model.otherOverdue, ...model.notYetDue])).toEqual(['INV-1']);
    expect(model.totals[0]?.due.minor).toBe(100n);
  });

  it('refuses a lead that is held, paid or unknown', () => {
    expect(() => modelOf([item('1', '2026-03-10', 0n)], ['1'])).toThrow(/not an open item/);
    expect(() => modelOf([item('1', '2026-03-10', 5n)], ['1'], { heldIds: new Set(['1']) })).toThrow(/is held/);
    expect(() => modelOf([item('1', '2026-03-10', 5n)], ['2'])).toThrow(/not an open item/);
  });

  it('takes unallocated credit off the total of its currency, not below zero', () => {
    const items = [
      item('1', '2026-03-10', 100n),
      item('2', '2026-03-11', 500n, { currency: 'CNY' }),
      item('3', '2026-03-11', 7n, { currency: 'EUR' }),
    ];
    const { totals } = modelOf(items, ['1', '2', '3'], {
      credits: new Map([
        ['USD', 150n],
        ['CNY', 200n],
        ['JPY', 9n],
      ]),
    });
    expect(totals.map((total) => [total.currency, total.due.minor, total.credit.minor, total.payable.minor])).toEqual([
      ['CNY', 500n, 200n, 300n],
      ['EUR', 7n, 0n, 7n],
      ['USD', 100n, 150n, 0n],
    ]);
  });

  it('names the instalment, with their number where that is known', () => {
    const items = [item('7', '2026-03-01', 1n, { instalment: 2 }), item('8', '2026-03-02', 1n, { instalment: 1 })];
    const model = modelOf(items, ['7', '8'], { instalmentCounts: new Map([['INV-7', 3]]) });
    expect(labels(model.items)).toEqual(['INV-7 (2/3)', 'INV-8 (1)']);
    expect(model.items[0]?.instalment).toBe('2/3');
  });

  it('cleans names, and lets only web addresses become links', () => {
    const model = modelOf([item('1', '2026-03-01', 1n, { invoiceNumber: 'A\r\n1\u202e' })], ['1'], {
      customer: { name: 'Ada\nBcc: x', language: 'en' },
      paymentUrls: new Map([['1', 'javascript:alert(1)']]),
      link: 'https://pay.example.com/x" onclick="y',
      unsubscribeUrl: 'https://pay.example.com/u/1?a=b&c=d',
    });
    expect(model.customer.name).toBe('Ada Bcc: x');
    expect(model.items[0]?.label).toBe('A 1');
    expect(model.items[0]?.paymentUrl).toBeNull();
    expect(model.link).toBeNull();
    expect(model.unsubscribeUrl).toBe('https://pay.example.com/u/1?a=b&c=d');
  });
});
