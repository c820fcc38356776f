import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ROWS } from './rows';
import { firstSeedOf, leftToPlay, playOf, type Played } from './plays';
import { keepResult, readResults, tableOf } from './results';
import { playInLanes } from './support/lanes';

const HELP = `npm run chaos -- [--row NAME]… [--seed N] [--seeds K] [--away SECONDS] [--size FACTOR] [--lanes N] [--name NAME] [--minutes N] [--list]

  --row NAME       one row of the table; may be given several times (default: all)
  --seed N         the first seed (default: the first that is kept under the name, else drawn, and printed)
  --seeds K        so many seeds, from the first one on (default: 1)
  --away SECONDS   how long Temporal and PostgreSQL stay away (default: 60)
  --size FACTOR    multiplies the customers of a scenario (default: 1)
  --lanes N        played side by side (default: twice the processors)
  --name NAME      keeps what is seen in test/chaos/results/NAME.json and .md, play by play; what has passed there is not played again
  --minutes N      begins nothing more after so long; with the same name the next run goes on
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
      lanes: { type: 'string', default: String(availableParallelism() * 2) },
      minutes: { type: 'string', default: 'Infinity' },
      name: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (values.list) return printTable();
  const unknown = values.row?.filter((name) => !ROWS.some((row) => row.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no row ${unknown.join(', ')}; --list prints those that are`);
  const rows = ROWS.filter(({ name, run }) => run !== null && (values.row?.includes(name) ?? true));
  const { name = null } = values;
  const kept = name === null ? [] : readResults(name);
  const first =
    values.seed === undefined ? (firstSeedOf(kept) ?? Math.floor(Math.random() * LARGEST_SEED)) : Number(values.seed);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
  const asked = { awayMs: Number(values.away) * 1_000, size: Number(values.size) };
  const all = seeds.flatMap((seed) => rows.map((row) => playOf(row, seed, asked)));
  const plays = leftToPlay(all, kept);

  const started = Date.now();
  const seen: Played[] = [];
  const untilAt = started + Number(values.minutes) * 60_000;
  let keeping = Promise.resolve();
  const onPlayed = (played: Played): void => {
    seen.push(played);
    // One after the other, since each is read together with what is there.
    if (name !== null) keeping = keeping.then(() => keepResult(name, played));
    const verdict = played.passed ? 'ok    ' : 'FAILED';
    console.log(`${verdict} ${played.row} seed ${played.seed} (${played.seconds.toFixed(1)} s): ${played.seen}`);
  };
  await playInLanes(plays, { count: Number(values.lanes), untilAt, onPlayed });
  await keeping;
  const minutes = (Date.now() - started) / 60_000;
  console.log(`\n${tableOf(name === null ? seen : readResults(name))}`);
  const failed = seen.filter(({ passed }) => !passed).length;
  const verdict = failed === 0 ? 'Every promise held' : `${failed} of ${seen.length} failed`;
  if (seen.length < plays.length)
    console.log(`${plays.length - seen.length} of ${plays.length} are still to be played.`);
  console.log(`${verdict}, in ${minutes.toFixed(1)} minutes, with seeds from ${first} to ${seeds.at(-1) ?? first}.`);
  process.exitCode = failed === 0 ? 0 : 1;
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
