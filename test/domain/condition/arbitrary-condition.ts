import fc from 'fast-check';
import { neverTrue } from '../../../domain/condition/never-true';
import type { Comparison, Condition } from '../../../domain/types';

const money = fc.constantFrom('1', '2.00', '3');
const whole = fc.integer({ min: 0, max: 3 });
const text = fc.constantFrom('a', 'b');
const ordered = fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte');
const equal = fc.constantFrom('eq', 'ne');
const some = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc.array(value, { minLength: 1, maxLength: 3 });

/** Comparisons with few values, so that contradictions are frequent. */
const arbitraryComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({ fact: fc.constant('invoice.balance'), op: ordered, value: money }),
  fc.record({ fact: fc.constant('invoice.balance'), op: fc.constant('in'), value: some(money) }),
  fc.record({ fact: fc.constantFrom('invoice.daysPastDue', 'invoice.instalment'), op: ordered, value: whole }),
  fc.record({ fact: fc.constant('customer.segment'), op: equal, value: text }),
  fc.record({ fact: fc.constant('customer.segment'), op: fc.constant('in'), value: some(text) }),
  fc.record({ fact: fc.constant('customer.language'), op: equal, value: fc.constantFrom('en', 'zh') }),
  fc.record({ fact: fc.constant('customer.attributes.x'), op: equal, value: fc.oneof(text, whole, fc.boolean()) }),
  fc.record({ fact: fc.constant('customer.attributes.x'), op: ordered, value: whole }),
);

/** Condition trees of up to four levels. */
export const arbitraryCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    arbitraryComparison,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
})).condition;

/** Those that an author may write. */
export const arbitrarySatisfiableCondition = arbitraryCondition.filter((condition) => neverTrue(condition) === null);
