import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';

export type DocumentBlock = {
  /** Of the comment above it, such as `request` or `fault: policy`; `''` where there is none. */
  readonly mark: string;
  readonly language: string;
  readonly text: string;
};

/** The code blocks of a document, in their order. */
export function blocksOf(document: string): readonly DocumentBlock[] {
  const text = readFileSync(path.join(projectRoot, document), 'utf8');
  const found = text.matchAll(/(?:<!-- (?<mark>[^>]*?) -->\n+)?```(?<language>\w*)\n(?<body>.*?)```/gs);
  return [...found].map(({ groups }) => ({
    mark: groups?.['mark'] ?? '',
    language: groups?.['language'] ?? '',
    text: groups?.['body'] ?? '',
  }));
}

/** Blocks with this mark, each with the block that follows it. */
export function pairsOf(document: string, mark: string): readonly (readonly [string, string])[] {
  const blocks = blocksOf(document);
  return blocks.flatMap((block, index) =>
    block.mark === mark ? [[block.text, blocks[index + 1]?.text.trim() ?? ''] as const] : [],
  );
}
