import { showCreditValue } from './credit-facts';
import type { TermsFacts } from './conservative-terms';
import type { LocalizedText } from '../types';

export type CreditCheckFacts = {
  readonly currency: string;
  /** What is to be bought on credit. */
  readonly amountMinor: bigint;
  /** What stands; `null` = no terms yet. */
  readonly terms: TermsFacts | null;
  /** What is owed in this currency. */
  readonly balanceMinor: bigint;
  readonly overdueMinor: bigint;
  /** From here on what is overdue blocks; `null` = it never does. */
  readonly overdueOverMinor: bigint | null;
  readonly isOnCreditHold: boolean;
};

export type CreditBlock = 'credit-hold' | 'no-terms' | 'other-currency' | 'overdue' | 'over-limit';

/** One reason to block, and what would clear it. */
export type CreditObjection = {
  readonly code: CreditBlock;
  readonly reason: LocalizedText;
  readonly clearedBy: LocalizedText;
};

export type CreditCheck = {
  readonly answer: 'allow' | 'block';
  /** What is left of the limit before this purchase; `null` without terms in this currency. */
  readonly availableMinor: bigint | null;
  readonly objections: readonly CreditObjection[];
};

/**
 * Whether a customer may buy for an amount on credit: allowed where nothing objects. The limit covers what is owed,
 * overdue or not, and the purchase together.
 * @example checkCredit({ ...facts, terms: null }).objections[0]?.code // 'no-terms'
 */
export function checkCredit(facts: CreditCheckFacts): CreditCheck {
  const { terms, currency, balanceMinor } = facts;
  const objections: CreditObjection[] = [];
  if (facts.isOnCreditHold) objections.push(CREDIT_HOLD);
  if (facts.overdueOverMinor !== null && facts.overdueMinor > facts.overdueOverMinor) {
    objections.push(overdue(facts, facts.overdueOverMinor));
  }
  if (terms === null) return { answer: 'block', availableMinor: null, objections: [...objections, NO_TERMS] };
  if (terms.currency !== currency) {
    return {
      answer: 'block',
      availableMinor: null,
      objections: [...objections, otherCurrency(terms.currency, currency)],
    };
  }
  const leftMinor = terms.limitMinor - balanceMinor;
  if (facts.amountMinor > leftMinor) objections.push(overLimit(facts, terms.limitMinor, leftMinor));
  const availableMinor = leftMinor < 0n ? 0n : leftMinor;
  return { answer: objections.length === 0 ? 'allow' : 'block', availableMinor, objections };
}

const CREDIT_HOLD: CreditObjection = {
  code: 'credit-hold',
  reason: { en: 'the customer is on credit hold', zh: '客户处于信用冻结' },
  clearedBy: { en: 'releasing the credit hold', zh: '解除信用冻结' },
};

const NO_TERMS: CreditObjection = {
  code: 'no-terms',
  reason: { en: 'the customer has no credit terms', zh: '客户尚无信用条件' },
  clearedBy: { en: 'a credit review, or terms set by hand', zh: '完成信用评审，或人工设定信用条件' },
};

function otherCurrency(has: string, asked: string): CreditObjection {
  return {
    code: 'other-currency',
    reason: { en: `the limit is in ${has}, not in ${asked}`, zh: `额度币种为 ${has}，而非 ${asked}` },
    clearedBy: { en: `buying in ${has}, or terms in ${asked}`, zh: `以 ${has} 购买，或设定 ${asked} 的信用条件` },
  };
}

function overdue({ overdueMinor, currency }: CreditCheckFacts, mostMinor: bigint): CreditObjection {
  const [owed, most] = [showCreditValue(overdueMinor, currency), showCreditValue(mostMinor, currency)];
  const toPay = showCreditValue(overdueMinor - mostMinor, currency);
  return {
    code: 'overdue',
    reason: { en: `${owed} is overdue, more than ${most}`, zh: `逾期 ${owed}，超过 ${most}` },
    clearedBy: { en: `a payment of ${toPay} on overdue invoices`, zh: `支付逾期账单 ${toPay}` },
  };
}

function overLimit(
  { amountMinor, balanceMinor, currency }: CreditCheckFacts,
  limitMinor: bigint,
  leftMinor: bigint,
): CreditObjection {
  const [amount, owed, limit] = [amountMinor, balanceMinor, limitMinor].map((minor) =>
    showCreditValue(minor, currency),
  );
  const missing = showCreditValue(amountMinor - leftMinor, currency);
  return {
    code: 'over-limit',
    reason: {
      en: `${amount} and the ${owed} that is owed are over the limit of ${limit}`,
      zh: `${amount} 加上欠款 ${owed} 超过额度 ${limit}`,
    },
    clearedBy: {
      en: `a payment of ${missing}, or a limit that is higher by as much`,
      zh: `支付 ${missing}，或将额度提高相应金额`,
    },
  };
}
