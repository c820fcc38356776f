import type { Comparison, Condition } from '../types';

/** A condition the way it is written in a playbook: `{ all: [{ 'customer.segment': 'smb' }] }`. */
export type ConditionSource = { readonly [key: string]: unknown };

/**
 * The written form of a condition; parsing it gives the condition again.
 * @example conditionSource({ fact: 'invoice.balance', op: 'gte', value: '100.00' }) // { 'invoice.balance': { gte: '100.00' } }
 */
export function conditionSource(condition: Condition): ConditionSource {
  if ('all' in condition) return { all: condition.all.map(conditionSource) };
  if ('any' in condition) return { any: condition.any.map(conditionSource) };
  if ('not' in condition) return { not: conditionSource(condition.not) };
  return { [condition.fact]: condition.op === 'eq' ? condition.value : { [condition.op]: condition.value } };
}

/**
 * One comparison in a line: `customer.segment in [smb, mid]`. For fault texts.
 */
export function showComparison({ fact, op, value }: Comparison): string {
  const shown = typeof value === 'object' ? `[${value.map(String).join(', ')}]` : String(value);
  return `${fact} ${op} ${shown}`;
}
