import { randomUUID } from 'node:crypto';
import type { Instant } from '../../domain/types';

/**
 * A UUID of version 7 (RFC 9562), as the database's other IDs are: rows of one import lie together in the indexes.
 * @param order below 4,096, where IDs of one millisecond shall sort in an order of their own
 */
export function newId(now: Instant, order?: number): string {
  const time = now.toString(16).padStart(12, '0');
  const random = randomUUID();
  const next = order === undefined ? random.slice(15, 18) : order.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${next}${random.slice(18)}`;
}
