import fc from 'fast-check';
import {
  compareDecimal,
  currencyExponent,
  formatAmount,
  isCurrency,
  isDecimal,
  parseAmount,
} from '../../../domain/money/money';

const currencies = fc.constantFrom('USD', 'CNY', 'JPY', 'KWD', 'CLF', 'MGA');
const amounts = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

describe('currencies', () => {
  it.each([
    ['USD', 2],
    ['CNY', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['MGA', 2],
    ['MRU', 2],
  ])('gives %s %d decimal places, as ISO 4217 does', (code, places) => {
    expect(isCurrency(code)).toBe(true);
    expect(currencyExponent(code)).toBe(places);
  });

  it.each(['', 'usd', 'RMB', 'US', 'XYZ', 'toString', '$'])('refuses %j as a currency', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(currencyExponent(code)).toBeNull();
    expect(parseAmount('1', code)).toBeNull();
    expect(() => formatAmount(1n, code)).toThrow(
      `"${code}" is not a currency; expected an ISO 4217 code such as "USD"`,
    );
  });
});

describe('amounts', () => {
  it.each([
    ['1234.50', 'USD', 123450n],
    ['1234.5', 'USD', 123450n],
    ['1234', 'USD', 123400n],
    ['0', 'USD', 0n],
    ['-0', 'USD', 0n],
    ['-0.01', 'USD', -1n],
    ['007.10', 'USD', 710n],
    ['1234', 'JPY', 1234n],
    ['1.234', 'KWD', 1234n],
    ['90071992547409.93', 'USD', 9007199254740993n],
    ['123456789012345678901234567890.12', 'USD', 12345678901234567890123456789012n],
  ])('reads %s %s as %s minor units', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
  });

  it.each([
    ['1234.505', 'USD'],
    ['1234.500', 'USD'],
    ['1.0', 'JPY'],
    ['1,234.50', 'USD'],
    ['1234,50', 'EUR'],
    ['1.', 'USD'],
    ['.5', 'USD'],
    ['+1', 'USD'],
    ['--1', 'USD'],
    ['1e3', 'USD'],
    ['0x10', 'USD'],
    [' 1', 'USD'],
    ['1\n', 'USD'],
    ['', 'USD'],
    ['-', 'USD'],
    ['NaN', 'USD'],
    ['１２', 'USD'],
    ['$1', 'USD'],
  ])('refuses %j %s', (text, currency) => {
    expect(parseAmount(text, currency)).toBeNull();
  });

  it.each([
    [123450n, 'USD', '1234.50'],
    [5n, 'USD', '0.05'],
    [-5n, 'USD', '-0.05'],
    [-123450n, 'USD', '-1234.50'],
    [0n, 'USD', '0.00'],
    [1234n, 'JPY', '1234'],
    [-7n, 'JPY', '-7'],
    [1n, 'KWD', '0.001'],
    [12345678901234567890123456789012n, 'USD', '123456789012345678901234567890.12'],
  ])('writes %s minor units of %s as %s', (minor, currency, text) => {
    expect(formatAmount(minor, currency)).toBe(text);
  });

  it('reads back every amount that it writes', () => {
    fc.assert(
      fc.property(amounts, currencies, (minor, currency) => {
        expect(parseAmount(formatAmount(minor, currency), currency)).toBe(minor);
      }),
    );
  });
});

describe('comparing an amount with a decimal', () => {
  it.each([
    [10000n, 'USD', '100', 0],
    [10000n, 'USD', '100.000', 0],
    [10000n, 'USD', '100.001', -1],
    [10000n, 'USD', '99.999', 1],
    [9999n, 'USD', '100.00', -1],
    [100n, 'JPY', '99.5', 1],
    [100n, 'JPY', '100.5', -1],
    [-100n, 'USD', '-1.001', 1],
    [0n, 'USD', '-0', 0],
    [9007199254740993n, 'JPY', '9007199254740992', 1],
  ])('finds %s minor units of %s against %s: %d', (minor, currency, decimal, expected) => {
    expect(compareDecimal(minor, currency, decimal)).toBe(expected);
  });

  it('orders amounts as their minor units are ordered', () => {
    fc.assert(
      fc.property(amounts, amounts, currencies, (left, right, currency) => {
        const expected = left === right ? 0 : left < right ? -1 : 1;
        expect(compareDecimal(left, currency, formatAmount(right, currency))).toBe(expected);
      }),
    );
  });

  it('puts a decimal that is longer than the currency strictly between two amounts', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.constantFrom('USD', 'KWD'), (minor, currency) => {
        const between = `${formatAmount(minor, currency)}0001`;
        expect(compareDecimal(minor, currency, between)).toBe(-1);
        expect(compareDecimal(minor + 1n, currency, between)).toBe(1);
      }),
    );
  });

  it('refuses what is no decimal', () => {
    expect(isDecimal('1,000')).toBe(false);
    expect(() => compareDecimal(1n, 'USD', '1,000')).toThrow('"1,000" is not an amount; expected a decimal');
  });
});
