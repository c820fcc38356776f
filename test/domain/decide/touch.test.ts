import { decide } from '../../../domain/decide/decide';
import type { DecideInput } from '../../../domain/decide/input';
import { touchLogOf } from '../../../domain/decide/touch-log';
import type { ContactPolicy } from '../../../domain/types';
import {
  customerCase,
  instant,
  invoice,
  playbook,
  policy,
  rulesOf,
  sent,
  settledAt,
  show,
  withInvoices,
  withSettled,
} from '../../support/collections-case';
import { playCase } from '../../support/play-case';

// In winter the wall clock of London is UTC. 2024-01-01 is a Monday.
const zone = 'Europe/London';
const JANUARY = instant('2024-01-01T00:00Z');
const planned = (input: DecideInput, asOf = JANUARY) => show(decide(input, asOf), zone);
const played = (input: DecideInput, until: string) =>
  playCase(input, { from: JANUARY, until: instant(until) }).touches.map((touch) => show(touch, zone));

describe('a condition', () => {
  const book = playbook([
    'id: mail, at: due, do: email, template: t, when: { invoice.balance: { gte: "50.00" } }',
    'id: call, at: due, do: task, queue: q, title: "Call", when: { customer.balance: { gte: "200.00" } }',
    'id: block, at: due + 1d, do: hold-credit, when: { invoice.daysPastDue: { lte: 1 } }',
    'id: tell, at: due + 2d, do: escalate, ladder: standard, when: { invoice.daysPastDue: { gt: 2 } }',
  ]);
  const start = customerCase({ zone, playbook: book });

  it('is judged at the nominal instant, and what is false then is one skip of several kinds and invoices', () => {
    const input = withInvoices(
      start,
      invoice('B-1', '2024-01-10', { amountMinor: 1_000n }),
      invoice('B-2', '2024-01-10', { amountMinor: 9_000n }),
    );
    expect(played(input, '2024-02-01T00:00Z')).toEqual([
      // The furthest step leads; B-2's mail is wanted.
      '2024-01-10T10:00Z Wed 10:00 skip B-1/call ~B-1/mail ~B-1/call ~B-2/call',
      '2024-01-10T10:00Z Wed 10:00 email =B-2/mail',
      '2024-01-11T10:00Z Thu 10:00 hold-credit =B-1/block +B-2/block',
      '2024-01-12T10:00Z Fri 10:00 skip B-1/tell ~B-1/tell ~B-2/tell',
    ]);
  });

  it('takes days past due at the nominal instant, however late it is judged', () => {
    const input = withSettled(withInvoices(start, invoice('B-1', '2024-01-10')), settledAt('B-1/mail', 0));
    const late = withSettled(input, settledAt('B-1/call', 0));
    expect(planned(late, instant('2024-03-01T00:00Z'))).toBe('2024-03-01T00:00Z Fri 00:00 skip B-1/tell ~B-1/tell');
    const skipped = withSettled(late, settledAt('B-1/tell', 0, 'skipped'));
    expect(planned(skipped, instant('2024-03-01T00:00Z'))).toBe('2024-03-01T00:00Z Fri 00:00 hold-credit =B-1/block');
  });

  it('counts for customer.balance what is not due, and only this currency', () => {
    const total = (...amounts: readonly [bigint, string][]) => {
      const others = amounts.map(([amountMinor, currency], index) =>
        invoice(`Z-${index}`, '2024-06-01', { amountMinor, currency }),
      );
      const input = withInvoices(start, invoice('B-1', '2024-01-10'), ...others);
      return planned(withSettled(input, settledAt('B-1/mail', 0)));
    };
    expect(total([10_000n, 'USD'])).toBe('2024-01-10T10:00Z Wed 10:00 task =B-1/call');
    expect(total([9_999n, 'USD'], [50_000n, 'EUR'])).toBe('2024-01-10T10:00Z Wed 10:00 skip B-1/call ~B-1/call');
  });

  it('is judged again while its message waits, and a skip is never moved', () => {
    const rules = policy('windows: [{ days: [mon], from: "09:00", to: "18:00" }]');
    const waiting = withInvoices(customerCase({ zone, playbook: book, policy: rules }), invoice('B-1', '2024-01-10'));
    const only = withSettled(waiting, settledAt('B-1/call', 0), settledAt('B-1/block', 0), settledAt('B-1/tell', 0));
    expect(planned(only, instant('2024-01-11T12:00Z'))).toBe('2024-01-15T09:00Z Mon 09:00 email =B-1/mail');
    const paid = { ...only, items: only.items.map((item) => ({ ...item, balanceMinor: 4_210n })) };
    const decision = decide(paid, instant('2024-01-11T12:00Z'));
    expect(show(decision, zone)).toBe('2024-01-11T12:00Z Thu 12:00 skip B-1/mail ~B-1/mail');
    expect(decision).toMatchObject({ covers: [{ explanation: { en: 'balance 42.10 USD is under 50.00' } }] });
  });
});

describe('the lead of a touch', () => {
  const book = playbook([
    'id: r1, at: due + 1d, do: email, template: t',
    'id: call, at: due + 2d, do: task, queue: q, title: "Call"',
    'id: r2, at: due + 3d, do: sms, template: t',
    'id: visit, at: due + 4d, do: task, queue: q, title: "Visit"',
  ]);
  const start = customerCase({ zone, playbook: book });
  const asOf = instant('2024-01-20T12:00Z');

  it.each([
    [
      'the furthest step, not the invoice due first',
      ['N-1 2024-01-18', 'N-2 2024-01-10'],
      'sms +N-1/r1 =N-2/r2 -N-2/r1',
    ],
    ['of one step the invoice due first', ['N-1 2024-01-11', 'N-2 2024-01-10'], 'sms +N-1/r2 =N-2/r2 -N-1/r1 -N-2/r1'],
    [
      'of one due date the number first by code unit',
      ['N-9 2024-01-10', 'N-10 2024-01-10'],
      'sms =N-10/r2 +N-9/r2 -N-10/r1 -N-9/r1',
    ],
    ['capitals before small letters', ['a 2024-01-10', 'B 2024-01-10'], 'sms =B/r2 +a/r2 -B/r1 -a/r1'],
  ])('is %s', (_title, invoices, expected) => {
    const items = invoices.map((text) => invoice(...(text.split(' ') as [string, string])));
    expect(planned(withInvoices(start, ...items), asOf)).toBe(`2024-01-20T12:00Z Sat 12:00 ${expected}`);
    expect(planned(withInvoices(start, ...items.toReversed()), asOf)).toBe(`2024-01-20T12:00Z Sat 12:00 ${expected}`);
  });

  it('of tasks is chosen in the same way, and gives the action', () => {
    const items = [invoice('N-1', '2024-01-17'), invoice('N-2', '2024-01-10')];
    const settled = ['N-1/r1', 'N-1/r2', 'N-2/r1', 'N-2/r2'].map((pair) => settledAt(pair, 0));
    expect(planned(withSettled(withInvoices(start, ...items), ...settled), asOf)).toBe(
      '2024-01-20T12:00Z Sat 12:00 task +N-1/call =N-2/visit -N-2/call',
    );
  });

  it('covers one touch for forty invoices of one day', () => {
    const many = Array.from({ length: 40 }, (_, index) => invoice(`N-${index}`, '2024-01-10'));
    expect(decide(withInvoices(start, ...many), JANUARY)).toMatchObject({ action: 'email', covers: { length: 40 } });
  });
});

describe('a message that the policy moves', () => {
  const steps = [
    'id: r1, at: due + 1d, do: email, template: t',
    'id: r2, at: due + 4d, do: sms, template: t, sendAt: "14:00"',
  ];
  const caseWith = (rules: ContactPolicy, more: Partial<DecideInput> = {}, settings: readonly string[] = []) =>
    customerCase({ zone, playbook: playbook(steps, settings), policy: rules }, more);

  it('gives way to a later lead that is eligible before it, with the channel and window of that', () => {
    const rules = policy(
      'windows: [{ days: [tue], from: "09:00", to: "10:00", channels: [email] }, { from: "15:00", to: "16:00", channels: [sms] }]',
    );
    // r1 is nominal on Wednesday the 10th and waits for Tuesday the 16th; r2 is there on Saturday the 13th.
    expect(planned(withInvoices(caseWith(rules), invoice('P-1', '2024-01-09')))).toBe(
      '2024-01-13T15:00Z Sat 15:00 sms =P-1/r2 -P-1/r1',
    );
  });

  it('waits longer where the later lead may only be sent later', () => {
    const rules = policy(
      'windows: [{ days: [tue], from: "09:00", to: "10:00", channels: [email] }, { days: [thu], from: "15:00", to: "16:00", channels: [sms] }]',
    );
    expect(planned(withInvoices(caseWith(rules), invoice('P-1', '2024-01-09')))).toBe(
      '2024-01-18T15:00Z Thu 15:00 sms =P-1/r2 -P-1/r1',
    );
  });

  it('goes before the later lead where its own time comes at an earlier instant, and with it at the same', () => {
    const rules = (from: string) => policy(`windows: [{ days: [sat], from: "${from}", to: "18:00" }]`);
    const one = (from: string) => planned(withInvoices(caseWith(rules(from)), invoice('P-1', '2024-01-09')));
    expect(one('13:59')).toBe('2024-01-13T13:59Z Sat 13:59 email =P-1/r1');
    expect(one('14:00')).toBe('2024-01-13T14:00Z Sat 14:00 sms =P-1/r2 -P-1/r1');
  });

  it('waits out a closed day for the time of its own step', () => {
    const rules = policy('closedDays: calendar');
    // r1 on Saturday the 6th, r2 on Sunday the 7th.
    const input = withInvoices(caseWith(rules), invoice('P-1', '2024-01-05'), invoice('P-2', '2024-01-03'));
    const decision = decide(withSettled(input, settledAt('P-2/r1', 0)), JANUARY);
    expect([show(decision, zone), ...rulesOf(decision)]).toEqual([
      '2024-01-08T14:00Z Mon 14:00 sms +P-1/r1 =P-2/r2',
      'closed-day',
    ]);
  });

  it('keeps to that time when the plan is made again on the open day before it', () => {
    const rules = policy('closedDays: calendar');
    const input = withInvoices(caseWith(rules), invoice('P-1', '2024-01-05'));
    const expected = '2024-01-08T10:00Z Mon 10:00 email =P-1/r1';
    expect(planned(input)).toBe(expected);
    expect(planned(input, instant('2024-01-07T00:30Z'))).toBe(expected);
    expect(planned(input, instant('2024-01-08T00:30Z'))).toBe(expected);
  });

  it('keeps to it when another pair that does not lead becomes eligible in between', () => {
    const book = playbook([
      'id: early, at: due, do: email, template: t, sendAt: "08:00"',
      'id: r1, at: due + 1d, do: email, template: t',
    ]);
    const input = withInvoices(
      customerCase(
        { zone, playbook: book, policy: policy('closedDays: calendar') },
        { settled: touchLogOf([settledAt('P-1/early', 0)]) },
      ),
      invoice('P-1', '2024-01-05'),
      invoice('P-2', '2024-01-08'),
    );
    expect(planned(input)).toBe('2024-01-08T10:00Z Mon 10:00 email =P-1/r1 +P-2/early');
  });

  it('keeps to the end of a gap over closed days when the plan is made again on one of them', () => {
    const rules = policy('closedDays: calendar', 'minimumGap: 3d');
    const input = withInvoices(
      caseWith(rules, { messages: [sent('email', '2024-01-05T08:00Z')] }),
      invoice('P-1', '2024-01-04'),
    );
    const expected = '2024-01-08T08:00Z Mon 08:00 email =P-1/r1';
    expect(planned(input, instant('2024-01-05T08:00Z'))).toBe(expected);
    expect(planned(input, instant('2024-01-06T12:00Z'))).toBe(expected);
  });

  it('keeps its distance from a message that was recorded after the instant decided for', () => {
    const rules = policy('minimumGap: 2d', 'caps: [{ count: 1, per: 3d }]');
    const messages = [sent('email', '2024-01-10T10:00:03Z')];
    const input = withInvoices(caseWith(rules, { messages }), invoice('P-1', '2024-01-09'));
    expect(planned(input, instant('2024-01-10T10:00Z'))).toBe('2024-01-13T10:00:03Z Sat 10:00 email =P-1/r1');
  });

  it('is idle where no window ever opens for it, while other kinds go on', () => {
    const rules = policy('windows: [{ days: [sun], from: "09:00", to: "18:00" }]', 'closedDays: calendar');
    expect(planned(withInvoices(caseWith(rules), invoice('P-1', '2024-01-09')))).toBe('idle no-window');
  });

  it('takes the other channel where its own has no usable address, and is judged by that', () => {
    const rules = policy(
      'windows: [{ from: "20:00", to: "21:00", channels: [email] }, { from: "15:00", to: "16:00", channels: [sms] }]',
      'minimumGap: 1d',
    );
    const contactPoints = [
      { id: 'e', channel: 'email', role: 'billing', usable: false },
      { id: 's', channel: 'sms', role: 'billing', usable: true },
    ] as const;
    const decision = decide(withInvoices(caseWith(rules, { contactPoints }), invoice('P-1', '2024-01-09')), JANUARY);
    expect(show(decision, zone)).toBe('2024-01-10T15:00Z Wed 15:00 sms =P-1/r1');
    expect(decision).toMatchObject({ reason: { insteadOf: 'email' } });
  });

  it('becomes one task to mend the contact points where none is usable, and waits for one', () => {
    const input = withInvoices(
      caseWith(policy('windows: [{ days: [fri], from: "09:00", to: "18:00" }]'), { contactPoints: [] }),
      invoice('P-1', '2024-01-09'),
      invoice('P-2', '2024-01-11'),
    );
    const { touches, state } = playCase(input, { from: JANUARY, until: instant('2024-02-01T00:00Z') });
    // A task is not moved to the window of Friday.
    expect(touches.map((touch) => show(touch, zone))).toEqual(['2024-01-10T10:00Z Wed 10:00 fix-contact P-1/r1']);
    expect(planned(state, instant('2024-01-15T00:00Z'))).toBe('idle no-contact');
    const points = { ...state, contactMissing: false, contactPoints: caseWith(policy()).contactPoints };
    expect(planned(points, instant('2024-01-15T00:00Z'))).toBe(
      '2024-01-19T09:00Z Fri 09:00 sms =P-1/r2 +P-2/r2 -P-1/r1 -P-2/r1',
    );
  });
});
