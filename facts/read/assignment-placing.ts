import type { AssignmentPolicy } from '../../domain/assign/assignment-policy';
import type { PlacedCustomer } from '../../domain/assign/redistribute';
import type { Customer } from '../../prisma/generated/client';
import { assignedCustomer, assignmentPolicies } from './assignment-policy';
import type { Db } from './db';
import { firstThatApplies } from './published-documents';

/** Who gets the customers: one person, whoever the published policies choose, or whom one policy chooses. */
export type PlaceWith =
  | { readonly staffId: string }
  | 'published-policies'
  | { readonly policy: AssignmentPolicy; readonly versionId: string };

export type Placed = PlacedCustomer & { readonly policyVersionId: string | null };

/** Customers with their weight and the policy that places each, in the order of the rows. */
export async function placedCustomers(db: Db, rows: readonly Customer[], by: PlaceWith): Promise<readonly Placed[]> {
  const loads = await loadsOf(db, rows);
  const policies = by === 'published-policies' ? await assignmentPolicies(db) : [];
  return rows.map((row): Placed => {
    const customer = assignedCustomer(row, row.stage === 'won_back');
    const base = { ...customer, id: row.id, ownerId: row.ownerId, load: loads.get(row.id) ?? 1 };
    if (by === 'published-policies') {
      const policy = firstThatApplies(policies, customer);
      return { ...base, to: policy?.value ?? null, policyVersionId: policy?.versionId ?? null };
    }
    if ('policy' in by) return { ...base, to: by.policy, policyVersionId: by.versionId };
    return { ...base, to: by, policyVersionId: null };
  });
}

/** The policy whose entries take turns: that of the first customer that has one; several are rare, and share theirs. */
export function turnsOf(placed: readonly Placed[]): string | null {
  return placed.find(({ policyVersionId }) => policyVersionId !== null)?.policyVersionId ?? null;
}

/** By customer the weight in its owner's load; 1 for one that nobody was chosen for. */
async function loadsOf(db: Db, rows: readonly Customer[]): Promise<ReadonlyMap<string, number>> {
  const owners = new Map(rows.map(({ id, ownerId }) => [id, ownerId]));
  const assignments = await db.assignment.findMany({
    where: { customerId: { in: [...owners.keys()] }, staffId: { not: null } },
    orderBy: { sequence: 'asc' },
    select: { customerId: true, staffId: true, load: true },
  });
  // Of several of one customer and owner the last stays.
  const current = assignments.filter(({ customerId, staffId }) => owners.get(customerId) === staffId);
  return new Map(current.map(({ customerId, load }) => [customerId, load]));
}
