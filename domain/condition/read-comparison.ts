import { didYouMean } from '../authoring/did-you-mean';
import { oneOf } from '../authoring/fields';
import { given, quoted, type SourceNode } from '../authoring/source-node';
import type { FaultReport } from '../faults';
import type { Comparison, ConditionValue, LocalizedText, Operator } from '../types';
import { readConditionValue, typeOfValue } from './condition-value';
import { conditionFact, type FactType } from './facts';

const OPERATORS: readonly Operator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'];
const OPERATORS_OF: Readonly<Record<FactType, readonly Operator[]>> = {
  money: OPERATORS,
  number: OPERATORS,
  text: ['eq', 'ne', 'in'],
  boolean: ['eq', 'ne'],
};
const SYMBOLS: Readonly<Record<string, Operator>> = {
  '=': 'eq',
  '==': 'eq',
  '!=': 'ne',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
};

const MAX_LIST = 200;

/**
 * Reads what one fact is compared with: a bare value (`eq`) or a map of operators, all of which must hold.
 * @param fact name of a fact that exists
 * @returns what could be read; the faults of the rest are in the report
 */
export function readComparisons(
  fact: string,
  node: SourceNode,
  subject: LocalizedText,
  report: FaultReport,
): readonly Comparison[] {
  const refuse = (at: SourceNode, code: string, expected: LocalizedText): readonly Comparison[] => {
    const shown = given(at);
    report.error(at.place, code, {
      en: `${subject.en} compares ${fact} with ${shown.en}; expected ${expected.en}`,
      zh: `${subject.zh}将 ${fact} 与 ${shown.zh} 比较；应为${expected.zh}`,
    });
    return [];
  };
  const type = conditionFact(fact)?.type ?? null;

  const readOne = (op: Operator, value: SourceNode): readonly Comparison[] => {
    const read = readConditionValue(fact, value);
    if ('expected' in read) return refuse(value, 'bad-value', read.expected);
    return [{ fact, op, value: read.value }];
  };

  const readList = (list: SourceNode): readonly Comparison[] => {
    if (list.kind !== 'list' || list.items.length === 0 || list.items.length > MAX_LIST) {
      const expected = { en: `a list of 1 to ${MAX_LIST} values for "in"`, zh: ` "in" 的 1 到 ${MAX_LIST} 个值的列表` };
      return refuse(list, 'bad-value', expected);
    }
    const values: ConditionValue[] = [];
    for (const item of list.items) {
      const read = readConditionValue(fact, item);
      if ('expected' in read) refuse(item, 'bad-value', read.expected);
      else values.push(read.value);
    }
    return values.length === 0 ? [] : [{ fact, op: 'in', value: values }];
  };

  if (node.kind === 'list') {
    return refuse(node, 'bad-value', { en: '{ in: [ … ] } for several values', zh: '含多个值的 { in: [ … ] }' });
  }
  if (node.kind !== 'map') return readOne('eq', node);
  if (node.entries.length === 0) {
    const expected = { en: `an operator, ${oneOf(OPERATORS, 'or')}`, zh: `运算符 ${OPERATORS.join('、')} 之一` };
    return refuse(node, 'bad-value', expected);
  }
  return node.entries.flatMap(({ key, keyPlace, value }): readonly Comparison[] => {
    const allowed = OPERATORS_OF[type ?? typeOfValue(value)];
    const op = allowed.find((operator) => operator === key);
    if (op !== undefined) return op === 'in' ? readList(value) : readOne(op, value);
    const near = SYMBOLS[key] ?? didYouMean(key, allowed);
    const hint = near !== null && allowed.includes(near as Operator) ? near : null;
    report.error(keyPlace, 'bad-operator', {
      en: `${subject.en} compares ${fact} by ${quoted(key)}; expected ${oneOf(allowed, 'or')}${hint === null ? '' : `; did you mean "${hint}"?`}`,
      zh: `${subject.zh}用 ${quoted(key)} 比较 ${fact}；应为 ${allowed.join('、')}${hint === null ? '' : `；是否想写 "${hint}"？`}`,
    });
    return [];
  });
}
