import fc from 'fast-check';
import { simulateCustomer, type SimulatedFact } from '../../../domain/simulate/simulate-customer';
import { MINUTE_MS } from '../../support/arbitraries/moments';
import { arbitraryWorld } from '../../support/arbitraries/worlds';
import {
  customerCase,
  holdOn,
  instant,
  invoice,
  playbook,
  sent,
  settledAt,
  show,
  withInvoices,
  withSettled,
} from '../../support/collections-case';
import { invoiceArrives, paymentArrives, playCase } from '../../support/play-case';

const zone = 'Europe/London';
const book = playbook([
  'id: r1, at: due + 1d, do: email, template: t',
  'id: r2, at: due + 3d, do: sms, template: t',
  'id: block, at: due + 4d, do: hold-credit',
]);
const start = customerCase({ zone, playbook: book });
const item = invoice('A-1', '2024-01-10');
const span = { from: instant('2024-01-01T00:00Z'), until: instant('2024-02-01T00:00Z') };
const lines = (input: typeof start, facts: readonly SimulatedFact[], within = span) =>
  simulateCustomer(input, facts, within).map((touch) => show(touch, zone));
const issued = { at: span.from, kind: 'invoice', item } as const;

describe('a customer played through a span', () => {
  it.each([
    ['before its end', '2024-01-11T10:00:00.001Z', 1],
    ['not at its end', '2024-01-11T10:00Z', 0],
  ])('is touched %s', (_title, until, expected) => {
    expect(lines(start, [issued], { ...span, until: instant(until) })).toHaveLength(expected);
  });

  it('is not touched for what was paid at the instant of the touch', () => {
    const paid = { at: instant('2024-01-13T10:00Z'), kind: 'payment', itemId: 'A-1', amountMinor: 10_000n } as const;
    expect(lines(start, [issued, paid])).toEqual(['2024-01-11T10:00Z Thu 10:00 email =A-1/r1']);
  });

  it('goes on owing what a part payment leaves, and nothing more after an overpayment', () => {
    const pay = (amountMinor: bigint) =>
      lines(start, [issued, { at: instant('2024-01-12T00:00Z'), kind: 'payment', itemId: 'A-1', amountMinor }]).length;
    expect([pay(9_999n), pay(10_000n), pay(10_001n)]).toEqual([3, 1, 1]);
  });

  it('stands afterwards as it stood before', () => {
    const begun = {
      ...withSettled(withInvoices(start, item), settledAt('A-1/r1', span.from)),
      holds: [holdOn('A-1', instant('2024-01-12T00:00Z'))],
      holdEnds: [{ itemId: null, at: span.from }],
      messages: [sent('email', '2024-01-01T00:00Z')],
    };
    const before = structuredClone(begun);
    const paid = { at: instant('2024-01-20T00:00Z'), kind: 'payment', itemId: 'A-1', amountMinor: 10_000n } as const;
    const another = { at: span.from, kind: 'invoice', item: invoice('A-2', '2024-01-10') } as const;
    expect(lines(begun, [another, paid])).toContain('2024-01-13T10:00Z Sat 10:00 sms =A-1/r2 +A-2/r2');
    expect(begun).toEqual(before);
  });

  it('does not begin again with an invoice that comes after all others were paid', () => {
    const paid = { at: instant('2024-01-12T00:00Z'), kind: 'payment', itemId: 'A-1', amountMinor: 10_000n } as const;
    const next = invoice('A-2', '2024-01-20', { arrivedAt: instant('2024-01-15T00:00Z') });
    expect(lines(start, [issued, paid, { at: next.arrivedAt, kind: 'invoice', item: next }])).toEqual([
      '2024-01-11T10:00Z Thu 10:00 email =A-1/r1',
      '2024-01-21T10:00Z Sun 10:00 email =A-2/r1',
      '2024-01-23T10:00Z Tue 10:00 sms =A-2/r2',
      '2024-01-24T10:00Z Wed 10:00 hold-credit =A-2/block',
    ]);
  });

  it('resumes after a hold with the latest message, and without the credit hold that passed', () => {
    const held = { ...withInvoices(start, item), holds: [holdOn('A-1', instant('2024-01-20T00:00Z'))] };
    expect(lines(held, [])).toEqual([
      '2024-01-20T00:00Z Sat 00:00 end-hold',
      '2024-01-20T00:00Z Sat 00:00 sms =A-1/r2',
    ]);
  });

  it('has one task where no contact point is usable, and no message', () => {
    expect(lines({ ...start, contactPoints: [] }, [issued])).toEqual([
      '2024-01-11T10:00Z Thu 10:00 fix-contact A-1/r1',
      '2024-01-14T10:00Z Sun 10:00 hold-credit =A-1/block',
    ]);
  });

  it('is touched as by a player that plans, waits and acts like the engine', () => {
    const payments = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 20_000 }), fc.nat({ max: 9_000 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(arbitraryWorld(), payments, (world, paid) => {
        const facts: SimulatedFact[] = [
          ...world.items.map((one) => ({ at: one.arrivedAt, kind: 'invoice' as const, item: one })),
          ...paid.flatMap(([index, minutes, cents]) => {
            const one = world.items[index];
            if (one === undefined) return [];
            const at = one.arrivedAt + minutes * MINUTE_MS;
            return [{ at, kind: 'payment' as const, itemId: one.id, amountMinor: BigInt(cents) }];
          }),
        ].sort((a, b) => a.at - b.at);
        const played = playCase(world.start, {
          ...world,
          facts: facts.map((fact) =>
            fact.kind === 'invoice'
              ? invoiceArrives(fact.at, fact.item)
              : paymentArrives(fact.at, fact.itemId, fact.amountMinor),
          ),
        });
        const { zone: where } = world.start.customer;
        expect(simulateCustomer(world.start, facts, world).map((touch) => show(touch, where))).toEqual(
          played.touches.map((touch) => show(touch, where)),
        );
      }),
      { numRuns: 120 },
    );
  });
});
