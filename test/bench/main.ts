import { Command } from 'commander';
import { ablations } from './ablations';
import { ablationsOfForm } from './ablations-of-form';
import { b1Steady } from './b1-steady';
import { b2Herd } from './b2-herd';
import { b3Cold } from './b3-cold';
import { b4Cost } from './b4-cost';
import { b5Memory } from './b5-memory';
import { b6Decide } from './b6-decide';
import { b7Api } from './b7-api';
import { b8Soak } from './b8-soak';
import { b9Portfolio } from './b9-portfolio';
import { f1TimerAndActivity } from './f1-timer-and-activity';
import { f2EmptyWorkflow } from './f2-empty-workflow';
import { f3SqlSweep } from './f3-sql-sweep';
import { f4GraphileWorker } from './f4-graphile-worker';
import type { Benchmark, Measure } from './harness/benchmark';
import { startServers } from './harness/bench-servers';
import { describeMachine } from './harness/machine';
import { writePage, writeReport, type Report } from './harness/report';
import { median } from './harness/stats';

/** Floors first: ratios are to what the same run has measured. */
const BENCHMARKS: readonly Benchmark[] = [
  f1TimerAndActivity,
  f2EmptyWorkflow,
  f3SqlSweep,
  f4GraphileWorker,
  b1Steady,
  b2Herd,
  b3Cold,
  b4Cost,
  b5Memory,
  b6Decide,
  b7Api,
  b9Portfolio,
  ablations,
  ablationsOfForm,
  b8Soak,
];
/** What fits into two minutes. */
const QUICK = ['F1', 'B1', 'B4', 'B6'];

type Options = {
  readonly quick: boolean;
  readonly only?: string;
  readonly temporal?: string;
  readonly fsync: boolean;
  readonly workers: string;
  readonly repeats?: string;
  readonly docs: boolean;
  readonly name?: string;
};

const command = new Command('bench')
  .description('Measures the product and what it stands on, in one run on one machine')
  .option('--quick', 'the most important figures, in about two minutes', false)
  .option('--only <ids>', 'such as F1,B1')
  .option('--temporal <address>', 'a running Temporal server, in place of a development server')
  .option('--no-fsync', 'let PostgreSQL forget what a power cut takes')
  .option('--workers <count>', 'worker processes', '1')
  .option('--repeats <count>', 'how often what varies is measured; 3, or 1 with --quick')
  .option('--docs', 'put the results into docs/self-hosting/performance.md', false)
  .option('--name <name>', 'of the result files; "full" or "quick"');

async function main(): Promise<void> {
  const options = command.parse().opts<Options>();
  const { quick } = options;
  const wanted = options.only?.split(',') ?? (quick ? QUICK : BENCHMARKS.map(({ id }) => id));
  const unknown = wanted.filter((id) => !BENCHMARKS.some((one) => one.id === id));
  if (unknown.length > 0)
    throw new Error(
      `There is no benchmark ${unknown.join(', ')}; there are ${BENCHMARKS.map(({ id }) => id).join(', ')}`,
    );
  const chosen = BENCHMARKS.filter(({ id }) => wanted.includes(id));

  const startedAt = new Date();
  const log = (line: string): void => {
    const seconds = Math.round((Date.now() - startedAt.getTime()) / 1_000);
    process.stderr.write(`bench ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}: ${line}\n`);
  };
  const servers = await startServers({ temporalAddress: options.temporal ?? null, fsync: options.fsync, log });
  const measures: Measure[] = [];
  const benchmarks: Report['benchmarks'][number][] = [];
  try {
    const earlier = (benchmark: string, what: string): number | null => {
      const measure = measures.find((one) => one.benchmark === benchmark && one.what === what);
      return measure === undefined ? null : median(measure.values);
    };
    const repeats = Number(options.repeats ?? (quick ? 1 : 3));
    const run = { servers, quick, repeats, workers: Number(options.workers), log, earlier };
    const machine = await describeMachine(servers);
    const reportSoFar = (): Report => ({
      command: ['npm run bench --', ...process.argv.slice(2)].join(' '),
      startedAt: `${startedAt.toISOString().slice(0, 16)}Z`,
      minutes: (Date.now() - startedAt.getTime()) / 60_000,
      ...{ machine, benchmarks, measures },
    });
    let markdown = '';
    for (const { id, title, run: measure } of chosen) {
      log(`${id} ${title} …`);
      const fromAt = Date.now();
      let failure: string | null = null;
      try {
        const figures = await measure(run);
        measures.push(...figures.map(([what, unit, ...values]) => ({ benchmark: id, what, unit, values })));
      } catch (error) {
        // What the others have measured is not thrown away.
        log(`${id} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        failure = error instanceof Error ? error.message : String(error);
      }
      const seconds = (Date.now() - fromAt) / 1_000;
      log(`${id} took ${Math.round(seconds)} s`);
      benchmarks.push({ id, title, seconds, failure });
      // An hour of measuring is not lost with a run that is broken off.
      markdown = await writeReport(options.name ?? (quick ? 'quick' : 'full'), reportSoFar());
    }
    if (options.docs) await writePage(reportSoFar());
    process.stdout.write(markdown);
  } finally {
    await servers.stop();
  }
  if (benchmarks.some(({ failure }) => failure !== null)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
