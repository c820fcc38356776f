import { notAccepted } from '../../domain/errors';
import { formatAmount, isCurrency, MAX_MINOR } from '../../domain/money/money';

/** @throws DomainError `validation-failed` unless the currency is known and the amount above zero and within the bound of all */
export function checkAmount(amountMinor: bigint, currency: string): void {
  if (!isCurrency(currency)) {
    throw notAccepted('/currency', {
      en: `Given "${currency}"; expected an ISO 4217 currency such as "USD"`,
      zh: `给定 "${currency}"；应为 ISO 4217 货币代码，例如 "USD"`,
    });
  }
  checkBound(amountMinor, currency, '/amount');
  if (amountMinor > 0n) return;
  const amount = formatAmount(amountMinor, currency);
  throw notAccepted('/amount', {
    en: `Given ${amount}; expected an amount above zero`,
    zh: `给定 ${amount}；应为大于零的金额`,
  });
}

/**
 * Of a sum too: each part can be within the bound and all of them together beyond what a column holds.
 * @throws DomainError `validation-failed` where an amount is over the largest that is taken
 */
export function checkBound(amountMinor: bigint, currency: string, pointer: string): void {
  if (amountMinor <= MAX_MINOR) return;
  const amount = formatAmount(amountMinor, currency);
  const most = formatAmount(MAX_MINOR, currency);
  throw notAccepted(pointer, {
    en: `Given ${amount} in all; expected at most ${most} ${currency}`,
    zh: `合计 ${amount}；至多为 ${most} ${currency}`,
  });
}
