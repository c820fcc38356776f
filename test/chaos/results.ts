import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../../prisma/project-root';
import { ROWS } from './rows';
import type { Play, Played } from './support/lanes';

const FOLDER = path.join(projectRoot, 'test', 'chaos', 'results');

/** When it was played, as a date: what it was played on is the commit that the file is in. */
type Kept = Played & { readonly playedOn: string };

/** Whether a run of that name has played it already, and it passed. */
export function hasPassed(name: string, { row, seed }: Play): boolean {
  return readResults(name).some((one) => one.row === row && one.seed === seed && one.passed);
}

/**
 * What was seen, row by row. With a name it is kept as `NAME.json` and `NAME.md`, together with what earlier runs of that
 * name have seen of other rows and seeds, so that a long run can be made in parts.
 * @returns the table in Markdown
 */
export async function writeResults(seen: readonly Played[], name: string | null): Promise<string> {
  const playedOn = new Date().toISOString().slice(0, 10);
  const now = seen.map((played): Kept => ({ ...played, playedOn }));
  if (name === null) return table(now);
  const before = readResults(name);
  const isReplaced = ({ row, seed }: Kept) => now.some((one) => one.row === row && one.seed === seed);
  const all = [...before.filter((one) => !isReplaced(one)), ...now].toSorted(byRowAndSeed);
  mkdirSync(FOLDER, { recursive: true });
  await write(fileOf(name), JSON.stringify(all));
  await write(path.join(FOLDER, `${name}.md`), `# Faults on purpose: ${name}\n\n${table(all)}`);
  return table(all);
}

const fileOf = (name: string): string => path.join(FOLDER, `${name}.json`);

function readResults(name: string): readonly Kept[] {
  return existsSync(fileOf(name)) ? (JSON.parse(readFileSync(fileOf(name), 'utf8')) as readonly Kept[]) : [];
}

function table(seen: readonly Kept[]): string {
  const lines = ROWS.flatMap(({ name, fault }) => {
    const plays = seen.filter(({ row }) => row === name);
    if (plays.length === 0) return [];
    const seeds = plays.map(({ seed }) => seed);
    const seconds = plays.map((play) => play.seconds);
    const passed = plays.filter((play) => play.passed).length;
    const cells = [
      name,
      fault,
      `${passed} of ${plays.length}`,
      `${Math.min(...seeds)} to ${Math.max(...seeds)}`,
      seconds.reduce((sum, one) => sum + one, 0).toFixed(0),
      Math.max(...seconds).toFixed(1),
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  return [
    '| row | fault | seeds passed | seeds | seconds, all | seconds, longest |',
    '| --- | --- | ---: | --- | ---: | ---: |',
    ...lines,
    '',
  ].join('\n');
}

function byRowAndSeed(a: Kept, b: Kept): number {
  const place = ({ row }: Kept) => ROWS.findIndex(({ name }) => name === row);
  return place(a) - place(b) || a.seed - b.seed;
}

async function write(file: string, text: string): Promise<void> {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
