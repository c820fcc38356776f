import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');

it('lists every metric of the worker in the documents, and no other', () => {
  const source = readFileSync(path.join(root, 'worker/metrics.ts'), 'utf8');
  const page = readFileSync(path.join(root, 'docs/self-hosting/monitoring.md'), 'utf8');
  const made = [...source.matchAll(/name: '(perennial_\w+)'/g)].map(([, name]) => name);
  const listed = [...page.matchAll(/^\| `(perennial_\w+)`/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(made.toSorted());
});
