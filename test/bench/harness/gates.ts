import { median } from './stats';
import type { Measure } from './benchmark';

export type Gate = {
  readonly text: string;
  readonly benchmark: string;
  readonly what: string;
  readonly holds: (value: number) => boolean;
};

export type JudgedGate = { readonly text: string; readonly value: number | null; readonly holds: boolean | null };

const atMost = (bound: number) => (value: number) => value <= bound;
const none = (value: number) => value === 0;

/** What the product promises on any machine; figures are as the benchmarks name them. */
const GATES: readonly Gate[] = [
  { text: 'events per reminder ≤ 11', benchmark: 'B4', what: 'events per reminder', holds: atMost(11) },
  {
    text: 'state transitions per reminder ≤ 7',
    benchmark: 'B4',
    what: 'state transitions per reminder',
    holds: atMost(7),
  },
  {
    text: '40 invoices due together cost the events of one message',
    benchmark: 'B4',
    what: 'events per reminder of 40 invoices',
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
    { text: `nothing lost in ${benchmark}`, benchmark, what: 'lost', holds: none },
    { text: `nothing doubled in ${benchmark}`, benchmark, what: 'doubled', holds: none },
  ]),
];

/** Judges the medians; a gate whose figure was not measured in this run is open. */
export function judgeGates(measures: readonly Measure[]): readonly JudgedGate[] {
  return GATES.map(({ text, benchmark, what, holds }) => {
    const measure = measures.find((one) => one.benchmark === benchmark && one.what === what);
    if (measure === undefined || measure.values.length === 0) return { text, value: null, holds: null };
    const value = median(measure.values);
    return { text, value, holds: holds(value) };
  });
}
