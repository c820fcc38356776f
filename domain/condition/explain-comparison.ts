import { assertNever } from '../assert-never';
import { formatAmount } from '../money/money';
import type { Comparison, ConditionValue, LocalizedText, Operator } from '../types';
import { factTitle, type FactValue } from './facts';

/**
 * Says what a comparison came to, for the timeline: the fact, its value and how it stands to the value compared with.
 * @param held whether the comparison held
 * @example 'balance 42.10 CNY is under 100.00'
 * @example 'segment enterprise is none of smb, mid'
 */
export function explainComparison(comparison: Comparison, fact: FactValue, held: boolean): LocalizedText {
  const title = factTitle(comparison.fact);
  if (fact === null) return { en: `${title.en} is not known`, zh: `${title.zh}未知` };
  const shown = showFact(fact);
  const values = listOf(comparison.value);
  if (!values.some((value) => comparable(fact, value))) {
    return {
      en: `${title.en} ${shown} is not ${aKindOf(values).en}`,
      zh: `${title.zh} ${shown} 不是${aKindOf(values).zh}`,
    };
  }
  const relation = held ? HELD[comparison.op] : FAILED[comparison.op];
  const compared = values.map(String).join(', ');
  return {
    en: `${title.en} ${shown} ${relation.en} ${compared}`,
    zh: `${title.zh} ${shown} ${relation.zh} ${values.map(String).join('、')}`,
  };
}

const HELD: Readonly<Record<Operator, LocalizedText>> = {
  eq: { en: 'is', zh: '等于' },
  ne: { en: 'is not', zh: '不等于' },
  gt: { en: 'is over', zh: '高于' },
  gte: { en: 'is at least', zh: '不低于' },
  lt: { en: 'is under', zh: '低于' },
  lte: { en: 'is at most', zh: '不高于' },
  in: { en: 'is one of', zh: '属于' },
};

const FAILED: Readonly<Record<Operator, LocalizedText>> = {
  eq: HELD.ne,
  ne: HELD.eq,
  gt: HELD.lte,
  gte: HELD.lt,
  lt: HELD.gte,
  lte: HELD.gt,
  in: { en: 'is none of', zh: '不属于' },
};

function showFact(fact: NonNullable<FactValue>): string {
  switch (fact.type) {
    case 'money':
      return `${formatAmount(fact.minor, fact.currency)} ${fact.currency}`;
    case 'number':
    case 'boolean':
      return String(fact.value);
    case 'text':
      return fact.value;
    default:
      return assertNever(fact);
  }
}

/** Whether a fact and a value are of one type, money being written as text. */
function comparable(fact: NonNullable<FactValue>, value: ConditionValue): boolean {
  return fact.type === 'money' ? typeof value === 'string' : typeof fact.value === typeof value;
}

function aKindOf(values: readonly ConditionValue[]): LocalizedText {
  switch (typeof values[0]) {
    case 'number':
      return { en: 'a number', zh: '数字' };
    case 'boolean':
      return { en: 'true or false', zh: '布尔值' };
    default:
      return { en: 'a text', zh: '文本' };
  }
}

function listOf(value: Comparison['value']): readonly ConditionValue[] {
  return typeof value === 'object' ? value : [value];
}
