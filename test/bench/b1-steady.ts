import type { Benchmark, BenchRun, Figure } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { playLoad, type LoadResult } from './harness/open-loop';

/** What two cores give, to choose rates by where F1 was left out of the run; no ratio is to this. */
const USUAL_FLOOR = 75;
/** Rates are shares of F1, of which the highest that holds is looked for, from what a usual machine holds on. */
const LADDERS = {
  full: { step: 0.05, first: 0.4, most: 1.6, seconds: 20, warmUpSeconds: 10 },
  quick: { step: 0.2, first: 0.4, most: 1, seconds: 4, warmUpSeconds: 2 },
} as const;
const MOST_P99_MS = 2_000;
/** How much later reminders at the end may come than those at the beginning, for each second: 3 % of the rate left behind. */
const MOST_GROWTH_MS_PER_S = 25;

export const b1Steady: Benchmark = {
  id: 'B1',
  title: 'Steady reminders, at the highest rate that does not make them late',
  run: async (run) => {
    const ladder = LADDERS[run.quick ? 'quick' : 'full'];
    const measuredFloor = run.earlier('F1', 'rounds');
    const floor = measuredFloor ?? USUAL_FLOOR;
    const site = await BenchSite.open(run.servers);
    const sustained: number[] = [];
    const half: LoadResult[] = [];
    try {
      await site.startWorkers(run.workers);
      await playLoad(site, { name: 'warm-up', offsetsMs: spread(20, ladder.warmUpSeconds) });
      for (let repeat = 1; repeat <= run.repeats; repeat += 1) {
        const share = await highestShare(ladder, async (one) => {
          const result = await playRate(run, site, `steady-${repeat}-${Math.round(one * 100)}`, {
            perSecond: one * floor,
            seconds: ladder.seconds,
          });
          return holds(result, ladder.seconds);
        });
        sustained.push(share * floor);
        if (share === 0) continue;
        const rate = { perSecond: (share * floor) / 2, seconds: ladder.seconds };
        half.push(await playRate(run, site, `half-${repeat}`, rate));
      }
      return [
        ['sustained reminders', '/s', ...sustained],
        ...(measuredFloor === null ? [] : [ratio('sustained, ratio to F1', sustained, measuredFloor)]),
        ...ratioToBoth(run, sustained),
        ['due to delivered at half of it, p50', 'ms', ...half.map((result) => result.p50Ms)],
        ['due to delivered at half of it, p95', 'ms', ...half.map((result) => result.p95Ms)],
        ['due to delivered at half of it, p99', 'ms', ...half.map((result) => result.p99Ms)],
        ...(await site.tally.figures()),
      ];
    } finally {
      await site.close();
    }
  },
};

function ratio(what: string, rates: readonly number[], floor: number): Figure {
  return [what, '', ...rates.map((rate) => rate / floor)];
}

/** To what both floors leave of a machine that they share: a bare timer and activity, and a bare row that is sent. */
function ratioToBoth({ earlier }: BenchRun, sustained: readonly number[]): readonly Figure[] {
  const timers = earlier('F1', 'rounds');
  const rows = earlier('F3', 'rows of 1');
  if (timers === null || rows === null) return [];
  return [ratio('sustained, ratio to F1 and F3 one after the other', sustained, 1 / (1 / timers + 1 / rows))];
}

function holds({ lost, p99Ms, growthMs }: LoadResult, seconds: number): boolean {
  return lost === 0 && p99Ms <= MOST_P99_MS && growthMs <= MOST_GROWTH_MS_PER_S * seconds;
}

/** The highest multiple of `step` that holds, found by halving; 0 where none does. What a rate holds, lower ones hold. */
async function highestShare(
  { step, first, most }: { readonly step: number; readonly first: number; readonly most: number },
  tryShare: (share: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [0, Math.round(most / step)];
  let next = Math.round(first / step);
  while (low < high) {
    if (await tryShare(next * step)) low = next;
    else high = next - 1;
    next = Math.ceil((low + high) / 2);
  }
  return low * step;
}

async function playRate(
  { log }: BenchRun,
  site: BenchSite,
  name: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<LoadResult> {
  const result = await playLoad(site, { name, offsetsMs: spread(perSecond, seconds) });
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
