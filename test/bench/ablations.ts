import { randomBytes } from 'node:crypto';
import { repeated, type Benchmark } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { playLoad, type LoadResult } from './harness/open-loop';

const INVOICES_EACH = 10;

/** One thing changed at a time; each is a herd, which keeps the workers busy from beginning to end. */
export const ablations: Benchmark = {
  id: 'A',
  title: 'Ablations: the same herd with one thing changed',
  run: async (run) => {
    const size = run.quick ? 100 : 600;
    const variants = [
      { name: 'as it is', env: {} },
      { name: 'with a payload key', env: { PAYLOAD_KEY: `bench:${randomBytes(32).toString('base64')}` } },
      { name: '120 workflow slots', env: { WORKFLOW_SLOTS: '120' } },
      { name: 'with gRPC compression', env: { TEMPORAL_COMPRESSION: 'gzip' } },
      { name: `reminder per customer, ${INVOICES_EACH} invoices each`, env: {}, grouped: true },
    ];
    const all: LoadResult[] = [];
    const figures = await repeated(run, async (repeat) => {
      const rows = [];
      for (const [index, { name, env, grouped = false }] of variants.entries()) {
        const site = await BenchSite.open(run.servers);
        try {
          await site.startWorkers(run.workers, env);
          const warmUp = { name: `warm-up-${repeat}-${index}`, offsetsMs: new Array<number>(20).fill(0) };
          await playLoad(site, warmUp);
          const offsetsMs = new Array<number>(grouped ? size / INVOICES_EACH : size).fill(0);
          const invoicesEach = grouped ? INVOICES_EACH : 1;
          const result = await playLoad(site, { name: `ablation-${repeat}-${index}`, offsetsMs, invoicesEach });
          all.push(result);
          rows.push([`${name}: ${size} invoices`, 's', result.drainMs / 1_000] as const);
        } finally {
          await site.close();
        }
      }
      return rows;
    });
    // Soon after the last mail: what doubles later is looked for where the product is as it is.
    return [
      ...figures,
      ['lost', '', all.reduce((sum, { lost }) => sum + lost, 0)],
      ['doubled', '', all.reduce((sum, { doubled }) => sum + doubled, 0)],
    ];
  },
};
