import type { Condition, LocalizedText } from '../types';
import { showComparison } from './condition-source';
import { satisfiable } from './satisfiable';

/** Looking for the culprits asks once for each part; each answer may be rough. */
const STEPS_PER_PART = 200;

/**
 * Why a condition can never be true: the fewest comparisons that exclude each other. `null` where it can be.
 * @example 'invoice.balance gte 500.00 and invoice.balance lt 100.00 exclude each other'
 */
export function neverTrue(condition: Condition): LocalizedText | null {
  if (satisfiable(condition)) return null;
  let culprits = conjuncts(condition);
  for (const part of culprits) {
    const others = culprits.filter((other) => other !== part);
    if (others.length > 0 && !satisfiable({ all: others }, STEPS_PER_PART)) culprits = others;
  }
  const comparisons = culprits.filter((part) => 'fact' in part);
  if (comparisons.length < culprits.length || comparisons.length > 4) {
    const facts = Array.from(new Set(culprits.flatMap(factsOf)));
    return {
      en: `what it asks of ${facts.join(', ')} is contradictory`,
      zh: `对 ${facts.join('、')} 的要求互相矛盾`,
    };
  }
  const shown = comparisons.map(showComparison);
  if (shown.length === 1) return { en: `no value meets ${shown.join('')}`, zh: `没有任何值满足 ${shown.join('')}` };
  return { en: `${shown.join(' and ')} exclude each other`, zh: `${shown.join(' 与 ')} 互相排斥` };
}

/** The parts that must all hold. */
function conjuncts(condition: Condition): readonly Condition[] {
  return 'all' in condition ? condition.all.flatMap(conjuncts) : [condition];
}

function factsOf(condition: Condition): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(factsOf);
  if ('any' in condition) return condition.any.flatMap(factsOf);
  if ('not' in condition) return factsOf(condition.not);
  return [condition.fact];
}
