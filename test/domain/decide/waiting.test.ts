import { decide } from '../../../domain/decide/decide';
import { simulateCustomer, type SimulatedFact } from '../../../domain/simulate/simulate-customer';
import type { DueItem, PlannedTouch } from '../../../domain/types';
import {
  customerCase,
  instant,
  invoice,
  playbook,
  policy,
  rulesOf,
  settledAt,
  show,
  withInvoices,
  withSettled,
} from '../../support/collections-case';
import {
  contactsBecome,
  holdLifted,
  holdStarts,
  invoiceArrives,
  paymentArrives,
  playCase,
  type CaseFact,
} from '../../support/play-case';

// In winter the wall clock of London is UTC. 2024-01-10 is a Wednesday, and the 15th a Monday.
const zone = 'Europe/London';
const from = instant('2024-01-08T00:00Z');
const until = instant('2024-02-08T00:00Z');

const shown = (touches: readonly PlannedTouch[]) =>
  touches.map((touch) => [show(touch, zone), ...rulesOf(touch)].join(' '));
const arriving = (number: string, at: string, more: Partial<DueItem> = {}): DueItem =>
  invoice(number, '2024-03-01', { arrivedAt: instant(at), ...more });

describe('a message that waited for something other than its time, where only closed days move it', () => {
  const book = playbook(
    ['id: r1, at: due, do: email, template: t'],
    ['sendAt: "10:00"', 'minimumBalance: { USD: "150.00" }'],
  );
  const start = customerCase({ zone, playbook: book, policy: policy('closedDays: calendar') });
  const due = invoice('A', '2024-01-10', { arrivedAt: from });
  const large = { ...due, amountMinor: 20_000n, balanceMinor: 20_000n };
  const play = (...facts: readonly CaseFact[]) =>
    shown(playCase(start, { from, until: from + 14 * 86_400_000, facts }).touches);
  const another = (at: string) => invoiceArrives(instant(at), arriving('C', at));

  it.each([
    [
      'on a Saturday goes on Monday at sendAt',
      '2024-01-13T00:00Z',
      '2024-01-15T10:00Z Mon 10:00 email =A/r1 closed-day',
    ],
    ['at the start of Monday goes then', '2024-01-15T00:00Z', '2024-01-15T00:00Z Mon 00:00 email =A/r1'],
    ['on a Friday goes at once', '2024-01-12T07:00Z', '2024-01-12T07:00Z Fri 07:00 email =A/r1'],
  ])('and comes over the minimum %s, and a further invoice changes nothing', (_title, at, expected) => {
    const items = [due, arriving('B', at), arriving('C', '2024-01-15T00:00Z'), arriving('D', '2024-01-15T09:59Z')];
    const facts = items.map((item): SimulatedFact => ({ at: item.arrivedAt, kind: 'invoice', item }));
    expect(shown(simulateCustomer(start, facts, { from, until }))).toEqual([expected]);
    expect(play(...items.map((item) => invoiceArrives(item.arrivedAt, item)))).toEqual([expected]);
  });

  it.each([
    ['on a Saturday', '2024-01-13T12:00Z', '2024-01-15T10:00Z Mon 10:00 email =A/r1 closed-day'],
    ['at the start of Monday', '2024-01-15T00:00Z', '2024-01-15T00:00Z Mon 00:00 email =A/r1'],
  ])('for a hold that is lifted %s goes when that lets it, whatever happens later', (_title, at, expected) => {
    const held = [invoiceArrives(from, large), holdStarts(from, 'A', null), holdLifted(instant(at))];
    expect(play(...held)).toEqual([expected]);
    expect(play(...held, another('2024-01-15T03:00Z'))).toEqual([expected]);
  });

  it('for an address that came on a Saturday goes on Monday at sendAt, whatever happens at night', () => {
    const reached = [
      invoiceArrives(from, large),
      contactsBecome(from, []),
      contactsBecome(instant('2024-01-13T12:00Z'), ['email']),
      another('2024-01-15T03:00Z'),
    ];
    expect(play(...reached)).toEqual([
      '2024-01-10T10:00Z Wed 10:00 fix-contact A/r1',
      '2024-01-15T10:00Z Mon 10:00 email =A/r1 closed-day',
    ]);
  });

  it('since a Friday goes on Monday at sendAt where everything stood still until the early hours of Monday', () => {
    const late = withInvoices(start, large);
    const at = (asOf: string) => show(decide(late, instant(asOf)), zone);
    const monday = '2024-01-15T10:00Z Mon 10:00 email =A/r1';
    expect(['2024-01-13T08:00Z', '2024-01-15T00:00Z', '2024-01-15T09:59Z'].map(at)).toEqual([monday, monday, monday]);
    expect(at('2024-01-15T10:01Z')).toBe('2024-01-15T10:01Z Mon 10:01 email =A/r1');
  });

  it('has windows where a channel has some, and nothing holds it back before sendAt', () => {
    const open = { ...start, policy: policy('closedDays: calendar', 'windows: [{ from: "08:00", to: "18:00" }]') };
    expect(show(decide(withInvoices(open, large), instant('2024-01-15T00:00Z')), zone)).toBe(
      '2024-01-15T08:00Z Mon 08:00 email =A/r1',
    );
  });
});

describe('a step that catchUp: skip has given up', () => {
  const book = playbook(
    [
      'id: r1, at: due + 1d, do: email, template: t, when: { invoice.balance: { gte: "100.00" } }',
      'id: call, at: due + 1d, do: task, queue: q, title: "Call", when: { invoice.balance: { gte: "100.00" } }',
      'id: r2, at: due + 7d, do: sms, template: t',
      'id: again, at: due + 8d, do: task, queue: q, title: "Call again"',
    ],
    ['sendAt: "10:00"', 'catchUp: skip'],
  );
  const start = customerCase({ zone, playbook: book });
  const item = invoice('A', '2024-01-10', { arrivedAt: from });
  const play = (...facts: readonly CaseFact[]) => shown(playCase(start, { from, until, facts }).touches);
  const noAddress = contactsBecome(from, []);
  const address = (at: string) => contactsBecome(instant(at), ['email', 'sms']);

  it('is superseded by the next touch, and not skipped by a fact that comes after its day', () => {
    expect(
      play(
        invoiceArrives(from, item),
        noAddress,
        paymentArrives(instant('2024-01-12T00:00Z'), 'A', 5_000n),
        address('2024-01-15T00:00Z'),
      ),
    ).toEqual([
      '2024-01-11T10:00Z Thu 10:00 fix-contact A/r1',
      '2024-01-11T10:00Z Thu 10:00 task =A/call',
      '2024-01-17T10:00Z Wed 10:00 sms =A/r2 -A/r1',
      '2024-01-18T10:00Z Thu 10:00 task =A/again',
    ]);
  });

  it('is skipped by a fact of its own day', () => {
    expect(
      play(invoiceArrives(from, item), noAddress, paymentArrives(instant('2024-01-11T23:59Z'), 'A', 5_000n)),
    ).toContain('2024-01-11T23:59Z Thu 23:59 skip A/r1 ~A/r1');
  });

  it.each(['2024-01-13T00:00Z', '2024-01-13T00:04Z'])(
    'is judged first where it comes into play only after its day (planned at %s)',
    (asOf) => {
      const old = { ...item, balanceMinor: 5_000n, arrivedAt: instant('2024-01-13T00:00Z') };
      expect(show(decide(withInvoices(start, old), instant(asOf)), zone)).toContain('skip A/call ~A/r1 ~A/call');
    },
  );

  it('is judged first at the end of the hold that kept it, and never after', () => {
    const ended = {
      ...withInvoices(start, { ...item, balanceMinor: 5_000n }),
      holdEnds: [{ itemId: 'A', at: instant('2024-01-13T00:00Z') }],
    };
    expect(show(decide(ended, instant('2024-01-13T00:00Z')), zone)).toContain('skip');
    expect(show(decide(ended, instant('2024-01-13T06:00Z')), zone)).toBe('2024-01-17T10:00Z Wed 10:00 sms =A/r2 -A/r1');
  });

  it('asks for no contact point, and the next one does at its time', () => {
    const old = invoiceArrives(instant('2024-01-13T00:00Z'), { ...item, arrivedAt: instant('2024-01-13T00:00Z') });
    expect(play(noAddress, old)[0]).toBe('2024-01-17T10:00Z Wed 10:00 fix-contact A/r2');
  });

  it('asks for no contact point any more once the day is over to which closed days move it', () => {
    const closing = { ...start, policy: policy('closedDays: calendar'), contactPoints: [] };
    const open = withInvoices(closing, { ...item, dueOn: '2024-01-12' });
    const saturday = withSettled(open, settledAt('A/call', from));
    const planned = (asOf: string) => show(decide(saturday, instant(asOf)), zone);
    expect(planned('2024-01-15T23:00Z')).toBe('2024-01-15T23:00Z Mon 23:00 fix-contact A/r1');
    expect(planned('2024-01-16T00:00Z')).toBe('2024-01-19T10:00Z Fri 10:00 fix-contact A/r2');
  });
});
