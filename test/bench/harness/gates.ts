import { median } from './stats';
import type { Measure } from './benchmark';

export type Gate = {
  readonly text: string;
  readonly benchmark: string;
  readonly what: string;
  /** What is judged of the repeats: their median, or for what must never happen their sum. Default `median`. */
  readonly of?: 'median' | 'sum';
  readonly holds: (value: number) => boolean;
};

export type JudgedGate = { readonly text: string; readonly value: number | null; readonly holds: boolean | null };

const atMost = (bound: number) => (value: number) => value <= bound;

/** What must not happen in any repeat. */
function never(benchmark: string, what: string, text: string): Gate {
  return { text, benchmark, what, of: 'sum', holds: (value) => value === 0 };
}

/** What the product promises on any machine; figures are as the benchmarks name them. */
const GATES: readonly Gate[] = [
  { text: 'events per reminder ≤ 11', benchmark: 'B4', what: 'events per reminder, at most', holds: atMost(11) },
  {
    text: 'state transitions per reminder ≤ 7',
    benchmark: 'B4',
    what: 'state transitions per reminder, at most',
    holds: atMost(7),
  },
  {
    text: '40 invoices due together cost the events of one message',
    benchmark: 'B4',
    what: 'events per reminder of 40 invoices, at most',
    holds: atMost(11),
  },
  {
    text: 'steady reminders ≥ 80 % of F1',
    benchmark: 'B1',
    what: 'sustained, ratio to F1',
    holds: (value) => value >= 0.8,
  },
  {
    text: 'due to delivered at half load, p50 < 250 ms',
    benchmark: 'B1',
    what: 'due to delivered at half of it, p50',
    holds: (value) => value < 250,
  },
  {
    text: 'due to delivered at half load, p99 < 2 s',
    benchmark: 'B1',
    what: 'due to delivered at half of it, p99',
    holds: (value) => value < 2_000,
  },
  {
    text: 'a decision over 100 open invoices < 2 ms',
    benchmark: 'B6',
    what: 'decide, 100 open invoices',
    holds: (value) => value < 2,
  },
  {
    text: 'a decision grows no worse than n log n from 100 to 1,000 invoices (15 ×)',
    benchmark: 'B6',
    what: 'decide, growth from 100 to 1,000',
    holds: atMost(15),
  },
  {
    text: 'simulator ≥ 20,000 invoice-years/s of one core',
    benchmark: 'B6',
    what: 'simulator, 10,000 invoices',
    holds: (value) => value >= 20_000,
  },
  ...['B1', 'B2', 'B3', 'B8', 'B9'].flatMap((benchmark) => [
    never(benchmark, 'lost', `nothing lost in ${benchmark}`),
    never(benchmark, 'doubled', `nothing doubled in ${benchmark}`),
  ]),
  never('B9', 'overdue invoices not named', 'every overdue invoice named in B9'),
  never('B9', 'lost, 10 × the file', 'nothing lost in B9, 10 × the file'),
  never('B9', 'doubled, 10 × the file', 'nothing doubled in B9, 10 × the file'),
  never('B9', 'overdue invoices not named, 10 × the file', 'every overdue invoice named in B9, 10 × the file'),
];

/** A gate whose figure was not measured in this run is open. */
export function judgeGates(measures: readonly Measure[]): readonly JudgedGate[] {
  return GATES.map(({ text, benchmark, what, of = 'median', holds }) => {
    const measure = measures.find((one) => one.benchmark === benchmark && one.what === what);
    if (measure === undefined || measure.values.length === 0) return { text, value: null, holds: null };
    const value = of === 'sum' ? measure.values.reduce((sum, one) => sum + one, 0) : median(measure.values);
    return { text, value, holds: holds(value) };
  });
}
