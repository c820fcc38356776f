import { decide } from '../../../domain/decide/decide';
import type { DecideInput } from '../../../domain/decide/input';
import { supersededOnResume } from '../../../domain/decide/resume';
import {
  customerCase,
  holdOn,
  instant,
  invoice,
  playbook,
  settledAt,
  show,
  showInstant,
  withInvoices,
  withSettled,
} from '../../support/collections-case';
import { invoiceArrives, paymentArrives, playCase } from '../../support/play-case';

// In winter the wall clock of London is UTC. 2024-01-01 is a Monday.
const zone = 'Europe/London';
const JANUARY = instant('2024-01-01T00:00Z');
const planned = (input: DecideInput, asOf = JANUARY) => show(decide(input, asOf), zone);

describe('the nominal instant of a step', () => {
  const nominal = (at: string, more: { dueOn?: string; sendAt?: string } = {}) => {
    const book = playbook([`id: s, at: ${at}, do: email, template: t${more.sendAt ?? ''}`], ['sendAt: "10:00"']);
    const item = invoice('A-1', more.dueOn ?? '2024-01-31', { issuedOn: '2024-01-06' });
    return showInstant(withInvoices(customerCase({ zone, playbook: book }), item).items[0]?.nominals[0] ?? NaN, zone);
  };

  it.each([
    ['due', '2024-01-31T10:00Z Wed 10:00'],
    ['due - 3d', '2024-01-28T10:00Z Sun 10:00'],
    ['due + 29d', '2024-02-29T10:00Z Thu 10:00'],
    ['due + 30d', '2024-03-01T10:00Z Fri 10:00'],
    ['due - 1w', '2024-01-24T10:00Z Wed 10:00'],
    ['issued', '2024-01-06T10:00Z Sat 10:00'],
    ['issued + 0bd', '2024-01-08T10:00Z Mon 10:00'],
    ['issued + 1bd', '2024-01-08T10:00Z Mon 10:00'],
    ['issued - 1bd', '2024-01-05T10:00Z Fri 10:00'],
    ['month-end', '2024-01-31T10:00Z Wed 10:00'],
    ['month-end + 1d', '2024-02-01T10:00Z Thu 10:00'],
  ])('at %s is %s', (at, expected) => {
    expect(nominal(at)).toBe(expected);
  });

  it('at month-end is in the month of the due date, leap years included', () => {
    expect(nominal('month-end', { dueOn: '2024-02-01' })).toBe('2024-02-29T10:00Z Thu 10:00');
    expect(nominal('month-end', { dueOn: '2023-02-28' })).toBe('2023-02-28T10:00Z Tue 10:00');
  });

  it('is at a time of its own where the step has one', () => {
    expect(nominal('due', { sendAt: ', sendAt: "16:45"' })).toBe('2024-01-31T16:45Z Wed 16:45');
  });

  it('of previous counts from the nominal date above, moved or not', () => {
    const book = playbook([
      'id: a, at: due + 1d, do: email, template: t, sendAt: "23:00"',
      'id: b, at: previous + 1bd, do: task, queue: q, title: "B"',
      'id: c, at: previous + 1bd, do: task, queue: q, title: "C"',
    ]);
    const item = invoice('A-1', '2024-01-04');
    const nominals = withInvoices(customerCase({ zone, playbook: book }), item).items[0]?.nominals ?? [];
    expect(nominals.map((at) => showInstant(at, zone))).toEqual([
      '2024-01-05T23:00Z Fri 23:00',
      '2024-01-08T10:00Z Mon 10:00',
      '2024-01-09T10:00Z Tue 10:00',
    ]);
  });
});

describe('a pair of invoice and step', () => {
  const book = playbook([
    'id: r1, at: due + 1d, do: email, template: t',
    'id: r2, at: due + 3d, do: sms, template: t',
    'id: call, at: due + 5d, do: task, queue: q, title: "Call"',
  ]);
  const one = withInvoices(customerCase({ zone, playbook: book }), invoice('A-1', '2024-01-10'));

  it('is not before its nominal instant, and at it', () => {
    expect(planned(one, instant('2024-01-11T09:59:59.999Z'))).toBe('2024-01-11T10:00Z Thu 10:00 email =A-1/r1');
    expect(planned(one, instant('2024-01-11T10:00Z'))).toBe('2024-01-11T10:00Z Thu 10:00 email =A-1/r1');
  });

  it.each(['done', 'merged', 'superseded', 'skipped'] as const)('never comes back once it is %s', (outcome) => {
    const input = withSettled(one, settledAt('A-1/r1', JANUARY, outcome));
    expect(planned(input, instant('2024-01-12T00:00Z'))).toBe('2024-01-13T10:00Z Sat 10:00 sms =A-1/r2');
  });

  it('is its own invoice’s: what is settled for one is not for another', () => {
    const two = withInvoices(one, invoice('A-2', '2024-01-10'));
    const input = withSettled(two, settledAt('A-1/r1', JANUARY));
    expect(planned(input)).toBe('2024-01-11T10:00Z Thu 10:00 email =A-2/r1');
  });

  it('is an instalment’s: each of one invoice has steps of its own, and the first leads', () => {
    const part = (instalment: number, dueOn: string) =>
      invoice('A-9', dueOn, { id: `A-9#${instalment}`, instalment, amountMinor: 5_000n });
    const input = withInvoices(
      customerCase({ zone, playbook: book }),
      part(10, '2024-01-10'),
      part(2, '2024-01-10'),
      part(1, '2024-02-10'),
    );
    expect(planned(input)).toBe('2024-01-11T10:00Z Thu 10:00 email =A-9#2/r1 +A-9#10/r1');
  });

  it('supersedes, once passed, what is its own instalment’s alone', () => {
    const part = (instalment: number, dueOn: string) =>
      invoice('A-9', dueOn, { id: `A-9#${instalment}`, instalment, amountMinor: 5_000n });
    const input = withInvoices(customerCase({ zone, playbook: book }), part(2, '2024-01-10'), part(1, '2024-01-09'));
    expect(planned(input, instant('2024-01-25T00:00Z'))).toBe(
      '2024-01-25T00:00Z Thu 00:00 sms =A-9#1/r2 +A-9#2/r2 -A-9#1/r1 -A-9#2/r1',
    );
  });

  it('waits while its invoice is held, and others go on', () => {
    const held = { ...withInvoices(one, invoice('A-2', '2024-01-12')), holds: [holdOn('A-1', null)] };
    expect(planned(held)).toBe('2024-01-13T10:00Z Sat 10:00 email =A-2/r1');
    expect(planned({ ...one, holds: [holdOn('A-1', null)] })).toBe('idle held');
    expect(planned({ ...one, holds: [holdOn(null, null)] })).toBe('idle held');
  });

  it('waits until its hold ends by itself, which is the next that happens', () => {
    const held = { ...one, holds: [holdOn('A-1', instant('2024-01-12T00:00Z'))] };
    expect(planned(held)).toBe('2024-01-12T00:00Z Fri 00:00 end-hold');
    expect(planned(held, instant('2024-01-14T00:00Z'))).toBe('2024-01-14T00:00Z Sun 00:00 end-hold');
  });

  it('of a step that came with a later version acts only after the change, for invoices that were there', () => {
    const stepsSince = new Map([['r2', instant('2024-01-20T00:00Z')]]);
    const before = withSettled({ ...one, stepsSince }, settledAt('A-1/r1', JANUARY), settledAt('A-1/call', JANUARY));
    expect(planned(before, instant('2024-01-20T00:00Z'))).toBe('idle exhausted');
    const later = withInvoices(before, invoice('A-2', '2024-01-18'));
    expect(planned(later, instant('2024-01-20T00:00Z'))).toBe('2024-01-20T00:00Z Sat 00:00 email =A-2/r1');
    expect(planned(withSettled(later, settledAt('A-2/r1', JANUARY)), instant('2024-01-20T00:00Z'))).toBe(
      '2024-01-21T10:00Z Sun 10:00 sms =A-2/r2',
    );
    const arrived = withInvoices(
      customerCase({ zone, playbook: book }, { stepsSince }),
      invoice('A-3', '2024-01-10', { arrivedAt: instant('2024-01-20T00:00:01Z') }),
    );
    expect(planned(arrived, instant('2024-01-20T00:00:01Z'))).toBe(
      '2024-01-20T00:00:01Z Sat 00:00 sms =A-3/r2 -A-3/r1',
    );
  });
});

describe('a customer as a whole', () => {
  const book = playbook(['id: r1, at: due, do: email, template: t']);
  const start = customerCase({ zone, playbook: book });
  const one = withInvoices(start, invoice('A-1', '2024-01-10'));

  it('is closed with nothing open, whatever else it is', () => {
    expect(planned(start)).toBe('closed');
    expect(planned({ ...start, paused: true, playbook: null })).toBe('closed');
  });

  it('is idle while it is paused, without a playbook, or with every pair settled', () => {
    expect(planned({ ...one, paused: true })).toBe('idle paused');
    expect(planned({ ...one, playbook: null })).toBe('idle no-playbook');
    expect(planned(withSettled(one, settledAt('A-1/r1', 0)))).toBe('idle exhausted');
  });

  it('gets nothing for an invoice that is paid at the instant of its reminder', () => {
    const { touches } = playCase(start, {
      from: JANUARY,
      until: instant('2024-02-01T00:00Z'),
      facts: [
        invoiceArrives(JANUARY, invoice('A-1', '2024-01-10')),
        invoiceArrives(JANUARY, invoice('A-2', '2024-01-10')),
        paymentArrives(instant('2024-01-10T10:00Z'), 'A-1', 10_000n),
      ],
    });
    expect(touches.map((touch) => show(touch, zone))).toEqual(['2024-01-10T10:00Z Wed 10:00 email =A-2/r1']);
  });
});

describe('a break that ends', () => {
  const book = playbook([
    'id: r1, at: due + 1d, do: email, template: t',
    'id: call, at: due + 2d, do: task, queue: q, title: "Call"',
    'id: r2, at: due + 3d, do: sms, template: t',
    'id: block, at: due + 4d, do: hold-credit',
    'id: visit, at: due + 5d, do: task, queue: q, title: "Visit"',
    'id: rich, at: due + 6d, do: email, template: t, when: { invoice.balance: { gt: "100.00" } }',
    'id: tell, at: due + 7d, do: escalate, ladder: standard',
    'id: r3, at: due + 9d, do: email, template: t',
    'id: tell-2, at: due + 11d, do: escalate, ladder: standard',
  ]);
  const at = instant('2024-01-18T12:00Z');
  const two = withInvoices(
    customerCase({ zone, playbook: book }),
    invoice('A-2', '2024-01-10'),
    invoice('A-1', '2024-01-10'),
  );
  const gone = (input: DecideInput, ...ids: readonly string[]) =>
    supersededOnResume(input, new Set(ids), at).map(({ itemId, step }) => `${itemId}/${step}`);

  it('leaves the latest message and the latest task of what passed, and no hold and no escalation', () => {
    expect(gone(two, 'A-1')).toEqual(['A-1/r1', 'A-1/call', 'A-1/block', 'A-1/tell']);
  });

  it('is for the invoices that it held only, and for nothing that is settled', () => {
    expect(gone(two, 'A-2', 'A-1').slice(0, 5)).toEqual(['A-1/r1', 'A-1/call', 'A-1/block', 'A-1/tell', 'A-2/r1']);
    expect(gone(withSettled(two, settledAt('A-1/visit', 0), settledAt('A-1/r1', 0)), 'A-1')).toEqual([
      'A-1/block',
      'A-1/tell',
    ]);
    expect(gone(two)).toEqual([]);
  });

  it('counts a step at its very instant as passed', () => {
    const steps = supersededOnResume(two, new Set(['A-1']), instant('2024-01-13T10:00Z'));
    expect(steps.map(({ step }) => step)).toEqual(['r1']);
  });

  it('goes on with what is left: the skip, the message and the task at once, the rest in its time', () => {
    const held = { ...two, items: two.items.filter(({ id }) => id === 'A-1'), holds: [holdOn('A-1', at)] };
    const { touches } = playCase(held, { from: JANUARY, until: instant('2024-02-01T00:00Z') });
    expect(touches.map((touch) => show(touch, zone))).toEqual([
      '2024-01-18T12:00Z Thu 12:00 end-hold',
      '2024-01-18T12:00Z Thu 12:00 skip A-1/rich ~A-1/rich',
      '2024-01-18T12:00Z Thu 12:00 sms =A-1/r2',
      '2024-01-18T12:00Z Thu 12:00 task =A-1/visit',
      '2024-01-19T10:00Z Fri 10:00 email =A-1/r3',
      '2024-01-21T10:00Z Sun 10:00 escalate =A-1/tell-2',
    ]);
  });

  it('waits for the last of several holds', () => {
    const holds = [holdOn('A-1', instant('2024-01-12T00:00Z'), 'h1'), holdOn(null, at, 'h2')];
    const held = { ...two, items: two.items.filter(({ id }) => id === 'A-1'), holds };
    const { touches } = playCase(held, { from: JANUARY, until: instant('2024-01-19T00:00Z') });
    expect(touches.map((touch) => show(touch, zone))).toEqual([
      '2024-01-12T00:00Z Fri 00:00 end-hold',
      '2024-01-18T12:00Z Thu 12:00 end-hold',
      '2024-01-18T12:00Z Thu 12:00 skip A-1/rich ~A-1/rich',
      '2024-01-18T12:00Z Thu 12:00 sms =A-1/r2',
      '2024-01-18T12:00Z Thu 12:00 task =A-1/visit',
    ]);
  });
});
