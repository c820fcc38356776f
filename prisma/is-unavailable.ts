import { Prisma } from './generated/client';

/** Prisma: not reachable, timed out, connection closed, no transaction or no connection in time, a clash that stayed. */
const PRISMA_CODES: ReadonlySet<string> = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2028', 'P2034', 'P2037']);

/**
 * What the driver and its pool say in errors that have no code, and that Prisma passes on as they are: a connection that
 * did not become free or could not be made in time, and one that was lost under a statement.
 */
const DRIVER_TEXTS: ReadonlySet<string> = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'Connection terminated',
]);

/** Whether a statement failed because the database was away or had no connection to give, and not because of itself. */
export function isUnavailable(thrown: unknown): boolean {
  if (thrown instanceof Prisma.PrismaClientInitializationError) return true;
  if (thrown instanceof Prisma.PrismaClientKnownRequestError) return PRISMA_CODES.has(thrown.code);
  return thrown instanceof Error && DRIVER_TEXTS.has(thrown.message);
}
