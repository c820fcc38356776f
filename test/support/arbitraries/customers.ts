import fc from 'fast-check';
import { addDays } from '../../../domain/calendar/civil-date';
import type { DecideInput } from '../../../domain/decide/input';
import { scheduleItem } from '../../../domain/decide/schedule';
import { touchLogOf } from '../../../domain/decide/touch-log';
import type { CivilDate, DueItem, HoldFacts, Instant, Playbook, SettledPair } from '../../../domain/types';
import { arbitraryDateNear, arbitraryInstantNear, arbitraryMoment, daysNear, type Moment } from './moments';
import { arbitraryPlaybook } from './playbooks';
import { arbitraryCalendar, arbitraryPolicy } from './policies';

/** A customer in any state near one moment, and the instant to decide for. */
export type CustomerCase = { readonly input: DecideInput; readonly asOf: Instant; readonly moment: Moment };

/** Open items; the IDs are not in the order of the numbers. */
function arbitraryItem(on: CivilDate): fc.Arbitrary<Omit<DueItem, 'id' | 'arrivedAt'>> {
  return fc
    .record({
      invoiceNumber: fc.constantFrom('9', '10', 'a', 'B'),
      instalment: fc.constant(null),
      dueOn: arbitraryDateNear(on, 4),
      issuedBefore: fc.integer({ min: 0, max: 5 }),
      currency: fc.constantFrom('USD', 'USD', 'EUR'),
      amountMinor: fc.constantFrom(2_500n, 5_000n, 10_000n),
      paidMinor: fc.constantFrom(0n, 0n, 1_000n),
    })
    .map(({ issuedBefore, paidMinor, ...item }) => ({
      ...item,
      issuedOn: addDays(item.dueOn, -issuedBefore),
      balanceMinor: item.amountMinor - paidMinor,
    }));
}

export function arbitraryItems(on: CivilDate, arrivedAt: fc.Arbitrary<Instant>): fc.Arbitrary<readonly DueItem[]> {
  return fc
    .uniqueArray(fc.tuple(arbitraryItem(on), arrivedAt), {
      minLength: 1,
      maxLength: 4,
      selector: ([item]) => item.invoiceNumber,
    })
    .map((items) => items.map(([item, at], index) => ({ ...item, id: `i${items.length - index}`, arrivedAt: at })));
}

const points = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()).map(([email, sms, neither]) => [
  { id: 'e', channel: 'email' as const, role: 'billing' as const, usable: email || !neither },
  { id: 's', channel: 'sms' as const, role: 'billing' as const, usable: sms || !neither },
]);

function arbitrarySettled(items: readonly DueItem[], { steps }: Playbook, at: fc.Arbitrary<Instant>) {
  const pairs = items.flatMap(({ id }) => steps.map((step) => ({ itemId: id, stepId: step.id })));
  return fc.subarray(pairs).chain((settled) =>
    fc.tuple(
      ...settled.map((pair) =>
        fc.record<SettledPair>({
          itemId: fc.constant(pair.itemId),
          stepId: fc.constant(pair.stepId),
          outcome: fc.constantFrom('done', 'merged', 'superseded', 'skipped'),
          at,
        }),
      ),
    ),
  );
}

function arbitraryHolds(items: readonly DueItem[], asOf: Instant, untilAt: fc.Arbitrary<Instant>) {
  const hold: fc.Arbitrary<HoldFacts> = fc.record({
    id: fc.constantFrom('h1', 'h2'),
    itemId: fc.constantFrom(null, ...items.map(({ id }) => id)),
    fromAt: fc.constant(asOf - 1),
    untilAt: fc.option(untilAt),
    reason: fc.constant('case'),
  });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(hold, { maxLength: 2, selector: ({ id }) => id }) },
  );
}

/** Any state that facts may have, reachable by a playbook or not, at and around `asOf`. */
export function arbitraryCase(fixed: Partial<Playbook> = {}): fc.Arbitrary<CustomerCase> {
  return arbitraryMoment.chain((moment) =>
    fc
      .record({
        asOf: arbitraryInstantNear(moment.on, 4),
        playbook: arbitraryPlaybook(fixed),
        calendar: arbitraryCalendar(daysNear(moment.on, 5)),
      })
      .chain(({ asOf, playbook, calendar }) => {
        const past = arbitraryInstantNear(moment.on, 4).map((at) => Math.min(at, asOf));
        return arbitraryItems(moment.on, past).chain((items) =>
          fc
            .record({
              policy: arbitraryPolicy,
              settled: arbitrarySettled(items, playbook, past).map(touchLogOf),
              holds: arbitraryHolds(items, asOf, arbitraryInstantNear(moment.on, 4)),
              holdEnds: fc.array(fc.record({ itemId: fc.constantFrom(null, ...items.map(({ id }) => id)), at: past }), {
                maxLength: 2,
              }),
              contactPoints: points,
              contactMissing: fc.boolean(),
              messages: fc
                .array(fc.record({ at: past, channel: fc.constantFrom('email', 'sms') }), { maxLength: 3 })
                .map((messages) => messages.toSorted((a, b) => a.at - b.at)),
              stepsSince: fc
                .option(fc.tuple(fc.constantFrom(...playbook.steps.map(({ id }) => id)), past), { freq: 2 })
                .map((since) => new Map(since === null ? [] : [since])),
            })
            .map((facts) => ({
              moment,
              asOf,
              input: {
                ...facts,
                customer: { id: 'c', zone: moment.zone, language: 'en', segment: null, country: null, attributes: {} },
                items: items.map((item) => scheduleItem(item, playbook, calendar, moment.zone)),
                playbook,
                calendar,
                paused: false,
              },
            })),
        );
      }),
  );
}
