import type { Place } from '../faults';
import type { LocalizedText } from '../types';

/** One entry of a map as written. */
export type SourceEntry = { readonly key: string; readonly keyPlace: Place; readonly value: SourceNode };

/**
 * What an author wrote, whether as YAML or as JSON, with the place of each value. Every reader of playbooks, policies
 * and conditions works on it, so both forms give the same faults.
 */
export type SourceNode = { readonly place: Place } & (
  | { readonly kind: 'map'; readonly entries: readonly SourceEntry[] }
  | { readonly kind: 'list'; readonly items: readonly SourceNode[] }
  | { readonly kind: 'text'; readonly value: string }
  /** `written` is the number's own text, since `100.10` and 100.1 are different amounts to a reader. */
  | { readonly kind: 'number'; readonly value: number; readonly written: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
);

const SHOWN_CHARACTERS = 60;

/** What was given, for a fault's text: `"3x"`, `600 (a number)`, `a list of 3`. */
export function given(node: SourceNode): LocalizedText {
  switch (node.kind) {
    case 'text': {
      const text = quoted(node.value);
      return { en: text, zh: text };
    }
    case 'number':
      return { en: `${node.written} (a number)`, zh: `${node.written}（数字）` };
    case 'boolean':
      return { en: `${node.value} (a boolean)`, zh: `${node.value}（布尔值）` };
    case 'null':
      return { en: 'no value', zh: '空值' };
    case 'list':
      return node.items.length === 0
        ? { en: 'an empty list', zh: '空列表' }
        : { en: `a list of ${node.items.length}`, zh: `${node.items.length} 项的列表` };
    case 'map':
      return node.entries.length === 0 ? { en: 'an empty map', zh: '空映射' } : { en: 'a map', zh: '映射' };
  }
}

/** A text in double quotes, shortened where it is long, control characters escaped. */
export function quoted(text: string): string {
  const characters = Array.from(text);
  const shown = characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…` : text;
  return JSON.stringify(shown);
}
