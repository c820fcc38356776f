import type { FaultReport, Place } from '../faults';
import type { LocalizedText } from '../types';
import { didYouMean } from './did-you-mean';
import { given, quoted, type SourceNode } from './source-node';

/** A map under reading: its known fields, and what faults call it (`Step "call"`). */
export type Fields = {
  readonly subject: LocalizedText;
  readonly place: Place;
  readonly report: FaultReport;
  /** The value as written; `null` where the field is left out or empty. */
  readonly get: (name: string) => SourceNode | null;
};

/**
 * Opens a map for reading and reports every field that is not among `names`.
 * @param meant what the map should have been, for the fault of anything else
 * @param reserved names that the caller knows too, but that are not to be offered to authors
 * @returns `null` where `node` is no map.
 */
export function openFields(
  node: SourceNode,
  subject: LocalizedText,
  names: readonly string[],
  meant: LocalizedText,
  report: FaultReport,
  reserved: readonly string[] = [],
): Fields | null {
  if (node.kind !== 'map') {
    report.error(node.place, 'wrong-type', {
      en: `${subject.en} is ${given(node).en}; expected ${meant.en}`,
      zh: `${subject.zh}是 ${given(node).zh}；应为${meant.zh}`,
    });
    return null;
  }
  for (const { key, keyPlace } of node.entries) {
    if (names.includes(key) || reserved.includes(key)) continue;
    report.error(keyPlace, 'unknown-field', unknownField(subject, key, names));
  }
  const values = new Map(node.entries.map((entry) => [entry.key, entry.value]));
  const get = (name: string): SourceNode | null => {
    const value = values.get(name);
    return value === undefined || value.kind === 'null' ? null : value;
  };
  return { subject, place: node.place, report, get };
}

/** Reports that a field's value is not what is accepted: `Step "a" has sendAt "25:00"; expected …`. */
export function refuse(
  fields: Fields,
  name: string,
  node: SourceNode,
  expected: LocalizedText,
  code = node.kind === 'text' ? 'bad-value' : 'wrong-type',
): null {
  const shown = given(node);
  const has = node.kind === 'list' || node.kind === 'map' ? `${shown.en} as ${name}` : `${name} ${shown.en}`;
  fields.report.error(node.place, code, {
    en: `${fields.subject.en} has ${has}; expected ${expected.en}`,
    zh: `${fields.subject.zh}的 ${name} 为 ${shown.zh}；应为${expected.zh}`,
  });
  return null;
}

/** The value of a field that must be there, else `null` and a fault at the map. */
export function required(fields: Fields, name: string, expected: LocalizedText): SourceNode | null {
  const node = fields.get(name);
  if (node !== null) return node;
  fields.report.error(fields.place, 'missing-field', {
    en: `${fields.subject.en} has no "${name}"; expected ${expected.en}`,
    zh: `${fields.subject.zh}缺少 "${name}"；应为${expected.zh}`,
  });
  return null;
}

/** One word of a list. `null` and a fault, with the nearest word, for anything else. */
export function readWord<Word extends string>(
  fields: Fields,
  name: string,
  node: SourceNode,
  words: readonly Word[],
): Word | null {
  const found = node.kind === 'text' ? words.find((word) => word === node.value) : undefined;
  if (found !== undefined) return found;
  const near = node.kind === 'text' ? didYouMean(node.value, words) : null;
  return refuse(fields, name, node, {
    en: `${oneOf(words, 'or')}${near === null ? '' : `; did you mean ${quoted(near)}?`}`,
    zh: ` ${words.join('、')} 之一${near === null ? '' : `；是否想写 ${quoted(near)}？`}`,
  });
}

/** As {@link readWord}, with a default for a field that is left out. */
export function readWordOr<Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const node = fields.get(name);
  return node === null ? fallback : (readWord(fields, name, node, words) ?? fallback);
}

/** Different words of a list; empty where the field is left out, which means all. */
export function readWords<Word extends string>(fields: Fields, name: string, words: readonly Word[]): readonly Word[] {
  const node = fields.get(name);
  if (node === null) return [];
  const expected: LocalizedText = {
    en: `a list of ${oneOf(words, 'and')}, or no ${name} at all`,
    zh: `由 ${words.join('、')} 组成的列表，或不写 ${name}`,
  };
  if (node.kind !== 'list' || node.items.length === 0) {
    refuse(fields, name, node, expected, node.kind === 'list' ? 'bad-value' : 'wrong-type');
    return [];
  }
  const read: Word[] = [];
  for (const item of node.items) {
    const word = readWord(fields, name, item, words);
    if (word === null) continue;
    if (read.includes(word)) reportTwice(fields, name, word, item.place);
    read.push(word);
  }
  return read;
}

function reportTwice(fields: Fields, name: string, word: string, place: Place): void {
  fields.report.error(place, 'duplicate', {
    en: `${fields.subject.en} lists ${quoted(word)} twice in ${name}; expected each once`,
    zh: `${fields.subject.zh}的 ${name} 重复列出 ${quoted(word)}；每项只能出现一次`,
  });
}

/** A whole number within bounds (both inside). */
export function readWhole(fields: Fields, name: string, node: SourceNode, min: number, max: number): number | null {
  if (node.kind === 'number' && Number.isInteger(node.value) && node.value >= min && node.value <= max) {
    return node.value === 0 ? 0 : node.value;
  }
  const expected = { en: `a whole number from ${min} to ${max}`, zh: ` ${min} 到 ${max} 的整数` };
  return refuse(fields, name, node, expected, node.kind === 'number' ? 'bad-value' : 'wrong-type');
}

/** `a, b or c` */
export function oneOf(words: readonly string[], conjunction: 'or' | 'and'): string {
  const quotedWords = words.map((word) => `"${word}"`);
  const last = quotedWords.pop() ?? '';
  return quotedWords.length === 0 ? last : `${quotedWords.join(', ')} ${conjunction} ${last}`;
}

function unknownField(subject: LocalizedText, key: string, names: readonly string[]): LocalizedText {
  const near = didYouMean(key, names);
  return {
    en: `${subject.en} has the unknown field ${quoted(key)}; ${near === null ? `expected ${oneOf(names, 'or')}` : `did you mean "${near}"?`}`,
    zh: `${subject.zh}含有未知字段 ${quoted(key)}；${near === null ? `可用字段为 ${names.join('、')}` : `是否想写 "${near}"？`}`,
  };
}
