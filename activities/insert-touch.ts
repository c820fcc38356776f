import type { PlannedTouch } from '../domain/types';
import type { LoadedInput } from '../facts/read/load-decide-input';
import type { Tx } from '../facts/write/transaction';
import { Prisma } from '../prisma/generated/client';
import type { RunRef } from './run-ref';

export type NewTouch = {
  readonly id: string;
  readonly touch: PlannedTouch;
  readonly loaded: LoadedInput;
  /** `claimed` while a message is under way; `done` for what is done in the transaction of its claim. */
  readonly status: 'claimed' | 'done';
  /** By the machine's clock; `null` until it is done. */
  readonly actedAt: Date | null;
  readonly run: RunRef;
};

/**
 * The claim: a touch, and one row for each pair that it settles. The pair is the primary key, so that whoever comes
 * second, by whatever way, fails here before anything is done.
 */
export async function insertTouch(tx: Tx, { id, touch, loaded, status, actedAt, run }: NewTouch): Promise<void> {
  const { context } = loaded;
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Touch" (
      "id", "customerId", "episode", "action", "status", "at", "actedAt", "leadSubjectId", "leadStepId", "reason",
      "playbookVersionId", "policyVersionId", "workflowId", "runId")
    VALUES (
      ${id}::uuid, ${context.customer.id}::uuid, 'collections', ${touch.action}, ${status}::"TouchStatus",
      ${new Date(touch.at)}, ${actedAt}, ${touch.lead?.itemId ?? touch.holdId}::uuid, ${touch.lead?.step ?? null},
      ${JSON.stringify(touch.reason)}::jsonb, ${context.playbook?.versionId ?? null}::uuid,
      ${context.policy.versionId}::uuid, ${run.workflowId}, ${run.runId})`);
  await insertItems(tx, id, touch, context.customer.id);
}

/** Gives a touch that is claimed already what is decided now: other pairs, another lead, another instant. */
export async function replaceTouch(
  tx: Tx,
  { id, touch, loaded, run }: Omit<NewTouch, 'status' | 'actedAt'>,
): Promise<void> {
  const { context } = loaded;
  await tx.$executeRaw(Prisma.sql`DELETE FROM "TouchItem" WHERE "touchId" = ${id}::uuid`);
  await tx.$executeRaw(Prisma.sql`
    UPDATE "Touch" SET
      "action" = ${touch.action}, "at" = ${new Date(touch.at)}, "leadSubjectId" = ${touch.lead?.itemId ?? null}::uuid,
      "leadStepId" = ${touch.lead?.step ?? null}, "reason" = ${JSON.stringify(touch.reason)}::jsonb,
      "playbookVersionId" = ${context.playbook?.versionId ?? null}::uuid,
      "policyVersionId" = ${context.policy.versionId}::uuid, "workflowId" = ${run.workflowId}, "runId" = ${run.runId}
    WHERE "id" = ${id}::uuid`);
  await insertItems(tx, id, touch, context.customer.id);
}

/** The pairs that a touch settles. */
export async function insertItems(tx: Tx, touchId: string, touch: PlannedTouch, customerId: string): Promise<void> {
  const rows = [
    ...touch.covers.map((pair) => ({
      subjectId: pair.itemId,
      stepId: pair.step,
      outcome: pair.outcome,
      explanation: pair.explanation?.en ?? null,
    })),
    ...touch.superseded.map((pair) => ({
      subjectId: pair.itemId,
      stepId: pair.step,
      outcome: 'superseded',
      explanation: null,
    })),
  ];
  if (rows.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "TouchItem" ("subjectId", "stepId", "touchId", "customerId", "outcome", "at", "explanation")
    SELECT r."subjectId", r."stepId", ${touchId}::uuid, ${customerId}::uuid, r."outcome", ${new Date(touch.at)},
           r."explanation"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("subjectId" uuid, "stepId" text, "outcome" "TouchOutcome", "explanation" text)`);
}
