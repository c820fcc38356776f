import type { Language } from '../types';
import { currencyExponent, formatAmount } from './money';

// Building a formatter takes about 50 µs, and a mail that lists 40 invoices needs one for every line.
const formatters = new Map<string, Intl.NumberFormat>();

/**
 * An amount for customers, in the form that readers of the language expect. A symbol that several currencies share
 * stands alone only for the one those readers take it for: `$` is USD in English, `¥` is CNY in Chinese, and elsewhere
 * they are `US$` and `CN¥`. Exact at any size.
 * @throws RangeError for an unknown currency.
 * @example displayAmount(123450n, 'USD', 'en') // '$1,234.50'; 'zh' gives 'US$1,234.50'
 */
export function displayAmount(minor: bigint, currency: string, locale: Language): string {
  const text = formatterOf(currency, locale).format(formatAmount(minor, currency) as Intl.StringNumericLiteral);
  // A no-break space is outside GSM 03.38 and would turn an SMS into UCS-2, with 70 characters instead of 160.
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}

function formatterOf(currency: string, locale: Language): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  // The places are ISO's, which are what is owed; the locale data round some currencies to whole units.
  const places = currencyExponent(currency) ?? 0;
  const formatter = new Intl.NumberFormat(locale === 'zh' ? 'zh-CN' : 'en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  formatters.set(key, formatter);
  return formatter;
}
