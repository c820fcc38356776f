import fc from 'fast-check';
import { nextClockStep } from '../../../domain/clock/next-clock-step';

describe('the next step of a test clock', () => {
  it.each([
    ['nothing lies ahead', { factAt: null, touchAt: null }, null],
    ['a fact before a touch', { factAt: 5, touchAt: 7 }, { kind: 'fact', at: 5 }],
    ['a touch before a fact', { factAt: 7, touchAt: 5 }, { kind: 'touch', at: 5 }],
    ['both at one instant: the fact counts first', { factAt: 5, touchAt: 5 }, { kind: 'fact', at: 5 }],
    ['at the target itself', { factAt: null, touchAt: 10 }, { kind: 'touch', at: 10 }],
    ['beyond the target', { factAt: 11, touchAt: 12 }, null],
  ] as const)('%s', (_, ahead, expected) => {
    expect(nextClockStep(ahead, 10)).toEqual(expected);
  });

  it('never goes beyond the target and never leaves out what is not beyond it', () => {
    const instant = fc.option(fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(instant, instant, fc.integer({ min: 0, max: 20 }), (factAt, touchAt, targetAt) => {
        const step = nextClockStep({ factAt, touchAt }, targetAt);
        const ahead = [factAt, touchAt].filter((at) => at !== null && at <= targetAt);
        expect(step?.at ?? null).toBe(ahead.length === 0 ? null : Math.min(...ahead.map(Number)));
      }),
    );
  });
});
