import { decide } from '../../../domain/decide/decide';
import { simulateCustomer } from '../../../domain/simulate/simulate-customer';
import { touchLogOf } from '../../../domain/decide/touch-log';
import type { CatchUp } from '../../../domain/types';
import {
  customerCase,
  instant,
  invoice,
  playbook,
  policy,
  settledAt,
  show,
  withInvoices,
} from '../../support/collections-case';
import { invoiceArrives, paymentArrives, playCase } from '../../support/play-case';

// In winter the wall clock of London is UTC.
const zone = 'Europe/London';
const until = instant('2024-03-01T00:00Z');

const STEPS = [
  'id: before-due, at: due - 3d, do: email, template: t',
  'id: reminder-1, at: due + 3d, do: email, template: t',
  'id: reminder-2, at: due + 7d, do: sms, template: t, when: { invoice.balance: { gte: "50.00" } }',
  'id: call, at: due + 8d, do: task, queue: q, title: "Call"',
  'id: visit, at: due + 9d, do: task, queue: q, title: "Visit"',
  'id: block, at: due + 10d, do: hold-credit',
  'id: escalate, at: due + 15d, do: escalate, ladder: standard',
  'id: final, at: due + 25d, do: email, template: t',
];

describe('an invoice that arrives in London 19 days late', () => {
  const arrivesAt = instant('2024-01-20T08:00Z');
  const late = invoice('L-1', '2024-01-01', { currency: 'GBP', arrivedAt: arrivesAt });

  const play = (catchUp: CatchUp, entry = 'at-age', item = late) => {
    const book = playbook(STEPS, [`catchUp: ${catchUp}`, `entry: ${entry}`]);
    const start = customerCase({ zone, playbook: book, policy: policy('minimumGap: 2d') });
    const touches = simulateCustomer(start, [{ at: arrivesAt, kind: 'invoice', item }], { from: arrivesAt, until });
    return touches.map((touch) => show(touch, zone));
  };

  it('is caught up with by the latest step of each kind', () => {
    expect(play('latest')).toEqual([
      '2024-01-20T08:00Z Sat 08:00 hold-credit =L-1/block',
      '2024-01-20T08:00Z Sat 08:00 sms =L-1/reminder-2 -L-1/before-due -L-1/reminder-1',
      '2024-01-20T08:00Z Sat 08:00 task =L-1/visit -L-1/call',
      '2024-01-20T08:00Z Sat 08:00 escalate =L-1/escalate',
      '2024-01-26T10:00Z Fri 10:00 email =L-1/final',
    ]);
  });

  it('is told first that a step does not apply, and then caught up with by the one before it', () => {
    expect(play('latest', 'at-age', { ...late, balanceMinor: 4_999n })).toEqual([
      '2024-01-20T08:00Z Sat 08:00 skip L-1/reminder-2 ~L-1/reminder-2',
      '2024-01-20T08:00Z Sat 08:00 hold-credit =L-1/block',
      '2024-01-20T08:00Z Sat 08:00 email =L-1/reminder-1 -L-1/before-due',
      '2024-01-20T08:00Z Sat 08:00 task =L-1/visit -L-1/call',
      '2024-01-20T08:00Z Sat 08:00 escalate =L-1/escalate',
      '2024-01-26T10:00Z Fri 10:00 email =L-1/final',
    ]);
  });

  it('is caught up with step by step, two days apart', () => {
    expect(play('each')).toEqual([
      '2024-01-20T08:00Z Sat 08:00 hold-credit =L-1/block',
      '2024-01-20T08:00Z Sat 08:00 email =L-1/before-due',
      '2024-01-20T08:00Z Sat 08:00 task =L-1/call',
      '2024-01-20T08:00Z Sat 08:00 escalate =L-1/escalate',
      '2024-01-22T08:00Z Mon 08:00 email =L-1/reminder-1',
      '2024-01-22T08:00Z Mon 08:00 task =L-1/visit',
      '2024-01-24T08:00Z Wed 08:00 sms =L-1/reminder-2',
      // Nominal 10:00; two days after the last message are over at 08:00.
      '2024-01-26T10:00Z Fri 10:00 email =L-1/final',
    ]);
  });

  it('is left alone until the next future step, which gives up the passed ones of its kind', () => {
    expect(play('skip')).toEqual([
      '2024-01-26T10:00Z Fri 10:00 email =L-1/final -L-1/before-due -L-1/reminder-1 -L-1/reminder-2',
    ]);
  });

  it('begins with the first step where the playbook says so, counted from its arrival', () => {
    expect(play('latest', 'first-step')).toEqual([
      // Three days before the 20th is over.
      '2024-01-20T08:00Z Sat 08:00 email =L-1/before-due',
      '2024-01-23T10:00Z Tue 10:00 email =L-1/reminder-1',
      '2024-01-27T10:00Z Sat 10:00 sms =L-1/reminder-2',
      '2024-01-28T10:00Z Sun 10:00 task =L-1/call',
      '2024-01-29T10:00Z Mon 10:00 task =L-1/visit',
      '2024-01-30T10:00Z Tue 10:00 hold-credit =L-1/block',
      '2024-02-04T10:00Z Sun 10:00 escalate =L-1/escalate',
      '2024-02-14T10:00Z Wed 10:00 email =L-1/final',
    ]);
  });

  it('is anchored at its due date where it arrives on that very day', () => {
    const onTime = { ...late, dueOn: '2024-01-20' };
    expect(play('latest', 'first-step', onTime)).toEqual(play('latest', 'at-age', onTime));
  });
});

describe('small amounts in London', () => {
  const book = playbook(STEPS.slice(0, 3), ['minimumBalance: { GBP: "50.00" }']);
  const start = customerCase({ zone, playbook: book });
  const small = invoice('M-1', '2024-01-08', { currency: 'GBP', amountMinor: 3_000n });
  const notDue = invoice('M-2', '2024-02-20', { currency: 'GBP', amountMinor: 2_500n });
  const foreign = invoice('M-3', '2024-01-10', { currency: 'EUR', amountMinor: 100n });
  const from = instant('2024-01-02T00:00Z');

  it('wait until the open total of their currency reaches the minimum, and wait again when it falls', () => {
    const { touches, state } = playCase(start, {
      from,
      until,
      facts: [
        invoiceArrives(from, small),
        // What has no minimum goes its own way.
        invoiceArrives(from, foreign),
        // 55.00 from here on; M-1's steps of the 5th and the 11th are passed by now.
        invoiceArrives(instant('2024-01-13T12:00Z'), notDue),
        // 45.00: M-1 has paid 10.00 of its 30.00.
        paymentArrives(instant('2024-01-15T00:00Z'), 'M-1', 1_000n),
        // 70.00
        invoiceArrives(
          instant('2024-02-01T15:00Z'),
          invoice('M-4', '2024-03-20', { currency: 'GBP', amountMinor: 2_500n }),
        ),
      ],
    });
    expect(touches.map((touch) => show(touch, zone))).toEqual([
      '2024-01-07T10:00Z Sun 10:00 email =M-3/before-due',
      '2024-01-13T10:00Z Sat 10:00 email =M-3/reminder-1',
      '2024-01-13T12:00Z Sat 12:00 email =M-1/reminder-1 -M-1/before-due',
      '2024-01-17T10:00Z Wed 10:00 skip M-3/reminder-2 ~M-3/reminder-2',
      // Eligible again, and judged at once: 20.00 of its own are left.
      '2024-02-01T15:00Z Thu 15:00 skip M-1/reminder-2 ~M-1/reminder-2',
      '2024-02-17T10:00Z Sat 10:00 email =M-2/before-due',
      '2024-02-23T10:00Z Fri 10:00 email =M-2/reminder-1',
      '2024-02-27T10:00Z Tue 10:00 skip M-2/reminder-2 ~M-2/reminder-2',
    ]);
    expect(state.items.map(({ id }) => id)).toEqual(['M-1', 'M-3', 'M-2', 'M-4']);
  });

  it('say that they are below the minimum while nothing else is planned', () => {
    expect(show(decide(withInvoices(start, small), from), zone)).toBe('idle below-minimum');
  });
});

describe('steps of one kind in London, with catchUp: each', () => {
  const play = (steps: readonly string[]) => {
    const start = customerCase({ zone, playbook: playbook(steps, ['catchUp: each']) });
    const { touches } = playCase(withInvoices(start, invoice('E-1', '2024-01-10')), { from: 0, until });
    return touches.map((touch) => show(touch, zone));
  };

  it('of one instant are a day apart, where there is no gap', () => {
    const steps = ['id: a, at: due, do: task, queue: q, title: "A"', 'id: b, at: due, do: task, queue: q, title: "B"'];
    expect(play(steps)).toEqual(['2024-01-10T10:00Z Wed 10:00 task =E-1/a', '2024-01-11T10:00Z Thu 10:00 task =E-1/b']);
  });

  it('keep to their own time where none had to wait', () => {
    const steps = [
      'id: a, at: due, do: task, queue: q, title: "A"',
      'id: b, at: due, do: task, queue: q, title: "B", sendAt: "16:00"',
    ];
    expect(play(steps)).toEqual(['2024-01-10T10:00Z Wed 10:00 task =E-1/a', '2024-01-10T16:00Z Wed 16:00 task =E-1/b']);
  });
});

describe('a message in London that was missed, with catchUp: skip', () => {
  const book = playbook(
    ['id: r1, at: due, do: email, template: t', 'id: r2, at: due + 9d, do: sms, template: t'],
    ['catchUp: skip'],
  );
  const later = '2024-01-22T10:00Z Mon 10:00 sms =K-1/r2 -K-1/r1';
  const planned = (asOf: string, ...lines: readonly string[]) => {
    const start = customerCase({ zone, playbook: book, policy: policy(...lines) });
    return show(decide(withInvoices(start, invoice('K-1', '2024-01-13')), instant(asOf)), zone);
  };
  const WEEKDAYS = 'windows: [{ days: [mon, tue, wed, thu, fri], from: "09:00", to: "12:00" }]';

  it.each([
    ['is sent later on its day', '2024-01-13T23:59Z', [], '2024-01-13T23:59Z Sat 23:59 email =K-1/r1'],
    ['is given up when the next day begins', '2024-01-14T00:00Z', [], later],
    ['lands where the policy moves it', '2024-01-14T00:00Z', [WEEKDAYS], '2024-01-15T09:00Z Mon 09:00 email =K-1/r1'],
    ['may go until that day is over', '2024-01-15T11:59Z', [WEEKDAYS], '2024-01-15T11:59Z Mon 11:59 email =K-1/r1'],
    ['is given up where it could only go on a later day', '2024-01-15T12:00Z', [WEEKDAYS], later],
  ])('%s', (_title, asOf, lines, expected) => {
    expect(planned(asOf, ...lines)).toBe(expected);
  });

  it('keeps no other message back that can still go on its own day', () => {
    const steps = [
      'id: s, at: due, do: sms, template: t, sendAt: "16:00"',
      'id: e, at: due + 1d, do: email, template: t',
    ];
    const setting = {
      zone,
      playbook: playbook(steps, ['catchUp: skip']),
      policy: policy('windows: [{ from: "09:00", to: "12:00", channels: [email] }]'),
    };
    const settled = touchLogOf([settledAt('K-1/s', 0)]);
    const two = withInvoices(
      customerCase(setting, { settled }),
      invoice('K-1', '2024-01-14'),
      invoice('K-2', '2024-01-15'),
    );
    // K-1's mail was missed this morning and could only go tomorrow.
    expect(show(decide(two, instant('2024-01-15T15:00Z')), zone)).toBe('2024-01-15T16:00Z Mon 16:00 sms =K-2/s');
  });
});

describe('everything at one instant in London', () => {
  it('acts in the order skip, credit hold, message, task, escalation', () => {
    const book = playbook([
      'id: tell, at: due + 10d, do: escalate, ladder: standard',
      'id: call, at: due + 10d, do: task, queue: q, title: "Call"',
      'id: mail, at: due + 10d, do: email, template: t',
      'id: block, at: due + 10d, do: hold-credit',
      'id: rich, at: due + 10d, do: sms, template: t, when: { customer.balance: { gt: "1000.00" } }',
    ]);
    const { touches } = playCase(
      withInvoices(
        customerCase({ zone, playbook: book }),
        invoice('T-2', '2024-01-01'),
        invoice('T-10', '2024-01-01'),
        invoice('T-1', '2024-01-02'),
      ),
      { from: instant('2024-01-01T00:00Z'), until: instant('2024-01-12T00:00Z') },
    );
    expect(touches.map((touch) => show(touch, zone))).toEqual([
      // Invoice numbers sort by code unit: T-10 before T-2.
      '2024-01-11T10:00Z Thu 10:00 skip T-10/rich ~T-10/rich ~T-2/rich',
      '2024-01-11T10:00Z Thu 10:00 hold-credit =T-10/block +T-2/block',
      '2024-01-11T10:00Z Thu 10:00 email =T-10/mail +T-2/mail',
      '2024-01-11T10:00Z Thu 10:00 task =T-10/call +T-2/call',
      '2024-01-11T10:00Z Thu 10:00 escalate =T-10/tell +T-2/tell',
    ]);
  });
});
