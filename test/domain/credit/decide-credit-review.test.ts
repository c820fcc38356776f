import { conservativeTerms } from '../../../domain/credit/conservative-terms';
import { readCreditReviewInput } from '../../../domain/credit/credit-review-input';
import {
  decideCreditReview,
  notifyStep,
  staffOfStep,
  type CreditReviewFacts,
} from '../../../domain/credit/decide-credit-review';

const NEW: CreditReviewFacts = { requestedAt: 1000, evaluated: null, hasScorecard: true, deciders: ['ada', 'bo'] };
const REFERRED: CreditReviewFacts = {
  ...NEW,
  evaluated: { at: 2000, score: 42, band: 'C', proposal: 'refer', decision: null, dueAt: 9000 },
};
const done = (...steps: readonly string[]) => new Map(steps.map((step) => [step, 2000]));

describe('a credit review', () => {
  it('scores the customer at once, and ends where no scorecard applies', () => {
    expect(decideCreditReview(NEW, done(), 3000)).toMatchObject({
      action: 'evaluateCredit',
      at: 3000,
      step: 'evaluate',
    });
    expect(decideCreditReview({ ...NEW, hasScorecard: false }, done(), 3000)).toMatchObject({
      status: 'closed',
      outcome: 'no-scorecard',
    });
  });

  it('ends with the decision, whoever made it', () => {
    const decided = (decision: 'approved' | 'declined') =>
      decideCreditReview({ ...REFERRED, evaluated: { ...REFERRED.evaluated!, decision } }, done('overdue'), 3000);
    expect(decided('approved')).toMatchObject({ status: 'closed', outcome: 'approved' });
    expect(decided('declined')).toMatchObject({ status: 'closed', outcome: 'declined' });
  });

  it('tells everybody who may decide, then waits for its deadline, then for the decision', () => {
    const told = done(notifyStep('ada'));
    expect(decideCreditReview(REFERRED, done(), 3000)).toMatchObject({
      action: 'notifyStaff',
      at: 3000,
      step: 'notify-ada',
    });
    expect(decideCreditReview(REFERRED, told, 3000)).toMatchObject({ action: 'notifyStaff', step: 'notify-bo' });
    const all = done('notify-ada', 'notify-bo');
    expect(decideCreditReview(REFERRED, all, 3000)).toMatchObject({
      action: 'expireReferral',
      at: 9000,
      step: 'overdue',
    });
    const overdue = done('notify-ada', 'notify-bo', 'overdue');
    expect(decideCreditReview(REFERRED, overdue, 3000)).toMatchObject({ status: 'idle' });
  });

  it('tells nobody of a referral that is overdue already', () => {
    expect(decideCreditReview(REFERRED, done('overdue'), 3000)).toMatchObject({ status: 'idle' });
  });

  it('lets the deadline pass without notices that no mail server has taken in time', () => {
    expect(decideCreditReview(REFERRED, done(), 9000)).toMatchObject({ action: 'expireReferral', at: 9000 });
  });

  it('knows whom a step tells', () => {
    expect(staffOfStep(notifyStep('ada'))).toBe('ada');
    expect(staffOfStep('overdue')).toBeNull();
  });
});

describe('conservative terms', () => {
  const terms = (limitMinor: bigint, termsDays: number, currency = 'USD') => ({ limitMinor, termsDays, currency });

  it('are the lower of what stands and what is proposed', () => {
    expect(conservativeTerms(terms(900n, 30), terms(500n, 45))).toEqual(terms(500n, 30));
    expect(conservativeTerms(terms(900n, 30), terms(1200n, 14))).toEqual(terms(900n, 14));
  });

  it('raise nothing, and change nothing where nothing is lower', () => {
    expect(conservativeTerms(terms(900n, 30), terms(900n, 45))).toBeNull();
    expect(conservativeTerms(null, terms(500n, 30))).toBeNull();
    expect(conservativeTerms(terms(900n, 30, 'EUR'), terms(500n, 14))).toBeNull();
  });
});

test('what a review is asked for with is read without trust', () => {
  expect(readCreditReviewInput({ trigger: 'due', detail: 'interval' })).toEqual({ trigger: 'due', detail: 'interval' });
  expect(readCreditReviewInput(null)).toEqual({ trigger: 'request', detail: '' });
  expect(readCreditReviewInput({ trigger: 'because', detail: 7 })).toEqual({ trigger: 'request', detail: '' });
});
