import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';
import { PATCHES } from '../../workflows/patches';

describe('the patches of workflows', () => {
  it('are all listed, each ID once, and none is listed that no workflow uses', () => {
    const folder = path.join(projectRoot, 'workflows');
    const code = readdirSync(folder)
      .filter((file) => file !== 'patches.ts')
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
    const used = [...code.matchAll(/\b(?:patched|deprecatePatch)\(([^)]*)\)/g)].map((match) => match[1]);

    expect(new Set(used)).toEqual(new Set(Object.keys(PATCHES).map((name) => `PATCHES.${name}`)));
    expect(new Set(Object.values(PATCHES)).size).toBe(Object.keys(PATCHES).length);
  });
});
