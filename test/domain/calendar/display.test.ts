import { displayDate } from '../../../domain/calendar/display';

describe('dates for customers', () => {
  it.each([
    ['2024-03-08', 'en', '8 March 2024'],
    ['2024-03-08', 'zh', '2024年3月8日'],
    ['2024-12-31', 'en', '31 December 2024'],
    ['2024-01-01', 'zh', '2024年1月1日'],
  ] as const)('writes %s in %s as %s', (on, locale, expected) => {
    expect(displayDate(on, locale)).toBe(expected);
  });

  it('refuses what is no date', () => {
    expect(() => displayDate('2024-02-30', 'en')).toThrow('"2024-02-30" is not a date');
  });
});
