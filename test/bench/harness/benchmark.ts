import type { BenchServers } from './bench-servers';

/** One figure of one benchmark, a value for each repeat. */
export type Measure = {
  readonly benchmark: string;
  readonly what: string;
  readonly unit: string;
  readonly values: readonly number[];
};

/** A figure before it is known whose it is. */
export type Figure = readonly [what: string, unit: string, ...values: number[]];

export type BenchRun = {
  readonly servers: BenchServers;
  readonly quick: boolean;
  /** How often what varies is measured. */
  readonly repeats: number;
  /** Worker processes of the product, and of the floors that need workers. */
  readonly workers: number;
  /** Is told in one line what is done. */
  readonly log: (line: string) => void;
  /** The median of what a benchmark before this one has measured in the same run, or `null`. */
  readonly earlier: (benchmark: string, what: string) => number | null;
};

export type Benchmark = {
  readonly id: string;
  readonly title: string;
  readonly run: (run: BenchRun) => Promise<readonly Figure[]>;
};

/** Runs `work` once for each repeat, and gathers the values of equal figures. */
export async function repeated(
  { repeats }: BenchRun,
  work: (repeat: number) => Promise<readonly (readonly [what: string, unit: string, value: number])[]>,
): Promise<readonly Figure[]> {
  const gathered = new Map<string, { readonly unit: string; readonly values: number[] }>();
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const [what, unit, value] of await work(repeat)) {
      const figure = gathered.get(what) ?? { unit, values: [] };
      figure.values.push(value);
      gathered.set(what, figure);
    }
  }
  return [...gathered].map(([what, { unit, values }]) => [what, unit, ...values] as const);
}
