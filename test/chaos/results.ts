import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../../prisma/project-root';
import { ROWS } from './rows';
import { isSamePlay, playOf, type Play, type Played } from './plays';

const FOLDER = path.join(projectRoot, 'test', 'chaos', 'results');

/** When it was played, as a date: what it was played on is the commit that the file is in. */
type Kept = Played & { readonly playedOn: string };

/**
 * Keeps what was seen of one play as `NAME.json` and `NAME.md`, in place of what was seen of it before, together with
 * what runs of that name have seen of other plays: a long run can be made in parts, and be broken off.
 */
export async function keepResult(name: string, played: Played): Promise<void> {
  const others = readResults(name).filter((one) => !isSamePlay(one, played));
  const all = [...others, { ...played, playedOn: new Date().toISOString().slice(0, 10) }].toSorted(byRow);
  mkdirSync(FOLDER, { recursive: true });
  await write(fileOf(name), JSON.stringify(all));
  await write(path.join(FOLDER, `${name}.md`), `# Faults on purpose: ${name}\n\n${tableOf(all)}`);
}

const fileOf = (name: string): string => path.join(FOLDER, `${name}.json`);

/** What runs of that name have seen. */
export function readResults(name: string): readonly Kept[] {
  if (!existsSync(fileOf(name))) return [];
  const kept = JSON.parse(readFileSync(fileOf(name), 'utf8')) as readonly Kept[];
  // What makes a difference to a row is what it says today.
  return kept.map((one) => {
    const row = ROWS.find((known) => known.name === one.row);
    return row === undefined ? one : { ...one, ...playOf(row, one.seed, one) };
  });
}

/** What was seen, row by row, in Markdown; plays of another size or absence have a line of their own. */
export function tableOf(seen: readonly Played[]): string {
  const kinds = seen.filter((play, index) => seen.findIndex((one) => isOneLine(one, play)) === index).toSorted(byRow);
  const lines = kinds.flatMap((kind) => {
    const fault = ROWS.find(({ name }) => name === kind.row)?.fault;
    if (fault === undefined) return [];
    const plays = seen.filter((play) => isOneLine(play, kind));
    const seeds = plays.map(({ seed }) => seed);
    const seconds = plays.map((play) => play.seconds);
    const passed = plays.filter((play) => play.passed).length;
    const cells = [
      kind.row,
      fault,
      kind.awayMs === null ? '' : kind.awayMs / 1_000,
      kind.size,
      `${passed} of ${plays.length}`,
      `${Math.min(...seeds)} to ${Math.max(...seeds)}`,
      seconds.reduce((sum, one) => sum + one, 0).toFixed(0),
      Math.max(...seconds).toFixed(1),
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  return [
    '| row | fault | seconds away | size | seeds passed | seeds | seconds, all | seconds, longest |',
    '| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |',
    ...lines,
    '',
  ].join('\n');
}

const isOneLine = (one: Play, other: Play): boolean => isSamePlay({ ...one, seed: other.seed }, other);

function byRow(a: Play, b: Play): number {
  const place = ({ row }: Play) => ROWS.findIndex(({ name }) => name === row);
  const away = ({ awayMs }: Play) => awayMs ?? 0;
  return place(a) - place(b) || a.size - b.size || away(a) - away(b) || a.seed - b.seed;
}

async function write(file: string, text: string): Promise<void> {
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  // A run may be broken off at any moment: there is the old file, or the new one.
  writeFileSync(`${file}.new`, formatted);
  renameSync(`${file}.new`, file);
}
