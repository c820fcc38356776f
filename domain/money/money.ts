import * as currencies from 'dinero.js/currencies';

/**
 * The largest amount that is taken, in minor units: 99,999,999,999,999.99 of a currency with cents. Amounts are kept as
 * 64-bit integers, and the sums over a customer too; of amounts up to this, 922 fit into one.
 */
export const MAX_MINOR = 10n ** 16n - 1n;

/** Decimal places of each currency, by its ISO 4217 code. */
const EXPONENTS: ReadonlyMap<string, number> = new Map(
  // Ariary and ouguiya divide by five and stand in the library as base 5; ISO 4217 lists both with two decimals.
  Object.values(currencies).map(({ code, base, exponent }) => [code, base === 10 ? exponent : 2]),
);

/**
 * Decimal places of a currency: 2 for USD, 0 for JPY, 3 for KWD; `null` for what is no ISO 4217 code.
 * @example currencyExponent('CNY') // 2
 */
export function currencyExponent(code: string): number | null {
  return EXPONENTS.get(code) ?? null;
}

/**
 * Whether `code` is a current ISO 4217 currency, in capitals.
 * @example isCurrency('EUR') // true
 */
export function isCurrency(code: string): boolean {
  return EXPONENTS.has(code);
}

/**
 * Whether `text` is a plain decimal number: digits, at will a leading `-` and a point with digits after it.
 * No thousands separators, exponents or blanks.
 * @example isDecimal('-1234.50') // true
 */
export function isDecimal(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}

/**
 * Minor units of a decimal string; any size, exact. `null` where it is no decimal (see {@link isDecimal}), has more
 * places than the currency, trailing zeros included, or the currency is unknown.
 * @example parseAmount('1234.5', 'USD') // 123450n
 */
export function parseAmount(text: string, currency: string): bigint | null {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined || !isDecimal(text)) return null;
  const { digits, places } = splitDecimal(text);
  return places <= exponent ? digits * 10n ** BigInt(exponent - places) : null;
}

/**
 * The decimal string of an amount in minor units, with all places of the currency and without separators.
 * @throws RangeError for an unknown currency.
 * @example formatAmount(123450n, 'USD') // '1234.50'
 */
export function formatAmount(minor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0n ? '-' : '';
  const digits = String(minor < 0n ? -minor : minor).padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * Compares an amount with a decimal that may have more places than the currency, without rounding either.
 * @returns -1 where the amount is less, 0 where both are equal, 1 where it is more
 * @throws RangeError for an unknown currency or where `decimal` is none.
 * @example compareDecimal(10000n, 'USD', '100.001') // -1
 */
export function compareDecimal(minor: bigint, currency: string, decimal: string): -1 | 0 | 1 {
  const exponent = exponentOf(currency);
  if (!isDecimal(decimal)) throw new RangeError(`"${decimal}" is not an amount; expected a decimal such as "100.00"`);
  const { digits, places } = splitDecimal(decimal);
  const left = minor * 10n ** BigInt(Math.max(0, places - exponent));
  const right = digits * 10n ** BigInt(Math.max(0, exponent - places));
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function exponentOf(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined)
    throw new RangeError(`"${currency}" is not a currency; expected an ISO 4217 code such as "USD"`);
  return exponent;
}

/** `-12.50` is -1250 with 2 places. */
function splitDecimal(decimal: string): { readonly digits: bigint; readonly places: number } {
  const point = decimal.indexOf('.');
  return { digits: BigInt(decimal.replace('.', '')), places: point === -1 ? 0 : decimal.length - point - 1 };
}
