import { openFields, readWhole, refuse, required, type Fields } from '../authoring/fields';
import type { SourceNode } from '../authoring/source-node';
import type { Place } from '../faults';
import type { LocalizedText } from '../types';
import type { CreditFact } from './credit-facts';
import { readAmount } from '../authoring/read-amounts';
import type { Bin, BinTest, Cut } from './scorecard';

/** Points of one bin, either way. */
export const MOST_POINTS = 1000;
const MAX_VALUES = 200;
const MOST = 1_000_000_000_000;

/** A bin with where it stands, for faults. */
export type PlacedBin = { readonly bin: Bin; readonly place: Place; readonly subject: LocalizedText };

type Reading = { readonly fields: Fields; readonly fact: CreditFact; readonly currency: string };

const BOUNDS = ['gte', 'gt', 'lte', 'lt'] as const;
type BoundName = (typeof BOUNDS)[number];

const WORDS: Readonly<Record<BoundName, LocalizedText>> = {
  gte: { en: 'from', zh: '不小于' },
  gt: { en: 'over', zh: '大于' },
  lte: { en: 'up to', zh: '不超过' },
  lt: { en: 'under', zh: '小于' },
};

/**
 * Reads one bin of a factor: one or two bounds, a list of values, or everything else.
 * @param position counted from 1
 */
export function readBin(node: SourceNode, position: number, reading: Reading): PlacedBin | null {
  const { fields: factor, fact, currency } = reading;
  const subject = {
    en: `Bin ${position} of ${factor.subject.en.replace(/^Factor/, 'factor')}`,
    zh: `${factor.subject.zh.trim()}的第 ${position} 个分箱`,
  };
  const isText = fact.shape === 'text';
  const meant = isText
    ? { en: 'a map such as { in: [smb, mid], points: 10 }', zh: '映射，例如 { in: [smb, mid], points: 10 }' }
    : { en: 'a map such as { gt: 0.2, lte: 0.5, points: 10 }', zh: '映射，例如 { gt: 0.2, lte: 0.5, points: 10 }' };
  const tests = isText ? ['in', 'else'] : [...BOUNDS, 'else'];
  const fields = openFields(node, subject, [...tests, 'points'], meant, factor.report);
  if (fields === null) return null;
  const pointsNode = required(fields, 'points', { en: 'a whole number of points', zh: '整数分值' });
  const points = pointsNode && readWhole(fields, 'points', pointsNode, -MOST_POINTS, MOST_POINTS);
  const read = readTest(fields, fact, currency, meant);
  if (points === null || read === null) return null;
  return { bin: { ...read, points }, place: node.place, subject };
}

type Test = { readonly test: BinTest; readonly label: LocalizedText };

function readTest(fields: Fields, fact: CreditFact, currency: string, meant: LocalizedText): Test | null {
  const rest = fields.get('else');
  const values = fields.get('in');
  const bounds = BOUNDS.filter((name) => fields.get(name) !== null);
  const count = (rest === null ? 0 : 1) + (values === null ? 0 : 1) + (bounds.length > 0 ? 1 : 0);
  if (count !== 1) {
    fields.report.error(fields.place, 'bad-bin', {
      en: `${fields.subject.en} has ${count === 0 ? 'no bounds' : '"else" beside bounds or values'}; expected ${meant.en}, or { else: true }`,
      zh: `${fields.subject.zh}${count === 0 ? '没有界限' : '同时有 else 与界限或取值'}；应为${meant.zh}，或 { else: true }`,
    });
    return null;
  }
  if (rest !== null) {
    if (rest.kind !== 'boolean' || !rest.value) return refuse(fields, 'else', rest, { en: 'true', zh: ' true' });
    return { test: { kind: 'else' }, label: { en: 'anything else', zh: '其他' } };
  }
  return values === null ? readRange(fields, bounds, fact, currency) : readValues(fields, values, fact);
}

function readRange(fields: Fields, bounds: readonly BoundName[], fact: CreditFact, currency: string): Test | null {
  let from: Cut = { value: -Infinity, after: false };
  let to: Cut = { value: Infinity, after: true };
  const labels: LocalizedText[] = [];
  if ((bounds.includes('gt') && bounds.includes('gte')) || (bounds.includes('lt') && bounds.includes('lte'))) {
    fields.report.error(fields.place, 'bad-bin', {
      en: `${fields.subject.en} has two bounds of one side; expected "gt" or "gte", and "lt" or "lte"`,
      zh: `${fields.subject.zh}同侧有两个界限；应为 gt 或 gte 之一、lt 或 lte 之一`,
    });
    return null;
  }
  for (const name of bounds) {
    const node = fields.get(name);
    const value = node && readBound(fields, name, node, fact, currency);
    if (node === null || value === null) return null;
    if (name === 'gt' || name === 'gte') from = { value, after: name === 'gt' };
    else to = { value, after: name === 'lte' };
    const shown = fact.shape === 'money' && node.kind !== 'null' ? `${writtenAs(node)} ${currency}` : writtenAs(node);
    labels.push({ en: `${WORDS[name].en} ${shown}`, zh: `${WORDS[name].zh} ${shown}` });
  }
  const label = { en: labels.map(({ en }) => en).join(' '), zh: labels.map(({ zh }) => zh).join('、') };
  return { test: { kind: 'range', from, to }, label };
}

function writtenAs(node: SourceNode): string {
  return node.kind === 'number' ? node.written : node.kind === 'text' ? node.value : '';
}

function readBound(fields: Fields, name: string, node: SourceNode, fact: CreditFact, currency: string): number | null {
  if (fact.shape === 'money') {
    const minor = readAmount(fields, name, node, currency);
    return minor === null ? null : Number(minor);
  }
  if (node.kind === 'number' && Number.isFinite(node.value) && Math.abs(node.value) <= MOST) return node.value;
  return refuse(fields, name, node, { en: 'a number without quotes, such as 0.5', zh: '不加引号的数字，例如 0.5' });
}

function readValues(fields: Fields, node: SourceNode, fact: CreditFact): Test | null {
  const expected = {
    en: `a list of 1 to ${MAX_VALUES} texts${fact.values === null ? '' : ` of ${fact.values.join(', ')}`}`,
    zh: ` 1 到 ${MAX_VALUES} 个文本的列表${fact.values === null ? '' : `（${fact.values.join('、')}）`}`,
  };
  if (node.kind !== 'list' || node.items.length === 0 || node.items.length > MAX_VALUES) {
    return refuse(fields, 'in', node, expected, node.kind === 'list' ? 'bad-value' : 'wrong-type');
  }
  const values: (string | boolean)[] = [];
  for (const item of node.items) {
    const isKnown = item.kind === 'text' && (fact.values === null || fact.values.includes(item.value));
    // An attribute can be a yes or no as well.
    const isFlag = item.kind === 'boolean' && fact.values === null;
    if (isKnown || isFlag) values.push(item.value);
    else refuse(fields, 'in', item, expected);
  }
  if (values.length < node.items.length) return null;
  const shown = values.join(', ');
  return { test: { kind: 'values', values }, label: { en: shown, zh: shown } };
}
