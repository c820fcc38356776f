import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
 * Keeps what was seen of one play as `NAME.json` and `NAME.md`, in place of what was seen of it before, together with
 * what runs of that name have seen of other rows and seeds: a long run can be made in parts, and be broken off.
 */
export async function keepResult(name: string, played: Played): Promise<void> {
  const others = readResults(name).filter(({ row, seed }) => row !== played.row || seed !== played.seed);
  const all = [...others, { ...played, playedOn: new Date().toISOString().slice(0, 10) }].toSorted(byRowAndSeed);
  mkdirSync(FOLDER, { recursive: true });
  await write(fileOf(name), JSON.stringify(all));
  await write(path.join(FOLDER, `${name}.md`), `# Faults on purpose: ${name}\n\n${tableOf(all)}`);
}

/** All that is kept under a name, row by row, in Markdown. */
export function keptTable(name: string): string {
  return tableOf(readResults(name));
}

const fileOf = (name: string): string => path.join(FOLDER, `${name}.json`);

function readResults(name: string): readonly Kept[] {
  return existsSync(fileOf(name)) ? (JSON.parse(readFileSync(fileOf(name), 'utf8')) as readonly Kept[]) : [];
}

/** What was seen, row by row, in Markdown. */
export function tableOf(seen: readonly Played[]): string {
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
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  // A run may be broken off at any moment: there is the old file, or the new one.
  writeFileSync(`${file}.new`, formatted);
  renameSync(`${file}.new`, file);
}
