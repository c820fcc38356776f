import { nextReview, type ReviewTriggerFacts } from '../../../domain/credit/review-triggers';
import type { ReviewOn } from '../../../domain/credit/scorecard';

const at = (text: string): number => Date.parse(text);
const NOTHING: ReviewTriggerFacts = {
  zone: 'America/New_York',
  isReviewOpen: false,
  lastReviewAt: at('2026-01-01T12:00:00Z'),
  reviewAt: at('2026-07-01T12:00:00Z'),
  openItems: [],
  brokenPromisesAt: [],
  escalationsExhaustedAt: [],
};
const ON: ReviewOn = { overdueOver: new Map([['USD', 1000_00n]]), brokenPromise: true, escalationExhausted: true };
const item = (dueOn: string, balanceMinor: bigint, more: { arrivedAt?: number; currency?: string } = {}) => ({
  dueOn,
  balanceMinor,
  currency: 'USD',
  arrivedAt: at('2026-01-01T00:00:00Z'),
  ...more,
});
const next = (facts: Partial<ReviewTriggerFacts>, on: ReviewOn | null = ON) => {
  const due = nextReview(on, { ...NOTHING, ...facts });
  return due && { at: new Date(due.at).toISOString(), trigger: due.trigger, detail: due.detail };
};

describe('the next review', () => {
  it('is by the interval where nothing else asks, and none where there is no interval', () => {
    expect(next({})).toEqual({ at: '2026-07-01T12:00:00.000Z', trigger: 'due', detail: 'interval' });
    expect(next({ reviewAt: null })).toBeNull();
    expect(next({}, null)).toMatchObject({ trigger: 'due' });
  });

  it('is not asked for again for a date that a review has come to, and leaves room for what else asks', () => {
    const lastReviewAt = at('2026-07-01T12:00:00Z');
    expect(next({ lastReviewAt })).toBeNull();
    const brokenPromisesAt = [at('2026-07-02T00:00:00Z')];
    expect(next({ lastReviewAt, brokenPromisesAt })).toMatchObject({ detail: 'promise-broken' });
  });

  it('is not asked for while one is open', () => {
    expect(next({ isReviewOpen: true })).toBeNull();
  });

  it('comes on the day after the due date of the item by which the overdue total passes its limit', () => {
    const openItems = [
      item('2026-03-10', 600_00n),
      item('2026-02-10', 500_00n),
      item('2026-02-01', 9999_00n, { currency: 'EUR' }),
    ];
    expect(next({ openItems })).toEqual({ at: '2026-03-11T04:00:00.000Z', trigger: 'event', detail: 'overdue-USD' });
    expect(next({ openItems: openItems.slice(1) })).toMatchObject({ trigger: 'due' });
    expect(next({ openItems }, { ...ON, overdueOver: new Map() })).toMatchObject({ trigger: 'due' });
  });

  it('takes an overdue invoice that arrives late at its arrival', () => {
    const openItems = [item('2025-11-10', 2000_00n, { arrivedAt: at('2026-02-02T09:00:00Z') })];
    expect(next({ openItems })).toMatchObject({ at: '2026-02-02T09:00:00.000Z' });
  });

  it('does not ask again for what the last review has seen', () => {
    const openItems = [item('2025-11-10', 2000_00n, { arrivedAt: at('2025-11-01T00:00:00Z') })];
    expect(next({ openItems, brokenPromisesAt: [at('2025-12-01T00:00:00Z')] })).toMatchObject({ trigger: 'due' });
    expect(next({ openItems, lastReviewAt: null })).toMatchObject({ detail: 'overdue-USD' });
  });

  it('comes with a broken promise and an escalation that found nobody, the earliest first', () => {
    const brokenPromisesAt = [at('2026-03-03T00:00:00Z'), at('2026-03-02T00:00:00Z')];
    const escalationsExhaustedAt = [at('2026-03-01T00:00:00Z')];
    expect(next({ brokenPromisesAt })).toMatchObject({ at: '2026-03-02T00:00:00.000Z', detail: 'promise-broken' });
    expect(next({ brokenPromisesAt, escalationsExhaustedAt })).toMatchObject({ detail: 'escalation-exhausted' });
    const off = { ...ON, brokenPromise: false, escalationExhausted: false };
    expect(next({ brokenPromisesAt, escalationsExhaustedAt }, off)).toMatchObject({ trigger: 'due' });
  });
});
