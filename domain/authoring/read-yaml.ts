import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  type CST,
  type Document,
  type Node,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import { childPath, WHOLE, type FaultReport, type Place } from '../faults';
import type { LocalizedText } from '../types';
import { MAX_CHARACTERS, MAX_DEPTH, MAX_NODES, TOO_BIG } from './bounds';
import { quoted, type SourceEntry, type SourceNode } from './source-node';
import { yamlFaultText } from './yaml-fault-text';

/** One misplaced character can give many errors further down; the first few are the useful ones. */
const SHOWN_YAML_ERRORS = 5;

/**
 * Reads one YAML 1.2 document: `10:00` is text and `yes` is text, whatever a `%YAML 1.1` line says. Duplicate keys,
 * tabs in the indentation, tags and a second document are faults; aliases are followed within bounds.
 * @returns `null` where the text is no YAML; the report then holds an error.
 */
export function readYaml(text: string, report: FaultReport): SourceNode | null {
  if (text.length > MAX_CHARACTERS) {
    report.error(WHOLE, 'too-big', {
      en: `The document has ${text.length} characters; expected at most ${MAX_CHARACTERS}`,
      zh: `文档有 ${text.length} 个字符；最多 ${MAX_CHARACTERS} 个`,
    });
    return null;
  }
  const lines = new LineCounter();
  const tokens = Array.from(new Parser(lines.addNewLine).parse(text));
  // Composing recurses: thousands of brackets would exhaust the stack, and with it the process.
  if (isTooBig(tokens)) {
    report.error(WHOLE, 'too-big', TOO_BIG);
    return null;
  }
  // The library compares every key of a map with every other; `convert` looks for duplicates in one pass.
  const composer = new Composer({
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  const documents = Array.from(composer.compose(tokens));
  const placeAt = (offset: number, path: string): Place => {
    const { line, col } = lines.linePos(offset);
    return { path, line, column: col };
  };

  if (reportYamlErrors(documents, text, placeAt, report)) return null;
  const [document, second] = documents;
  if (second !== undefined) {
    report.error(placeAt(second.range[0], ''), 'several-documents', {
      en: `The file has ${documents.length} YAML documents; expected one, without "---" between parts`,
      zh: `文件含有 ${documents.length} 个 YAML 文档；应只有一个，中间不要用 "---" 分隔`,
    });
    return null;
  }
  if (document?.contents == null || (isScalar(document.contents) && document.contents.value === null)) {
    report.error(WHOLE, 'empty', { en: 'The file is empty; expected a YAML map', zh: '文件为空；应为 YAML 映射' });
    return null;
  }
  return convert(document, placeAt, report);
}

type Parsed = Document.Parsed<ParsedNode>;
type PlaceAt = (offset: number, path: string) => Place;

function reportYamlErrors(documents: readonly Parsed[], text: string, placeAt: PlaceAt, report: FaultReport): boolean {
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  for (const error of errors.slice(0, SHOWN_YAML_ERRORS)) {
    report.error(placeAt(error.pos[0], ''), 'yaml', yamlFaultText(error, text));
  }
  return errors.length > 0;
}

/** Follows what the parser built, without recursion. */
function isTooBig(tokens: readonly CST.Token[]): boolean {
  const pending: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  let count = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (token.type === 'document' && token.value) pending.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    count += token.items.length;
    if (depth >= MAX_DEPTH || count > MAX_NODES) return true;
    for (const item of token.items) {
      for (const child of [item.key, item.value]) if (child) pending.push({ token: child, depth: depth + 1 });
    }
  }
  return false;
}

function convert(document: Parsed, placeAt: PlaceAt, report: FaultReport): SourceNode | null {
  const anchors = new Map<string, Node>();
  const seen = { count: 0, tooBig: false };

  const read = (node: Node | null, path: string, fallback: Place, depth: number): SourceNode => {
    const place = node?.range ? placeAt(node.range[0], path) : { ...fallback, path };
    seen.count += 1;
    if (depth > MAX_DEPTH || seen.count > MAX_NODES) {
      seen.tooBig = true;
      return { kind: 'null', place };
    }
    if (node === null) return { kind: 'null', place };
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) return read(target, path, place, depth + 1);
      report.error(place, 'yaml', unknownAlias(node.source));
      return { kind: 'null', place };
    }
    if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
    if (isMap(node)) return readMap(node, place, depth);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => read(item as Node, childPath(path, index), place, depth + 1));
      return { kind: 'list', items, place };
    }
    return isScalar(node) ? readScalar(node.value, node.source, place) : { kind: 'null', place };
  };

  const readMap = (map: YAMLMap, place: Place, depth: number): SourceNode => {
    const keys = new Set<string>();
    const entries: SourceEntry[] = map.items.map((pair) => {
      const keyNode = pair.key as Node;
      const key = isScalar(keyNode) ? String(keyNode.value) : '';
      const path = childPath(place.path, key);
      const keyPlace = keyNode.range ? placeAt(keyNode.range[0], path) : place;
      if (keys.has(key)) report.error(keyPlace, 'duplicate-key', twice(key));
      keys.add(key);
      return { key, keyPlace, value: read(pair.value as Node | null, path, keyPlace, depth + 1) };
    });
    return { kind: 'map', entries, place };
  };

  const root = read(document.contents, '', WHOLE, 0);
  if (seen.tooBig) report.error(WHOLE, 'too-big', TOO_BIG);
  return report.hasErrors() ? null : root;
}

function readScalar(value: unknown, source: string | undefined, place: Place): SourceNode {
  if (typeof value === 'string') return { kind: 'text', value, place };
  if (typeof value === 'number') return { kind: 'number', value, written: source ?? String(value), place };
  if (typeof value === 'boolean') return { kind: 'boolean', value, place };
  return { kind: 'null', place };
}

function twice(key: string): LocalizedText {
  return {
    en: `The key ${quoted(key)} stands twice in one map; expected it once`,
    zh: `同一映射中键 ${quoted(key)} 出现两次；只能出现一次`,
  };
}

function unknownAlias(name: string): LocalizedText {
  return {
    en: `The alias ${quoted(`*${name}`)} names no anchor above it; expected the value itself, or a text in quotes`,
    zh: `别名 ${quoted(`*${name}`)} 在上文没有对应的锚点；应直接写出值，文本请加引号`,
  };
}
