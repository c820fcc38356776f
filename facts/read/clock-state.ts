import type { Instant } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import type { Db } from './db';

/** Where a sandbox customer stands on its test clock. */
export type ClockState = {
  readonly nowAt: Instant;
  /** Whether every event has reached the workflow, and its plan has seen every fact and is not overdue. */
  readonly isSettled: boolean;
  /** What is not settled, for an error that a person reads. */
  readonly waitsFor: string;
  readonly factAt: Instant | null;
  readonly touchAt: Instant | null;
  readonly workflowId: string | null;
};

type Row = {
  readonly nowAt: Date;
  readonly factsVersion: number;
  readonly unsent: number;
  readonly hasOpen: boolean;
  readonly factAt: Date | null;
  readonly status: string | null;
  readonly nextAt: Date | null;
  readonly plannedFacts: number | null;
  readonly workflowId: string | null;
};

/** @returns `null` where there is no such customer on a test clock */
export async function readClockState(db: Db, customerId: string): Promise<ClockState | null> {
  const [row] = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT c."clockNowAt" AS "nowAt", c."factsVersion",
      (SELECT count(*)::int FROM "Outbox" o WHERE o."customerId" = c."id" AND o."sentAt" IS NULL) AS "unsent",
      c."engagement" <> 'closed' AND EXISTS (
        SELECT 1 FROM "Invoice" i JOIN "DueItem" d ON d."invoiceId" = i."id"
        WHERE i."customerId" = c."id" AND i."status" = 'open' AND d."settledMinor" < d."amountMinor") AS "hasOpen",
      (SELECT min(s."at") FROM "StagedFact" s WHERE s."customerId" = c."id" AND s."appliedAt" IS NULL) AS "factAt",
      e."status", e."nextAt", e."plannedFacts", e."workflowId"
    FROM "Customer" c LEFT JOIN "Episode" e ON e."customerId" = c."id" AND e."kind" = 'collections'
    WHERE c."id" = ${customerId}::uuid AND c."clockNowAt" IS NOT NULL`);
  if (row === undefined) return null;
  const waitsFor = waitingFor(row);
  return {
    nowAt: row.nowAt.getTime(),
    isSettled: waitsFor === '',
    waitsFor,
    factAt: row.factAt?.getTime() ?? null,
    touchAt: row.nextAt?.getTime() ?? null,
    workflowId: row.workflowId,
  };
}

function waitingFor({ unsent, factsVersion, plannedFacts, hasOpen, status, nextAt, nowAt }: Row): string {
  if (unsent > 0) return `${unsent} events on their way to the workflow`;
  if (plannedFacts !== factsVersion)
    return `a plan that has seen fact ${factsVersion} (the last has seen ${plannedFacts ?? 'none'})`;
  if (hasOpen && status !== 'running') return 'the collections episode to start';
  if (nextAt !== null && nextAt <= nowAt) return `the touch that is due at ${nextAt.toISOString()}`;
  return '';
}
