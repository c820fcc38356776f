import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';

/** Every kind of timeline entry that developers are told of: `customer.created`, `.changed` … of the table, in full. */
export function documentedKinds(): readonly string[] {
  const text = readFileSync(path.join(projectRoot, 'docs/developers/events.md'), 'utf8');
  const cells = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|')[1] ?? '');
  return cells.flatMap((cell) => {
    let subject = '';
    return [...cell.matchAll(/`([a-z-]*)\.([a-z-]+)`/g)].map(([, before = '', what = '']) => {
      if (before !== '') subject = before;
      return `${subject}.${what}`;
    });
  });
}
