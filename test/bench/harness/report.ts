import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../../../prisma/project-root';
import type { Measure } from './benchmark';
import { judgeGates } from './gates';
import { compareWithOthers } from './other-systems';
import { median } from './stats';

export type Report = {
  readonly command: string;
  readonly startedAt: string;
  readonly minutes: number;
  readonly machine: Readonly<Record<string, string>>;
  readonly benchmarks: readonly {
    readonly id: string;
    readonly title: string;
    readonly seconds: number;
    /** What the error says that it ended with, or `null`. */
    readonly failure: string | null;
  }[];
  readonly measures: readonly Measure[];
};

const FOLDER = path.join(projectRoot, 'test', 'bench', 'results');
const PAGE = path.join(projectRoot, 'docs', 'self-hosting', 'performance.md');
const MARKERS = ['<!-- results begin -->', '<!-- results end -->'] as const;

/** Writes `NAME.json` and `NAME.md` beside the benchmarks. @returns the Markdown */
export async function writeReport(name: string, report: Report): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const markdown = await write(path.join(FOLDER, `${name}.md`), `# Benchmark results: ${name}\n\n${tables(report)}`);
  await write(
    path.join(FOLDER, `${name}.json`),
    JSON.stringify({ ...report, gates: judgeGates(report.measures), others: compareWithOthers(report.measures) }),
  );
  return markdown;
}

/** Puts the tables into the page for self-hosters, between its markers. */
export async function writePage(report: Report): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = MARKERS.map((marker) => page.indexOf(marker));
  if (begin === undefined || end === undefined || begin === -1 || end < begin)
    throw new Error(`${PAGE} has no place for results: expected ${MARKERS.join(' … ')}`);
  const before = page.slice(0, begin + MARKERS[0].length);
  await write(PAGE, `${before}\n\n${tables(report)}\n\n${page.slice(end)}`);
}

async function write(file: string, text: string): Promise<string> {
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  writeFileSync(file, formatted);
  return formatted;
}

function tables(report: Report): string {
  const { command, startedAt, minutes, machine, benchmarks, measures } = report;
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  const gates = judgeGates(measures).map(({ text, value, holds }) => {
    const verdict = holds === null ? 'not measured' : holds ? 'holds' : '**does not hold**';
    return `| ${text} | ${value === null ? '' : show(value)} | ${verdict} |`;
  });
  const others = compareWithOthers(measures)
    .filter(({ ours }) => ours !== null)
    .map(({ text, theirs, ours, unit, isBetter }) => {
      const verdict = isBetter === true ? 'better' : '**worse**';
      return `| ${text} | ${show(theirs)} ${unit} | ${show(ours ?? NaN)} ${unit} | ${verdict} |`;
    });
  const sections = benchmarks.flatMap(({ id, title, seconds, failure }) => {
    const rows = measures.filter(({ benchmark }) => benchmark === id).map(row);
    const why = failure === null ? [] : [`It failed: ${failure}`];
    const table =
      rows.length === 0 ? [] : ['| figure | median | unit | range |', '| --- | ---: | --- | --- |', ...rows];
    return ['', `**${id}** ${title} (${Math.round(seconds)} s)`, '', ...why, ...table];
  });
  return [
    `\`${command}\`, ${startedAt}, ${minutes.toFixed(1)} minutes. ${facts.join(' · ')}.`,
    '',
    '| gate | value | |',
    '| --- | ---: | --- |',
    ...gates,
    ...(others.length === 0 ? [] : ['', '| beside other systems | theirs | ours | |', '| --- | ---: | ---: | --- |']),
    ...others,
    ...sections,
  ].join('\n');
}

function row({ what, unit, values }: Measure): string {
  const range = values.length < 2 ? '' : `${show(Math.min(...values))} to ${show(Math.max(...values))}`;
  return `| ${what} | ${values.length === 0 ? '' : show(median(values))} | ${unit} | ${range} |`;
}

/** Three digits that mean something. */
function show(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
