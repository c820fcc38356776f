import fc from 'fast-check';
import { decide } from '../../../domain/decide/decide';
import type { DecideInput } from '../../../domain/decide/input';
import { touchLogOf } from '../../../domain/decide/touch-log';
import type { Channel, PlannedTouch } from '../../../domain/types';
import { arbitraryCase } from '../../support/arbitraries/customers';
import { arbitraryWorld, type EventKind } from '../../support/arbitraries/worlds';
import { allSettled, show } from '../../support/collections-case';
import { playCase } from '../../support/play-case';
import { moveByPolicy } from './reference-policy';

const ALL: readonly EventKind[] = ['payment', 'payment', 'hold', 'contacts', 'message'];

/** Pairs that a touch settles, whatever becomes of them. */
const settledBy = (touch: PlannedTouch) =>
  [...touch.covers, ...touch.superseded].map((pair) => `${pair.itemId}/${pair.step}`);

const isMessage = ({ action }: PlannedTouch): boolean => action === 'email' || action === 'sms';

describe('whatever happens to a customer', () => {
  it('nothing acts on an invoice that is paid, held or below the minimum, nor before its time', () => {
    const check = (touch: PlannedTouch, { items, holds, playbook, settled }: DecideInput) => {
      for (const { itemId, step } of touch.covers) {
        const item = items.find(({ id }) => id === itemId);
        const total = items
          .filter(({ currency }) => currency === item?.currency)
          .reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n);
        const order = playbook?.steps.findIndex(({ id }) => id === step) ?? -1;
        expect(item?.balanceMinor).toBeGreaterThan(0n);
        expect(holds.filter((hold) => hold.itemId === null || hold.itemId === itemId)).toEqual([]);
        expect(total).toBeGreaterThanOrEqual(playbook?.minimumBalance.get(item?.currency ?? '') ?? 0n);
        expect(item?.nominals[order]).toBeLessThanOrEqual(touch.at);
        expect(settled.get(itemId)?.filter((pair) => pair.stepId === step) ?? []).toEqual([]);
      }
    };
    fc.assert(
      fc.property(arbitraryWorld({ events: ALL }), (world) => {
        playCase(world.start, { ...world, onTouch: check });
      }),
      { numRuns: 120 },
    );
  });

  it('no message goes out outside a window, on a closed day, within the gap, over a cap or without an address', () => {
    const check = (touch: PlannedTouch, state: DecideInput) => {
      if (!isMessage(touch)) return;
      const channel = touch.action as Channel;
      expect(moveByPolicy(state, channel, 0, touch.at, () => true)).toBe(touch.at);
      expect(state.contactPoints.filter((point) => point.usable).map((point) => point.channel)).toContain(channel);
    };
    fc.assert(
      fc.property(arbitraryWorld({ events: ALL }), (world) => {
        playCase(world.start, { ...world, onTouch: check });
      }),
      { numRuns: 120 },
    );
  });

  it('no pair is settled twice, and there is an end: idle or closed', () => {
    fc.assert(
      fc.property(arbitraryWorld({ events: ALL }), (world) => {
        const { touches, state } = playCase(world.start, world);
        const pairs = touches.flatMap(settledBy);
        expect(new Set(pairs).size).toBe(pairs.length);
        expect(decide(state, world.until).status).not.toBe('planned');
        expect(allSettled(state).length).toBeLessThanOrEqual(
          world.items.length * (world.start.playbook?.steps.length ?? 0),
        );
      }),
      { numRuns: 120 },
    );
  });

  it('the next touch is never in the past, and comes to the same however often it is asked for', () => {
    fc.assert(
      fc.property(arbitraryCase(), fc.nat(), ({ input, asOf }, later) => {
        const plan = decide(input, asOf);
        if (plan.status !== 'planned') return;
        expect(plan.at).toBeGreaterThanOrEqual(asOf);
        // What was late at `asOf` is late anew at every later instant; what is ahead stays where it is.
        const between = asOf + (later % (plan.at - asOf + 1));
        const isOwnTime = plan.reason.moves.some(({ rule }) => rule === 'closed-day');
        const { zone } = input.customer;
        if (!isOwnTime) expect(show(decide(input, between), zone)).toBe(show(plan, zone));
      }),
      { numRuns: 250 },
    );
  });

  it('its facts give one plan in whichever order they were recorded', () => {
    const shuffled = <Row>(rows: readonly Row[]) => fc.shuffledSubarray([...rows], { minLength: rows.length });
    const twice = arbitraryCase().chain(({ input, asOf }) =>
      fc
        .record({
          items: shuffled(input.items),
          holds: shuffled(input.holds),
          contactPoints: shuffled(input.contactPoints),
          settled: shuffled(allSettled(input)).map(touchLogOf),
        })
        .map((other) => ({ input, asOf, other: { ...input, ...other } })),
    );
    fc.assert(
      fc.property(twice, ({ input, other, asOf }) => {
        expect(decide(other, asOf)).toEqual(decide(input, asOf));
      }),
      { numRuns: 120 },
    );
  });
});
