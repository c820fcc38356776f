import fc from 'fast-check';
import { formatStepTime, parseStepTime } from '../../../domain/playbook/parse-step-time';
import type { StepTime } from '../../../domain/types';

describe("a step's time", () => {
  it.each<[string, StepTime]>([
    ['due', { anchor: 'due', offset: 0, unit: 'd' }],
    ['due + 3d', { anchor: 'due', offset: 3, unit: 'd' }],
    ['due - 2bd', { anchor: 'due', offset: -2, unit: 'bd' }],
    ['due+1w', { anchor: 'due', offset: 1, unit: 'w' }],
    ['due + 0bd', { anchor: 'due', offset: 0, unit: 'bd' }],
    ['due - 0bd', { anchor: 'due', offset: 0, unit: 'bd' }],
    ['month-end-3d', { anchor: 'month-end', offset: -3, unit: 'd' }],
    ['  month-end  ', { anchor: 'month-end', offset: 0, unit: 'd' }],
    ['previous + 5 d', { anchor: 'previous', offset: 5, unit: 'd' }],
    ['issued   -   10w', { anchor: 'issued', offset: -10, unit: 'w' }],
  ])('%p is read', (text, time) => {
    expect(parseStepTime(text)).toEqual(time);
  });

  it.each([
    '',
    'Due',
    'dues',
    'due3d',
    'due ++ 3d',
    'due + -3d',
    'due + 3D',
    'due + 3d 4d',
    'month end',
    'due − 3d',
    'due + 99999999999d',
    'due + 1001bd',
    'due +',
  ])('%p is refused', (text) => {
    expect(parseStepTime(text)).toHaveProperty('expected');
  });

  it('is read as it was written', () => {
    const time = fc.record({
      anchor: fc.constantFrom('due' as const, 'issued' as const, 'previous' as const, 'month-end' as const),
      offset: fc.integer({ min: -520, max: 520 }),
      unit: fc.constantFrom('d' as const, 'bd' as const, 'w' as const),
    });
    fc.assert(
      fc.property(time, (one) => {
        const again = parseStepTime(formatStepTime(one));
        expect(again).toEqual(one);
      }),
    );
  });
});
