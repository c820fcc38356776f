import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PATCHES } from '../../workflows/patches';

const folder = path.join(__dirname, '../../workflows');

it('lists every ID that a workflow gives to patched(), and no other', () => {
  const used = readdirSync(folder)
    .filter((name) => name !== 'patches.ts')
    .flatMap((name) => [...readFileSync(path.join(folder, name), 'utf8').matchAll(/\bpatched\(\s*([^)]*?)\s*\)/g)])
    .map(([, argument]) => argument);
  const listed = Object.keys(PATCHES).map((name) => `PATCHES.${name}`);
  expect(used.toSorted()).toEqual(listed.toSorted());
});
