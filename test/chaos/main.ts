import { parseArgs } from 'node:util';
import { runRow } from './run-row';
import { ROWS } from './rows';
import { ChaosServers } from './support/chaos-servers';

const HELP = `npm run chaos -- [--row NAME]… [--seed N] [--seeds K] [--away SECONDS] [--size FACTOR] [--list]

  --row NAME       one row of the table; may be given several times (default: all)
  --seed N         the first seed (default: drawn, and printed)
  --seeds K        so many seeds, from the first one on (default: 1)
  --away SECONDS   how long Temporal and PostgreSQL stay away (default: 60)
  --size FACTOR    multiplies the customers of a scenario (default: 1)
  --list           prints the table`;

const LARGEST_SEED = 2 ** 31;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      row: { type: 'string', multiple: true },
      seed: { type: 'string' },
      seeds: { type: 'string', default: '1' },
      away: { type: 'string', default: '60' },
      size: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (values.list) return printTable();
  const unknown = values.row?.filter((name) => !ROWS.some((row) => row.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no row ${unknown.join(', ')}; --list prints those that are`);
  const rows = ROWS.filter(({ name, run }) => run !== null && (values.row?.includes(name) ?? true));
  const first = values.seed === undefined ? Math.floor(Math.random() * LARGEST_SEED) : Number(values.seed);
  const faults: string[] = [];
  const servers = await ChaosServers.start();
  try {
    for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
      for (const row of rows) {
        const started = Date.now();
        const options = { servers, seed, awayMs: Number(values.away) * 1_000, size: Number(values.size) };
        const seen = await runRow(row, options).catch((error: unknown) => {
          faults.push(String(error));
          return String(error);
        });
        const seconds = ((Date.now() - started) / 1_000).toFixed(1);
        console.log(`${faults.includes(seen) ? 'FAILED' : 'ok    '} ${row.name} seed ${seed} (${seconds} s): ${seen}`);
      }
    }
  } finally {
    await servers.stop();
  }
  console.log(faults.length === 0 ? 'Every promise held.' : `${faults.length} failed:\n${faults.join('\n')}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function printTable(): void {
  for (const { name, fault, expected, run, proofs } of ROWS) {
    console.log(`${name}${run === null ? ' (tests)' : ''}\n  ${fault}\n  → ${expected}`);
    for (const proof of proofs) console.log(`    ${proof}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
