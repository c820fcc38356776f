import type { Benchmark, BenchRun, Figure } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { playLoad, type LoadResult } from './harness/open-loop';

/** Where F1 was left out of the run: what two cores give. */
const USUAL_FLOOR = 55;
/** Shares of F1, of which the highest that holds is looked for. */
const RUNGS = { full: 0.05, quick: 0.1 } as const;
const HIGHEST = { full: 1.6, quick: 1.2 } as const;
const MOST_P99_MS = 2_000;
/** How much later reminders at the end may come than those at the beginning. */
const MOST_GROWTH_MS = 500;

export const b1Steady: Benchmark = {
  id: 'B1',
  title: 'Steady reminders, at the highest rate that does not make them late',
  run: async (run) => {
    const floor = run.earlier('F1', 'rounds') ?? USUAL_FLOOR;
    const site = await BenchSite.open(run.servers);
    const sustained: number[] = [];
    const half: LoadResult[] = [];
    const all: LoadResult[] = [];
    const play = async (name: string, perSecond: number): Promise<LoadResult> => {
      const result = await playRate(run, site, name, perSecond);
      all.push(result);
      return result;
    };
    try {
      await site.startWorkers(run.workers);
      await playLoad(site, { name: 'warm-up', offsetsMs: spread(20, run.quick ? 2 : 10) });
      for (let repeat = 1; repeat <= run.repeats; repeat += 1) {
        const size = run.quick ? 'quick' : 'full';
        const step = RUNGS[size];
        const share = await highestShare(step, HIGHEST[size], async (one) =>
          holds(await play(`steady-${repeat}-${Math.round(one * 100)}`, one * floor)),
        );
        sustained.push(share * floor);
        half.push(await play(`half-${repeat}`, (Math.max(share, step) * floor) / 2));
      }
    } finally {
      await site.close();
    }
    return [
      ['sustained reminders', '/s', ...sustained],
      ['sustained, ratio to F1', '', ...sustained.map((rate) => rate / floor)],
      ...ratioToBoth(run, sustained),
      ['due to delivered at half of it, p50', 'ms', ...half.map((result) => result.p50Ms)],
      ['due to delivered at half of it, p95', 'ms', ...half.map((result) => result.p95Ms)],
      ['due to delivered at half of it, p99', 'ms', ...half.map((result) => result.p99Ms)],
      ...lossesOf(all),
    ];
  },
};

/** To what both floors leave of a machine that they share: a bare timer and activity, and a bare row that is sent. */
function ratioToBoth({ earlier }: BenchRun, sustained: readonly number[]): readonly Figure[] {
  const timers = earlier('F1', 'rounds');
  const rows = earlier('F3', 'rows of 1');
  if (timers === null || rows === null) return [];
  const both = 1 / (1 / timers + 1 / rows);
  return [['sustained, ratio to F1 and F3 one after the other', '', ...sustained.map((rate) => rate / both)]];
}

function holds({ lost, p99Ms, growthMs }: LoadResult): boolean {
  return lost === 0 && p99Ms <= MOST_P99_MS && growthMs <= MOST_GROWTH_MS;
}

/** The highest multiple of `step` that holds, found by halving; 0 where none does. What a rate holds, lower ones hold. */
async function highestShare(
  step: number,
  most: number,
  tryShare: (share: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [0, Math.round(most / step)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (await tryShare(middle * step)) low = middle;
    else high = middle - 1;
  }
  return low * step;
}

async function playRate(
  { quick, log }: BenchRun,
  site: BenchSite,
  name: string,
  perSecond: number,
): Promise<LoadResult> {
  const result = await playLoad(site, { name, offsetsMs: spread(perSecond, quick ? 3 : 20) });
  const { p50Ms, p99Ms, growthMs } = result;
  log(
    `B1 ${perSecond.toFixed(1)}/s: p50 ${p50Ms} ms, p99 ${p99Ms} ms, the end ${growthMs} ms later than the beginning`,
  );
  return result;
}

/** Instants that come evenly. */
export function spread(perSecond: number, seconds: number): readonly number[] {
  return Array.from(
    { length: Math.max(1, Math.round(perSecond * seconds)) },
    (_, index) => (index / perSecond) * 1_000,
  );
}

export function lossesOf(results: readonly LoadResult[]): readonly Figure[] {
  return [
    ['lost', '', results.reduce((sum, result) => sum + result.lost, 0)],
    ['doubled', '', results.reduce((sum, result) => sum + result.doubled, 0)],
  ];
}
