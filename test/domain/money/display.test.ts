import fc from 'fast-check';
import { displayAmount } from '../../../domain/money/display';
import { formatAmount } from '../../../domain/money/money';

describe('amounts for customers', () => {
  it.each([
    [123450n, 'USD', 'en', '$1,234.50'],
    [123450n, 'USD', 'zh', 'US$1,234.50'],
    [123450n, 'CNY', 'zh', '¥1,234.50'],
    [123450n, 'CNY', 'en', 'CN¥1,234.50'],
    [123450n, 'JPY', 'en', '¥123,450'],
    [123450n, 'JPY', 'zh', 'JP¥123,450'],
    [123450n, 'EUR', 'en', '€1,234.50'],
    [123450n, 'CAD', 'en', 'CA$1,234.50'],
    [123450n, 'HKD', 'zh', 'HK$1,234.50'],
    [-123450n, 'USD', 'en', '-$1,234.50'],
    [5n, 'USD', 'en', '$0.05'],
    [0n, 'CNY', 'zh', '¥0.00'],
    [1234567n, 'KWD', 'en', 'KWD 1,234.567'],
    [123450n, 'SEK', 'en', 'SEK 1,234.50'],
    // The locale data show these two in whole units; what is owed has places.
    [123450n, 'AFN', 'en', 'AFN 1,234.50'],
    [123450n, 'IRR', 'en', 'IRR 1,234.50'],
  ] as const)('writes %s minor units of %s in %s as %s', (minor, currency, locale, expected) => {
    expect(displayAmount(minor, currency, locale)).toBe(expected);
  });

  it('keeps every digit of amounts that a floating-point number cannot hold', () => {
    expect(displayAmount(900719925474099301n, 'USD', 'en')).toBe('$9,007,199,254,740,993.01');
  });

  it('shows exactly the digits of the amount', () => {
    const currencies = fc.constantFrom('USD', 'CNY', 'JPY', 'KWD');
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), currencies, (minor, currency) => {
        expect(displayAmount(minor, currency, 'zh').replaceAll(/[^\d.]/g, '')).toBe(formatAmount(minor, currency));
      }),
    );
  });

  it('refuses an unknown currency', () => {
    expect(() => displayAmount(1n, 'XYZ', 'en')).toThrow('"XYZ" is not a currency');
  });
});
