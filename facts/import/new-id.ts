import { randomUUID } from 'node:crypto';
import type { Instant } from '../../domain/types';

/** A UUID of version 7 (RFC 9562), as the database's other IDs are: rows of one import lie together in the indexes. */
export function newId(now: Instant): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
