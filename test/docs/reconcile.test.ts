import { readFileSync } from 'node:fs';
import path from 'node:path';
import { REPAIRS, REPORT_KINDS } from '../../domain/reconcile/finding';

const root = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const sorted = (words: Iterable<string>) => [...words].toSorted();

describe('the page about the reconcile', () => {
  const page = read('docs/self-hosting/reconcile.md');

  it('names what is mended and what is reported, and nothing else', () => {
    expect(sorted([...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, kind = '']) => kind))).toEqual(
      sorted(Object.keys(REPAIRS)),
    );
    expect(sorted([...page.matchAll(/^- `([a-z-]+)`:/gm)].map(([, kind = '']) => kind))).toEqual(sorted(REPORT_KINDS));
  });

  it.each([
    'docs/self-hosting/reconcile.md',
    'docs/self-hosting/runbook/reconcile-reports.md',
    'docs/self-hosting/runbook/activities-failing.md',
  ])('sends nobody to a line of the log that is not there (%s)', (file) => {
    const lines = [...read(file).matchAll(/worker's log[^`]*`([^`]+)`/g)].map(([, line = '']) => line);
    expect(lines).not.toEqual([]);
    for (const line of lines) expect(read('worker/main.ts')).toContain(`'${line}'`);
  });
});
