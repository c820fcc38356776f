import fc from 'fast-check';
import { formatTimeOfDay, parseTimeOfDay } from '../../../domain/calendar/time-of-day';

describe('times of day', () => {
  it.each([
    ['00:00', 0],
    ['00:01', 1],
    ['09:30', 570],
    ['23:59', 1439],
    ['24:00', 1440],
  ])('reads %s as %d minutes', (text, minutes) => {
    expect(parseTimeOfDay(text)).toBe(minutes);
  });

  it.each([
    '',
    '9:5',
    '9:30',
    '09:3',
    '24:01',
    '25:00',
    '12:60',
    '-1:00',
    '09:30:00',
    '9am',
    '09.30',
    ' 09:30',
    '09:30\n',
  ])('refuses %j', (text) => {
    expect(parseTimeOfDay(text)).toBeNull();
  });

  it('reads back every time that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1440 }), (minutes) => {
        expect(parseTimeOfDay(formatTimeOfDay(minutes))).toBe(minutes);
      }),
    );
  });

  it.each([-1, 1441, 0.5, Number.NaN])('refuses to write %d', (minutes) => {
    expect(() => formatTimeOfDay(minutes)).toThrow('expected whole minutes from 0 to 1440');
  });
});
