/** How a customer has paid. */
export type PaymentHistory = {
  readonly invoicesSettled: number;
  /** Late ones among the settled and the overdue, from 0 to 1; `null` where there are none of either. */
  readonly lateShare: number | null;
  /** Mean of (settled − due) in days, early ones negative; an overdue one counts with its days so far. */
  readonly meanDaysLate: number | null;
};

export type PaymentRisk = 'low' | 'medium' | 'high';

/** What is counted of a customer's due items. */
export type PaymentRecord = {
  /** Days from due to settled of each settled one; early ones negative. */
  readonly settled: readonly number[];
  /** Days past due of each that is overdue and open. */
  readonly overdue: readonly number[];
};

/**
 * The figures of a payment history. What is open and not yet due says nothing and is left out; what is overdue counts as
 * late already, so that nobody looks punctual by never paying.
 * @example paymentHistory({ settled: [-2, 5], overdue: [] }) // { invoicesSettled: 2, lateShare: 0.5, meanDaysLate: 1.5 }
 */
export function paymentHistory({ settled, overdue }: PaymentRecord): PaymentHistory {
  const all = [...settled, ...overdue];
  if (all.length === 0) return { invoicesSettled: 0, lateShare: null, meanDaysLate: null };
  const late = all.filter((days) => days > 0).length;
  const sum = all.reduce((total, days) => total + days, 0);
  return { invoicesSettled: settled.length, lateShare: late / all.length, meanDaysLate: sum / all.length };
}

const HIGH_LATE_SHARE = 0.5;
const HIGH_MEAN_DAYS = 10;
const MEDIUM_LATE_SHARE = 0.2;

/**
 * The risk group of a payment history: high with more than half paid late or a mean of more than ten days, medium with
 * more than a fifth paid late, else low.
 * @returns `null` where there is no history
 * @example paymentRisk({ invoicesSettled: 9, lateShare: 0.3, meanDaysLate: -1 }) // 'medium'
 */
export function paymentRisk({ lateShare, meanDaysLate }: PaymentHistory): PaymentRisk | null {
  if (lateShare === null || meanDaysLate === null) return null;
  if (lateShare > HIGH_LATE_SHARE || meanDaysLate > HIGH_MEAN_DAYS) return 'high';
  return lateShare > MEDIUM_LATE_SHARE ? 'medium' : 'low';
}
