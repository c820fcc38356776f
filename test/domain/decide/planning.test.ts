import fc from 'fast-check';
import { civilDateAt } from '../../../domain/calendar/zone';
import { decide } from '../../../domain/decide/decide';
import type { DecideInput } from '../../../domain/decide/input';
import { kindOf } from '../../../domain/decide/pairs';
import type { CatchUp, Instant, PlannedTouch, StepKind } from '../../../domain/types';
import { arbitraryInstantNear, DAY_MS, MINUTE_MS } from '../../support/arbitraries/moments';
import { arbitraryWorld, type World } from '../../support/arbitraries/worlds';
import { policy, show } from '../../support/collections-case';
import {
  contactsBecome,
  holdStarts,
  invoiceArrives,
  messageSent,
  paymentArrives,
  playCase,
  type CaseFact,
} from '../../support/play-case';

const shown = (touches: readonly PlannedTouch[], { start }: World) =>
  touches.map((touch) => show(touch, start.customer.zone));

describe('the touches of a playbook', () => {
  const withReplans = (worlds: fc.Arbitrary<World>) =>
    worlds.chain((world) => {
      const around = new Date(world.from + 15 * DAY_MS).toISOString().slice(0, 10);
      return fc.record({
        world: fc.constant(world),
        replans: fc.array(arbitraryInstantNear(around, 25), { maxLength: 30 }),
      });
    });
  const sameTouches = ({ world, replans }: { readonly world: World; readonly replans: readonly Instant[] }) => {
    const replanned = playCase(world.start, { ...world, replans }).touches;
    expect(shown(replanned, world)).toEqual(shown(playCase(world.start, world).touches, world));
  };

  it('do not depend on when and how often planning ran, whatever keeps pairs waiting', () => {
    const worlds = arbitraryWorld({ events: ['payment', 'hold', 'hold', 'contacts', 'message'] });
    fc.assert(fc.property(withReplans(worlds), sameTouches), { numRuns: 150 });
  });

  it('nor where nothing but closed days moves them', () => {
    const worlds = arbitraryWorld({
      policy: { windows: [], closedDays: 'calendar' },
      events: ['payment', 'hold', 'hold', 'contacts'],
    });
    fc.assert(fc.property(withReplans(worlds), sameTouches), { numRuns: 100 });
  });

  it('do not shift with timers that fire seconds late', () => {
    const late = fc.array(fc.integer({ min: 0, max: MINUTE_MS - 1 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(arbitraryWorld({ events: ['payment', 'hold', 'contacts', 'message'] }), late, (world, lateness) => {
        const punctual = playCase(world.start, world).touches;
        expect(shown(playCase(world.start, { ...world, lateness }).touches, world)).toEqual(shown(punctual, world));
      }),
      { numRuns: 100 },
    );
  });

  it('come to the same next one in whichever order the facts before it were recorded', () => {
    const orders = arbitraryWorld().chain((world) => {
      const { until: at } = world;
      const all: readonly CaseFact[] = [
        ...world.items.map((item) => invoiceArrives(at, { ...item, id: `${item.id}-later` })),
        ...world.items.map(({ id }, index) => paymentArrives(at, id, BigInt(index) * 2_500n)),
        ...world.items.map(({ id }) => paymentArrives(at, id, 500n)),
        holdStarts(at, world.items[0]?.id ?? null, at + DAY_MS, 'some'),
        messageSent(at - DAY_MS, 'sms'),
        contactsBecome(at, ['sms']),
      ];
      return fc
        .subarray([...all])
        .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })))
        .map(([facts, shuffled]) => ({ world, facts, shuffled }));
    });
    fc.assert(
      fc.property(orders, ({ world, facts, shuffled }) => {
        const now = Math.max(...world.items.map((item) => item.arrivedAt));
        const { state } = playCase(world.start, { ...world, until: now + 1 });
        const after = (recorded: readonly CaseFact[]) =>
          decide(
            recorded.reduce((then, fact) => fact.apply(then), state),
            now + 1,
          );
        expect(after(shuffled)).toEqual(after(facts));
      }),
      { numRuns: 100 },
    );
  });
});

describe('after a stop of any length', () => {
  const GAP = policy('minimumGap: 2d');
  const FREE = policy();
  const KINDS: readonly StepKind[] = ['message', 'task', 'hold', 'escalation'];
  type Pair = { readonly name: string; readonly nominalAt: Instant };
  type Acted = Pair & { readonly at: Instant };

  /** Each item's pairs of one kind in playbook order, and what acted of them and when. */
  const seriesOf = ({ start, items }: World, touches: readonly PlannedTouch[], state: DecideInput) =>
    items.flatMap((item) =>
      KINDS.map((kind) => {
        const nominals = state.items.find(({ id }) => id === item.id)?.nominals ?? [];
        const pairs = (start.playbook?.steps ?? []).flatMap((step, order): readonly Pair[] =>
          kindOf(step) === kind ? [{ name: `${item.id}/${step.id}`, nominalAt: nominals[order] ?? NaN }] : [],
        );
        const acted = touches.flatMap(({ at, covers }) =>
          pairs
            .filter(({ name }) =>
              covers.some((pair) => `${pair.itemId}/${pair.step}` === name && pair.outcome !== 'skipped'),
            )
            .map((pair): Acted => ({ ...pair, at })),
        );
        const skipped = touches.flatMap(({ action, covers }) =>
          action === 'skip' ? covers.map((pair) => `${pair.itemId}/${pair.step}`) : [],
        );
        return { kind, pairs: pairs.filter(({ name }) => !skipped.includes(name)), acted };
      }),
    );

  /** Plays a world that stops for a while, without windows and closed days, so that only `catchUp` and gap decide. */
  const stopped = (catchUp: CatchUp, rules = GAP) =>
    arbitraryWorld({ playbook: { catchUp, minimumBalance: new Map() }, policy: rules }).chain((world) =>
      fc
        .record({ hours: fc.integer({ min: 0, max: 14 * 24 }), length: fc.integer({ min: 1, max: 14 * 24 }) })
        .map(({ hours, length }) => {
          const from = world.from + hours * 3_600_000;
          const stop = { from, to: from + length * 3_600_000 };
          const { touches, state } = playCase(world.start, { ...world, stops: [stop] });
          return { world, stop, touches, series: seriesOf(world, touches, state) };
        }),
    );

  it('nothing acted within it, and everything before it as without it', () => {
    fc.assert(
      fc.property(stopped('latest'), ({ world, stop, touches }) => {
        expect(touches.filter(({ at }) => at >= stop.from && at < stop.to)).toEqual([]);
        const before = (all: readonly PlannedTouch[]) =>
          shown(all, world).slice(0, all.filter(({ at }) => at < stop.from).length);
        expect(before(touches)).toEqual(before(playCase(world.start, world).touches));
      }),
      { numRuns: 100 },
    );
  });

  it('latest acts once for what passed, by the furthest step, and supersedes the others', () => {
    fc.assert(
      fc.property(stopped('latest'), ({ stop, series, touches }) => {
        for (const { pairs, acted } of series) {
          const first = acted.find(({ at }) => at >= stop.to);
          if (first === undefined) continue;
          const before = acted.filter(({ at }) => at < stop.to).map(({ name }) => name);
          const isSuperseded = (name: string) =>
            touches.some(
              ({ at, superseded }) =>
                at < first.at && superseded.some((pair) => `${pair.itemId}/${pair.step}` === name),
            );
          const passed = pairs.filter(
            ({ name, nominalAt }) => nominalAt <= first.at && !before.includes(name) && !isSuperseded(name),
          );
          expect(first.name).toBe(passed.at(-1)?.name);
          const touch = touches.find(
            ({ at, covers }) => at === first.at && covers.some((p) => `${p.itemId}/${p.step}` === first.name),
          );
          const superseded = touch?.superseded.map((pair) => `${pair.itemId}/${pair.step}`);
          expect(superseded).toEqual(expect.arrayContaining(passed.slice(0, -1).map(({ name }) => name)));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('each acts on every step, those that waited two days apart and in playbook order', () => {
    fc.assert(
      fc.property(stopped('each'), ({ series }) => {
        for (const { pairs, acted } of series) {
          expect(acted.map(({ name }) => name).toSorted()).toEqual(pairs.map(({ name }) => name).toSorted());
          acted.forEach((pair, index) => {
            const previous = acted[index - 1];
            if (previous === undefined || pair.nominalAt > previous.at) return;
            expect(pair.at - previous.at).toBeGreaterThanOrEqual(2 * DAY_MS);
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('skip acts on nothing after the day on which it would have acted', () => {
    fc.assert(
      fc.property(stopped('skip', FREE), ({ world, series }) => {
        const { zone } = world.start.customer;
        const days = series.flatMap(({ acted }) => acted.map(({ at }) => civilDateAt(at, zone)));
        expect(days).toEqual(series.flatMap(({ acted }) => acted.map((pair) => civilDateAt(pair.nominalAt, zone))));
      }),
      { numRuns: 100 },
    );
  });

  it.each<CatchUp>(['latest', 'each', 'skip'])(
    'in which nothing came due, %s goes on as if there was none',
    (catchUp) => {
      const worlds = arbitraryWorld({ playbook: { catchUp }, events: ['payment'] });
      fc.assert(
        fc.property(worlds, fc.integer({ min: 1, max: 1_000 }), (world, minutes) => {
          const plain = playCase(world.start, world);
          const quiet = plain.touches.findIndex(
            ({ at }, index) => index > 0 && at - (plain.touches[index - 1]?.at ?? at) > (minutes + 1) * MINUTE_MS,
          );
          const from = (plain.touches[quiet - 1]?.at ?? NaN) + MINUTE_MS;
          fc.pre(
            quiet > 0 && !world.facts.some(({ at }) => at >= from - MINUTE_MS && at <= from + minutes * MINUTE_MS),
          );
          const stops = [{ from, to: from + minutes * MINUTE_MS }];
          expect(shown(playCase(world.start, { ...world, stops }).touches, world)).toEqual(shown(plain.touches, world));
        }),
        { numRuns: 40 },
      );
    },
  );
});
