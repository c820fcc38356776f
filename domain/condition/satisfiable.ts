import type { Comparison, Condition, ConditionValue } from '../types';
import { comparisonHolds } from './evaluate';
import { attributeKey, conditionFact, type FactValue } from './facts';

/** Real conditions need a few dozen steps of the search; a tangle made on purpose could need billions. */
const MAX_STEPS = 2_000;

/** Has as many decimal places as any currency (4), so that whole minor units stand for every amount there is. */
const FINEST_CURRENCY = 'CLF';
const FINEST_PLACES = 4;

/**
 * Whether some values of the facts make a condition true. Exact: every fact has a few representative values, one for
 * each range between the values that it is compared with, and the search tries which of them remain. Facts are taken
 * as independent of each other.
 * @param maxSteps of the search; a condition that needs more counts as satisfiable
 * @example satisfiable({ all: [{ fact: 'invoice.balance', op: 'gt', value: '5' }, { fact: 'invoice.balance', op: 'lt', value: '3' }] }) // false
 */
export function satisfiable(condition: Condition, maxSteps = MAX_STEPS): boolean {
  const values = representatives(condition);
  let steps = 0;

  /** `possible`: per fact, which representatives the literals so far leave; `pending`: what must hold besides. */
  const search = (pending: readonly Goal[], possible: Possible): boolean => {
    steps += 1;
    if (steps > maxSteps) return true;
    const choices: (readonly Goal[])[] = [];
    const queue = [...pending];
    const left = new Map(possible);
    for (let goal = queue.pop(); goal !== undefined; goal = queue.pop()) {
      const { condition: current, wanted } = goal;
      if ('not' in current) queue.push({ condition: current.not, wanted: !wanted });
      else if ('all' in current || 'any' in current) {
        const goals = ('all' in current ? current.all : current.any).map((part) => ({ condition: part, wanted }));
        if ('all' in current === wanted) queue.push(...goals);
        else choices.push(goals);
      } else if (!narrow(current, wanted, left)) return false;
    }
    const [first, ...rest] = choices.toSorted((one, other) => one.length - other.length);
    if (first === undefined) return true;
    const others = rest.map(toGoal);
    return first.some((goal) => search([goal, ...others], left));
  };

  const narrow = (comparison: Comparison, wanted: boolean, possible: Map<string, readonly FactValue[]>): boolean => {
    const candidates = possible.get(comparison.fact) ?? values.get(comparison.fact) ?? [];
    const remaining = candidates.filter((value) => comparisonHolds(comparison, value) === wanted);
    possible.set(comparison.fact, remaining);
    return remaining.length > 0;
  };

  return search([{ condition, wanted: true }], new Map());
}

type Goal = { readonly condition: Condition; readonly wanted: boolean };
type Possible = ReadonlyMap<string, readonly FactValue[]>;

/** A choice of goals back as one goal: at least one of them. */
function toGoal(goals: readonly Goal[]): Goal {
  const any = goals.map(({ condition, wanted }) => (wanted ? condition : { not: condition }));
  return { condition: { any }, wanted: true };
}

/** The values of each fact that matter: those it is compared with, their neighbours, and "not known". */
function representatives(condition: Condition): ReadonlyMap<string, readonly FactValue[]> {
  const compared = new Map<string, Set<ConditionValue>>();
  const collect = (part: Condition): void => {
    if ('all' in part) part.all.forEach(collect);
    else if ('any' in part) part.any.forEach(collect);
    else if ('not' in part) collect(part.not);
    else {
      const constants = compared.get(part.fact) ?? new Set();
      for (const value of typeof part.value === 'object' ? part.value : [part.value]) constants.add(value);
      compared.set(part.fact, constants);
    }
  };
  collect(condition);
  return new Map(Array.from(compared, ([fact, constants]) => [fact, valuesOf(fact, Array.from(constants))]));
}

function valuesOf(name: string, constants: readonly ConditionValue[]): readonly FactValue[] {
  const fact = conditionFact(name);
  if (fact === null) return attributeKey(name) === null ? [null] : [null, ...attributeValues(constants)];
  const unknown = fact.optional ? [null] : [];
  switch (fact.type) {
    case 'money':
      return [...unknown, ...moneyValues(constants)];
    case 'number':
      return [...unknown, ...wholeValues(constants, fact.minimum)];
    case 'text':
      return [...unknown, ...(fact.values?.map(text) ?? textValues(constants))];
    case 'boolean':
      return [...unknown, boolean(true), boolean(false)];
  }
}

/** An attribute is of any type and a number of any fineness. */
function attributeValues(constants: readonly ConditionValue[]): readonly FactValue[] {
  return [...numberValues(constants, 0.5), ...textValues(constants), boolean(true), boolean(false)];
}

function moneyValues(constants: readonly ConditionValue[]): readonly FactValue[] {
  const limits = constants.filter((value) => typeof value === 'string').map(toFinestUnits);
  // 1 unit is the least amount there is: what is judged is owed.
  const units = new Set([1n, ...limits.flatMap((limit) => [limit - 1n, limit, limit + 1n])]);
  return Array.from(units)
    .filter((minor) => minor > 0n)
    .map((minor) => ({ type: 'money', minor, currency: FINEST_CURRENCY }));
}

function toFinestUnits(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, FINEST_PLACES).padEnd(FINEST_PLACES, '0'));
}

function wholeValues(constants: readonly ConditionValue[], minimum: number | null): readonly FactValue[] {
  if (minimum === null) return numberValues(constants, 1);
  return numberValues([...constants, minimum], 1).filter(({ value }) => value >= minimum);
}

function numberValues(
  constants: readonly ConditionValue[],
  step: number,
): readonly { type: 'number'; value: number }[] {
  const limits = constants.filter((value) => typeof value === 'number');
  const values = new Set(limits.flatMap((limit) => [limit - step, limit, limit + step]));
  return Array.from(values, (value) => ({ type: 'number', value }));
}

function textValues(constants: readonly ConditionValue[]): readonly FactValue[] {
  const texts = constants.filter((value) => typeof value === 'string');
  // No author's text is as long as all of them together and one more.
  return [...texts, `${texts.join('')}*`].map(text);
}

function text(value: string): FactValue {
  return { type: 'text', value };
}

function boolean(value: boolean): FactValue {
  return { type: 'boolean', value };
}
