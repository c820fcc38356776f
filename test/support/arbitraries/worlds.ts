import fc from 'fast-check';
import type { DecideInput } from '../../../domain/decide/input';
import type { Channel, ContactPolicy, DueItem, Instant, Playbook } from '../../../domain/types';
import { customerCase } from '../collections-case';
import {
  contactsBecome,
  holdLifted,
  holdStarts,
  invoiceArrives,
  messageSent,
  paymentArrives,
  type CaseFact,
} from '../play-case';
import { arbitraryItems } from './customers';
import { arbitraryInstantNear, arbitraryMoment, DAY_MS, daysNear } from './moments';
import { arbitraryPlaybook } from './playbooks';
import { arbitraryCalendar, arbitraryPolicy } from './policies';

/** A customer without history, and what happens to it over some weeks around one moment. */
export type World = {
  readonly start: DecideInput;
  readonly items: readonly DueItem[];
  readonly facts: readonly CaseFact[];
  readonly from: Instant;
  readonly until: Instant;
};

export type WorldSetting = {
  readonly playbook?: Partial<Playbook>;
  readonly policy?: Partial<ContactPolicy>;
  /** What may happen besides invoices: payments, holds, changed contact points, messages of other episodes. */
  readonly events?: readonly EventKind[];
};

export type EventKind = 'payment' | 'hold' | 'contacts' | 'message';

export function arbitraryWorld({ playbook = {}, policy = {}, events = [] }: WorldSetting = {}): fc.Arbitrary<World> {
  return arbitraryMoment.chain(({ zone, on }) => {
    const instant = arbitraryInstantNear(on, 5);
    return fc
      .record({
        playbook: arbitraryPlaybook(playbook),
        policy: arbitraryPolicy.map((any) => ({ ...any, ...policy })),
        calendar: arbitraryCalendar(daysNear(on, 6)),
        items: arbitraryItems(on, instant),
      })
      .chain(({ items, ...rules }) =>
        arbitraryEvents(events, items, instant).map((happening) => {
          const arrivals = items.map((item) => invoiceArrives(item.arrivedAt, item));
          const first = Math.min(...items.map((item) => item.arrivedAt));
          return {
            start: customerCase({ zone, ...rules }),
            items,
            facts: [...arrivals, ...happening.flat()],
            from: first - DAY_MS,
            until: first + 90 * DAY_MS,
          };
        }),
      );
  });
}

function arbitraryEvents(
  kinds: readonly EventKind[],
  items: readonly DueItem[],
  instant: fc.Arbitrary<Instant>,
): fc.Arbitrary<readonly (readonly CaseFact[])[]> {
  if (kinds.length === 0) return fc.constant([]);
  const channels = fc.subarray<Channel>(['email', 'sms']);
  const item = fc.constantFrom(...items);
  const events: Readonly<Record<EventKind, fc.Arbitrary<readonly CaseFact[]>>> = {
    payment: fc
      .tuple(instant, item, fc.constantFrom(500n, 2_000n, 10_000n))
      .map(([at, { id, arrivedAt }, amount]) => [paymentArrives(Math.max(at, arrivedAt), id, amount)]),
    hold: fc
      .tuple(instant, fc.option(item, { freq: 2 }), fc.integer({ min: 1, max: 6 * 24 }), fc.boolean(), fc.uuid())
      .map(([at, held, hours, byItself, id]) => {
        const until = at + hours * 3_600_000;
        const started = holdStarts(at, held?.id ?? null, byItself ? until : null, id);
        return byItself ? [started] : [started, holdLifted(until, id)];
      }),
    contacts: fc
      .tuple(instant, channels, fc.integer({ min: 1, max: 72 }))
      .map(([at, usable, hours]) => [
        contactsBecome(at, usable),
        contactsBecome(at + hours * 3_600_000, ['email', 'sms']),
      ]),
    message: fc.tuple(instant, fc.constantFrom<Channel>('email', 'sms')).map(([at, by]) => [messageSent(at, by)]),
  };
  return fc.array(fc.oneof(...kinds.map((kind) => events[kind])), { maxLength: 5 });
}
