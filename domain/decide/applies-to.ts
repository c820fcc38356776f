import { holds } from '../condition/evaluate';
import type { Condition, CustomerFacts } from '../types';
import { customerFact } from './pair-facts';

/** Whether a playbook or contact policy is for this customer; one without a condition is for everybody. */
export function appliesTo(applies: Condition | null, customer: Omit<CustomerFacts, 'id'>): boolean {
  return applies === null || holds(applies, (fact) => customerFact(customer, fact));
}
