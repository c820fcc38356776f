import type { Measure } from './benchmark';
import { median } from './stats';

type Comparison = {
  readonly text: string;
  /** What the other system was measured with, on two shared cores. */
  readonly theirs: number;
  readonly unit: 's' | '/s';
  readonly benchmark: string;
  readonly what: string;
};

export type Compared = Comparison & { readonly ours: number | null; readonly isBetter: boolean | null };

/** Tryton 8.2 with its dunning and Kill Bill 0.24 with its overdue system: the same work on a machine of the same size. */
const COMPARISONS: readonly Comparison[] = [
  {
    text: '2,466 overdue invoices of 100 customers, to the inbox',
    theirs: 73.7,
    unit: 's',
    benchmark: 'B9',
    what: 'to the inbox',
  },
  {
    text: '1,000 customers evaluated, nothing sent (theirs tuned; as shipped 101 s)',
    theirs: 6,
    unit: 's',
    benchmark: 'B6',
    what: '1000 customers read, decided and stored',
  },
  { text: 'payments by API, 8 clients', theirs: 48, unit: '/s', benchmark: 'B7', what: 'record a payment' },
  { text: 'customers created by API, 8 clients', theirs: 286, unit: '/s', benchmark: 'B7', what: 'create a customer' },
  {
    text: 'the same by two processes of the API',
    theirs: 286,
    unit: '/s',
    benchmark: 'B7',
    what: 'create a customer, by two processes',
  },
  {
    text: 'started and ready (theirs 12 to 18 s)',
    theirs: 12,
    unit: 's',
    benchmark: 'B9',
    what: 'API and workers ready',
  },
];

/** Puts the medians beside what others were measured with. */
export function compareWithOthers(measures: readonly Measure[]): readonly Compared[] {
  return COMPARISONS.map((one) => {
    const measure = measures.find(({ benchmark, what }) => benchmark === one.benchmark && what === one.what);
    if (measure === undefined || measure.values.length === 0) return { ...one, ours: null, isBetter: null };
    const ours = median(measure.values);
    return { ...one, ours, isBetter: one.unit === 's' ? ours < one.theirs : ours > one.theirs };
  });
}
