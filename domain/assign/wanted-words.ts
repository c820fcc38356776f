import type { CustomerFacts } from '../types';
import type { Wanted } from './assignment-policy';

/** The customer that somebody is chosen for. */
export type AssignedCustomer = Omit<CustomerFacts, 'id'> & {
  /** Whether the customer comes back after it was lost. */
  readonly returning: boolean;
};

/** The skills asked for: those of the list, or those that the customer's attribute `skills` names with commas between. */
export function wantedSkills(wanted: Wanted, { attributes }: AssignedCustomer): readonly string[] {
  if (wanted !== 'customer') return wanted;
  const written = attributes['skills'];
  if (typeof written !== 'string') return [];
  return written
    .split(/[,，]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** The regions of which one is asked for; a customer without a region asks for none. */
export function wantedRegions(wanted: Wanted, { attributes }: AssignedCustomer): readonly string[] {
  if (wanted !== 'customer') return wanted;
  const region = attributes['region'];
  return region === undefined || region === '' ? [] : [String(region)];
}

/** The languages of which one is asked for. */
export function wantedLanguages(wanted: Wanted, { language }: AssignedCustomer): readonly string[] {
  return wanted === 'customer' ? [language] : wanted;
}
