import { notAccepted } from '../../domain/errors';
import { formatAmount, isCurrency } from '../../domain/money/money';

/** @throws DomainError `validation-failed` unless the currency is known and the amount above zero */
export function checkAmount(amountMinor: bigint, currency: string): void {
  if (!isCurrency(currency)) {
    throw notAccepted('/currency', {
      en: `Given "${currency}"; expected an ISO 4217 currency such as "USD"`,
      zh: `给定 "${currency}"；应为 ISO 4217 货币代码，例如 "USD"`,
    });
  }
  if (amountMinor > 0n) return;
  const amount = formatAmount(amountMinor, currency);
  throw notAccepted('/amount', {
    en: `Given ${amount}; expected an amount above zero`,
    zh: `给定 ${amount}；应为大于零的金额`,
  });
}
