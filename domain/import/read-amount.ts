import { currencyExponent, parseAmount } from '../money/money';
import type { AmountFormat } from './mapping';

/**
 * An amount as written in a file, in minor units. Thousands separators are accepted where the format names one and only
 * between groups of three digits; zeros behind the currency's last decimal are read over.
 * @returns `null` where the text is no such amount of the currency
 * @example readAmount('1.234,50', 'EUR', { thousands: '.', decimal: ',' }) // 123450n
 */
export function readAmount(text: string, currency: string, { thousands, decimal }: AmountFormat): bigint | null {
  const [whole = '', fraction = '', ...more] = text.trim().split(decimal);
  if (more.length > 0) return null;
  const digits = thousands !== null && whole.includes(thousands) ? joinGroups(whole, thousands) : whole;
  if (digits === null) return null;
  const exponent = currencyExponent(currency) ?? 0;
  const kept = fraction.slice(0, exponent);
  const beyond = fraction.slice(exponent);
  if (/[^0]/.test(beyond)) return null;
  return parseAmount(kept === '' ? digits : `${digits}.${kept}`, currency);
}

function joinGroups(whole: string, thousands: string): string | null {
  const [first = '', ...groups] = whole.split(thousands);
  return /^-?\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group)) ? first + groups.join('') : null;
}
