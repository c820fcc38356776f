import type { Client } from '@temporalio/client';
import { DomainError } from '../../domain/errors';

/** A caller who needs the engine hears within a second that it is away. */
const DEADLINE_MS = 900;

/**
 * Asks Temporal for something that a request cannot do without.
 * @throws DomainError `engine-unavailable` at once where it cannot be reached
 */
export async function askEngine<T>(temporal: Client, ask: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await temporal.withDeadline(Date.now() + DEADLINE_MS, () => ask(temporal));
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    throw new DomainError('engine-unavailable', {
      en: 'Temporal did not answer; facts are still taken',
      zh: 'Temporal 没有响应；事实仍可录入',
    });
  }
}

/** gRPC: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const AWAY: ReadonlySet<unknown> = new Set([4, 8, 14]);

/** The SDK wraps what gRPC says, once or more, in errors of the call that was made. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (AWAY.has((error as { readonly code?: unknown }).code)) return true;
  return error.message.includes('Failed to connect') || isUnreachable(error.cause);
}
