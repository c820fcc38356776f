import { childPath, WHOLE, type FaultReport, type Place } from '../faults';
import { isStorable, WELL_FORMED_TEXT } from '../text/storable-text';
import type { LocalizedText } from '../types';
import { MAX_DEPTH, MAX_NODES, TOO_BIG } from './bounds';
import { readYaml } from './read-yaml';
import { quoted, type SourceEntry, type SourceNode } from './source-node';

/**
 * What was written, with places: a string is YAML text (JSON text is YAML too), anything else an already parsed JSON
 * value.
 * @returns `null` where it cannot be read at all; the report then holds an error.
 */
export function readSource(source: unknown, report: FaultReport): SourceNode | null {
  const node = typeof source === 'string' ? readYaml(source, report) : readValue(source, report);
  if (node !== null) refuseUnstorable(node, report);
  return report.hasErrors() ? null : node;
}

/** YAML writes characters as escapes too, so that a text without a zero character can mean one with it. */
function refuseUnstorable(node: SourceNode, report: FaultReport): void {
  switch (node.kind) {
    case 'text':
      if (!isStorable(node.value)) report.error(node.place, 'bad-value', unstorable(node.value));
      break;
    case 'list':
      for (const item of node.items) refuseUnstorable(item, report);
      break;
    case 'map':
      for (const { key, keyPlace, value } of node.entries) {
        if (!isStorable(key)) report.error(keyPlace, 'bad-value', unstorable(key));
        refuseUnstorable(value, report);
      }
      break;
    default:
  }
}

function unstorable(text: string): LocalizedText {
  return {
    en: `Given ${quoted(text)}; expected ${WELL_FORMED_TEXT.en}`,
    zh: `给定 ${quoted(text)}；应为${WELL_FORMED_TEXT.zh}`,
  };
}

function readValue(source: unknown, report: FaultReport): SourceNode | null {
  const seen = { count: 0, tooBig: false };

  const read = (value: unknown, path: string, depth: number): SourceNode => {
    const place: Place = { ...WHOLE, path };
    seen.count += 1;
    if (depth > MAX_DEPTH || seen.count > MAX_NODES) {
      seen.tooBig = true;
      return { kind: 'null', place };
    }
    switch (typeof value) {
      case 'string':
        return { kind: 'text', value, place };
      case 'number':
        return { kind: 'number', value, written: String(value), place };
      case 'boolean':
        return { kind: 'boolean', value, place };
      case 'object':
        return value === null ? { kind: 'null', place } : readObject(value, place, depth);
      case 'undefined':
        return { kind: 'null', place };
      default:
        report.error(place, 'wrong-type', {
          en: `${quoted(path)} holds a ${typeof value}; expected a JSON value`,
          zh: `${quoted(path)} 的类型是 ${typeof value}；应为 JSON 值`,
        });
        return { kind: 'null', place };
    }
  };

  const readObject = (value: object, place: Place, depth: number): SourceNode => {
    if (Array.isArray(value)) {
      const items = value.map((item: unknown, index) => read(item, childPath(place.path, index), depth + 1));
      return { kind: 'list', items, place };
    }
    const entries: SourceEntry[] = Object.entries(value).map(([key, item]: [string, unknown]) => {
      const child = read(item, childPath(place.path, key), depth + 1);
      return { key, keyPlace: child.place, value: child };
    });
    return { kind: 'map', entries, place };
  };

  const node = read(source, '', 0);
  if (seen.tooBig) report.error(WHOLE, 'too-big', TOO_BIG);
  return report.hasErrors() ? null : node;
}
