import { readFileSync } from 'node:fs';
import path from 'node:path';
import { episodeOut, lifecycleOut } from '../../api/contract/lifecycle';
import { projectRoot } from '../../prisma/project-root';

const text = readFileSync(path.join(projectRoot, 'docs/operators/lifecycle.md'), 'utf8');

/** First cells of the table below a heading. */
function rowsBelow(heading: string): readonly string[] {
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name = '']) => name);
}

describe('docs/operators/lifecycle.md', () => {
  it('lists every stage, and no other', () => {
    expect(rowsBelow('Stages')).toEqual(lifecycleOut.shape.stage.options);
  });

  it('lists every kind of episode, and no other', () => {
    expect(rowsBelow('Episodes').toSorted()).toEqual(episodeOut.shape.kind.options.toSorted());
  });
});
