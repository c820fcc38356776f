import { assertNever } from '../assert-never';
import type { Comparison, Condition, ConditionValue, LocalizedText, Operator } from '../types';
import { compareMoney } from './compare-money';
import { explainComparison } from './explain-comparison';
import type { FactReader, FactValue } from './facts';

/**
 * Whether a condition holds. A comparison with a fact that is not known, or of another type than the value, is false;
 * `ne` is the opposite of `eq` in every case.
 * @throws RangeError where money is in an unknown currency.
 * @example holds({ fact: 'customer.segment', op: 'eq', value: 'smb' }, () => null) // false
 */
export function holds(condition: Condition, read: FactReader): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, read));
  if ('any' in condition) return condition.any.some((part) => holds(part, read));
  if ('not' in condition) return !holds(condition.not, read);
  return comparisonHolds(condition, read(condition.fact));
}

/** Whether one comparison holds for a fact's value. */
export function comparisonHolds(comparison: Comparison, fact: FactValue): boolean {
  const { op, value } = comparison;
  if (op === 'in') return isList(value) && value.some((item) => difference(fact, item) === 0);
  return !isList(value) && satisfies(op, difference(fact, value));
}

/**
 * Why a condition holds or does not, with the values that made it so. Of an `all` that fails the first part that does
 * is told, and of an `any` that holds the first that does; otherwise every part.
 * @example explain(condition, read).en // 'balance 42.10 CNY is under 100.00'
 */
export function explain(condition: Condition, read: FactReader): LocalizedText {
  if ('not' in condition) return explain(condition.not, read);
  if ('all' in condition) return explainParts(condition.all, false, read);
  if ('any' in condition) return explainParts(condition.any, true, read);
  const fact = read(condition.fact);
  return explainComparison(condition, fact, comparisonHolds(condition, fact));
}

/** `deciding`: the verdict by which one part decides alone, such as false in an `all`. */
function explainParts(parts: readonly Condition[], deciding: boolean, read: FactReader): LocalizedText {
  const decider = parts.find((part) => holds(part, read) === deciding);
  const texts = (decider === undefined ? parts : [decider]).map((part) => explain(part, read));
  return { en: texts.map(({ en }) => en).join('; '), zh: texts.map(({ zh }) => zh).join('；') };
}

/** Less than, equal to or more than 0 as the fact is to the value; NaN where the two have no order. */
function difference(fact: FactValue, value: ConditionValue): number {
  if (fact === null) return Number.NaN;
  switch (fact.type) {
    case 'money':
      return typeof value === 'string' ? compareMoney(fact.minor, fact.currency, value) : Number.NaN;
    case 'number':
      return typeof value === 'number' ? fact.value - value : Number.NaN;
    case 'text':
    case 'boolean':
      return fact.value === value ? 0 : Number.NaN;
    default:
      return assertNever(fact);
  }
}

function satisfies(op: Exclude<Operator, 'in'>, difference: number): boolean {
  switch (op) {
    case 'eq':
      return difference === 0;
    case 'ne':
      return difference !== 0;
    case 'gt':
      return difference > 0;
    case 'gte':
      return difference >= 0;
    case 'lt':
      return difference < 0;
    case 'lte':
      return difference <= 0;
    default:
      return assertNever(op);
  }
}

function isList(value: Comparison['value']): value is readonly ConditionValue[] {
  return Array.isArray(value);
}
