import { compile, type DomNode, type FormatCallback } from 'html-to-text';

// A table of figures reads badly as columns of spaces, all the more in Chinese, where a character is two columns wide.
// So every row becomes a line, in which each cell after the first stands with the name of its column.
const labelledRows: FormatCallback = (table, _walk, builder) => {
  const rows = elementsOf(table, 'tr');
  const heads = rows.flatMap((row) => elementsOf(row, 'th')).map(textOf);
  builder.openBlock({ leadingLineBreaks: 1 });
  for (const row of rows) {
    const cells = elementsOf(row, 'td').map(textOf);
    if (cells.length === 0) continue;
    const [first = '', ...others] = cells;
    const labelled = others.map((cell, index) => `${heads[index + 1] ?? ''} ${cell}`.trim());
    builder.openBlock({ leadingLineBreaks: 1 });
    builder.addInline(`- ${[first, ...labelled].join(' · ')}`);
    builder.closeBlock({ trailingLineBreaks: 1 });
  }
  builder.closeBlock({ trailingLineBreaks: 2 });
};

const convert = compile({
  wordwrap: false,
  formatters: { labelledRows },
  selectors: [
    { selector: 'head', format: 'skip' },
    { selector: '.preview', format: 'skip' },
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: false } },
    { selector: 'a[href^="mailto:"]', format: 'anchor', options: { ignoreHref: true } },
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'table.invoices', format: 'labelledRows' },
  ],
});

/** The text part of an email, from its HTML: what a reader without HTML sees, and what filters compare with it. */
export function htmlToPlain(html: string): string {
  return `${convert(html)
    .replaceAll(/[^\S\n]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function elementsOf(node: DomNode, name: string): DomNode[] {
  return childrenOf(node).flatMap((child) => (child.name === name ? [child] : elementsOf(child, name)));
}

/** The text inside a node, on one line. */
function textOf(node: DomNode): string {
  return rawTextOf(node).replaceAll(/\s+/g, ' ').trim();
}

function rawTextOf(node: DomNode): string {
  if (node.type === 'text') return node.data ?? '';
  if (node.name === 'br') return ' ';
  return childrenOf(node).map(rawTextOf).join('');
}

/** Texts and comments have none, although the package's types promise a list. */
function childrenOf(node: { readonly children?: readonly DomNode[] }): readonly DomNode[] {
  return node.children ?? [];
}
