/** Where a JSON text stops being JSON, both counted from 1. */
export type JsonPlace = { readonly line: number; readonly column: number };

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/uy;

type State = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'after';

/**
 * The place of the first fault of a text that `JSON.parse` has refused. The engine's own message names a position for
 * some faults only, and in different words from version to version.
 */
export function placeOfJsonFault(text: string): JsonPlace {
  const open: ('{' | '[')[] = [];
  let state: State = 'value';
  let end = 0;
  for (;;) {
    TOKEN.lastIndex = end;
    const match = TOKEN.exec(text);
    if (match === null) return placeAt(text, end + leadingBlanks(text, end));
    const next = step(state, match[1] ?? (match[0].trimStart().startsWith('"') ? '"' : 'scalar'), open);
    if (next === null) return placeAt(text, end + leadingBlanks(text, end));
    state = next;
    end += match[0].length;
  }
}

/** The state after a token, or `null` where the token may not stand there. Keeps the open brackets. */
function step(state: State, token: string, open: ('{' | '[')[]): State | null {
  switch (state) {
    case 'first-item':
      if (token === ']') return close(open);
      return step('value', token, open);
    case 'value':
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'first-key' : 'first-item';
      }
      return token === '"' || token === 'scalar' ? 'after' : null;
    case 'first-key':
      if (token === '}') return close(open);
      return step('key', token, open);
    case 'key':
      return token === '"' ? 'colon' : null;
    case 'colon':
      return token === ':' ? 'value' : null;
    case 'after': {
      const inside = open.at(-1);
      if (inside === undefined) return null;
      if (token === ',') return inside === '{' ? 'key' : 'value';
      return token === (inside === '{' ? '}' : ']') ? close(open) : null;
    }
  }
}

function close(open: ('{' | '[')[]): State {
  open.pop();
  return 'after';
}

function leadingBlanks(text: string, from: number): number {
  const rest = text.slice(from);
  return rest.length - rest.trimStart().length;
}

function placeAt(text: string, offset: number): JsonPlace {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
