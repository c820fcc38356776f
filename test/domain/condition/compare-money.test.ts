import fc from 'fast-check';
import { compareMoney } from '../../../domain/condition/compare-money';
import { compareDecimal } from '../../../domain/money/money';

describe('comparing money with a decimal of a condition', () => {
  it('is exact, the first time and every later one', () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.nat(120), fc.stringMatching(/^[0-9]{0,5}$/))
      .map(([minus, whole, fraction]) => `${minus ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`);
    const near = fc.tuple(
      fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'),
      decimal,
      fc.bigInt({ min: -130_000n, max: 130_000n }),
    );
    fc.assert(
      fc.property(near, ([currency, text, minor]) => {
        const expected = compareDecimal(minor, currency, text);
        expect(compareMoney(minor, currency, text)).toBe(expected);
        expect(compareMoney(minor, currency, text)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [-101n, '-1.005', -1],
    [-100n, '-1.005', 1],
    [0n, '-0.001', 1],
    [0n, '0.000', 0],
  ])('says of %p cents and %p %p', (minor, decimal, expected) => {
    expect(compareMoney(minor, 'USD', decimal)).toBe(expected);
  });

  it('throws for what is no currency or no decimal', () => {
    expect(() => compareMoney(1n, 'RMB', '1')).toThrow(RangeError);
    expect(() => compareMoney(1n, 'USD', '1,000')).toThrow(RangeError);
    expect(() => compareMoney(1n, 'USD', '1.2.3')).toThrow(RangeError);
    expect(() => compareMoney(1n, 'USD', '1.00x')).toThrow(RangeError);
  });
});
