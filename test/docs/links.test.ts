import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';

const DOCS = path.join(projectRoot, 'docs');

/** Files of the project that a document links to, relative to the project. */
function linksOf(document: string): readonly string[] {
  const text = readFileSync(path.join(projectRoot, document), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => path.normalize(path.join(path.dirname(document), target)));
}

/** Whatever can be read by following links from the README. */
function reachable(): ReadonlySet<string> {
  const seen = new Set(['README.md']);
  // A set yields what is added while it is gone through.
  for (const document of seen) {
    if (!document.endsWith('.md')) continue;
    for (const target of linksOf(document)) if (existsSync(path.join(projectRoot, target))) seen.add(target);
  }
  return seen;
}

const pages = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => path.join('docs', file));

describe('the links of the documents', () => {
  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pages])(
    'of %s lead to files that are there',
    (document) => {
      expect(linksOf(document).filter((target) => !existsSync(path.join(projectRoot, target)))).toEqual([]);
    },
  );

  it('lead from the README to every page', () => {
    const found = reachable();
    expect(pages.filter((page) => !found.has(page))).toEqual([]);
  });
});
