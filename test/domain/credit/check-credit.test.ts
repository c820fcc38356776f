import fc from 'fast-check';
import { checkCredit, type CreditCheckFacts } from '../../../domain/credit/check-credit';

const FACTS: CreditCheckFacts = {
  currency: 'USD',
  amountMinor: 400_00n,
  terms: { currency: 'USD', limitMinor: 1000_00n, termsDays: 30 },
  balanceMinor: 600_00n,
  overdueMinor: 0n,
  overdueOverMinor: 50_00n,
  isOnCreditHold: false,
};
const codes = (facts: Partial<CreditCheckFacts>) =>
  checkCredit({ ...FACTS, ...facts }).objections.map(({ code }) => code);

describe('a credit check', () => {
  it('allows what is owed and bought together up to the limit', () => {
    expect(checkCredit(FACTS)).toEqual({ answer: 'allow', availableMinor: 400_00n, objections: [] });
  });

  it('blocks a cent more, and tells what would clear it', () => {
    const { answer, objections } = checkCredit({ ...FACTS, amountMinor: 400_01n });
    expect(answer).toBe('block');
    expect(objections).toEqual([
      {
        code: 'over-limit',
        reason: {
          en: '400.01 USD and the 600.00 USD that is owed are over the limit of 1000.00 USD',
          zh: '400.01 USD 加上欠款 600.00 USD 超过额度 1000.00 USD',
        },
        clearedBy: {
          en: 'a payment of 0.01 USD, or a limit that is higher by as much',
          zh: '支付 0.01 USD，或将额度提高相应金额',
        },
      },
    ]);
  });

  it.each([
    ['a credit hold', { isOnCreditHold: true }, ['credit-hold']],
    ['no terms', { terms: null }, ['no-terms']],
    ['terms in another currency', { terms: { currency: 'EUR', limitMinor: 9n, termsDays: 3 } }, ['other-currency']],
    ['too much overdue', { overdueMinor: 50_01n }, ['overdue']],
    [
      'all of it',
      { isOnCreditHold: true, overdueMinor: 99_00n, amountMinor: 900_00n },
      ['credit-hold', 'overdue', 'over-limit'],
    ],
  ])('blocks with %s', (_what, facts, expected) => {
    expect(codes(facts)).toEqual(expected);
  });

  it('allows what is overdue where nothing says from where on it blocks', () => {
    expect(codes({ overdueMinor: 500_00n, overdueOverMinor: null })).toEqual([]);
  });

  it('never allows more than what is available', () => {
    const amount = fc.bigInt({ min: 0n, max: 2000_00n });
    fc.assert(
      fc.property(amount, amount, amount, (amountMinor, balanceMinor, limitMinor) => {
        const terms = { currency: 'USD', limitMinor, termsDays: 30 };
        const { answer, availableMinor } = checkCredit({ ...FACTS, amountMinor, balanceMinor, terms });
        expect(answer).toBe(amountMinor + balanceMinor <= limitMinor ? 'allow' : 'block');
        if (answer === 'allow') expect(amountMinor <= availableMinor!).toBe(true);
      }),
    );
  });
});
