import type { Tx } from './transaction';

/** Any number that no other advisory lock has. */
const ASSIGNMENT_LOCK = 740_002;

/**
 * Lets one transaction at a time count what people look after and give them more of it, until it ends: what two
 * transactions count at the same instant would let both give away the last place under a cap.
 *
 * Taken after the lock of the customers and before nothing but inserts, so that no two transactions wait for each other.
 */
export async function lockAssignments(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ASSIGNMENT_LOCK})`;
}
