import type { AssignmentPolicy } from '../../domain/assign/assignment-policy';
import { parseAssignmentPolicy } from '../../domain/assign/parse-assignment-policy';
import type { AssignedCustomer } from '../../domain/assign/wanted-words';
import type { CustomerFacts, Language } from '../../domain/types';
import type { Customer } from '../../prisma/generated/client';
import type { Db } from './db';
import { publishedDocuments, publishedFor, type PublishedDocument } from './published-documents';

export type PublishedAssignmentPolicy = PublishedDocument<AssignmentPolicy>;

/** The published assignment policy for this customer, or `null`. */
export function assignmentPolicyFor(
  db: Db,
  customer: Omit<CustomerFacts, 'id'>,
): Promise<PublishedAssignmentPolicy | null> {
  return publishedFor(db, 'assignment_policy', customer, (source) => parseAssignmentPolicy(source));
}

/** Every published assignment policy. */
export function assignmentPolicies(db: Db): Promise<readonly PublishedAssignmentPolicy[]> {
  return publishedDocuments(db, 'assignment_policy', (source) => parseAssignmentPolicy(source));
}

/** A customer's row as the choice of an owner sees it. */
export function assignedCustomer(
  row: Pick<Customer, 'zone' | 'segment' | 'country' | 'attributes'> & { readonly language: string },
  returning: boolean,
): AssignedCustomer {
  const { zone, segment, country } = row;
  const language: Language = row.language === 'zh' ? 'zh' : 'en';
  // Written by commands that accept nothing else.
  const attributes = row.attributes as AssignedCustomer['attributes'];
  return { zone, language, segment, country, attributes, returning };
}
