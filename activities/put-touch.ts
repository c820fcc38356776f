import type { PlannedTouch } from '../domain/types';
import type { LoadedInput } from '../facts/read/load-decide-input';
import type { Tx } from '../facts/write/transaction';
import { Prisma } from '../prisma/generated/client';
import { PREPARED } from '../prisma/prepared';
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
 * second, by whatever way, fails here before anything is done. A touch that is claimed already gets what is decided now:
 * other pairs, another lead, another instant.
 */
export async function putTouch(tx: Tx, { id, touch, loaded, status, actedAt, run }: NewTouch): Promise<void> {
  const { context } = loaded;
  const customerId = context.customer.id;
  await tx.$executeRaw(Prisma.sql`${PREPARED}
    WITH put AS (
      INSERT INTO "Touch" (
        "id", "customerId", "episode", "action", "status", "at", "actedAt", "leadSubjectId", "leadStepId", "reason",
        "playbookVersionId", "policyVersionId", "workflowId", "runId")
      VALUES (
        ${id}::uuid, ${customerId}::uuid, 'collections', ${touch.action}, ${status}::"TouchStatus",
        ${new Date(touch.at)}, ${actedAt}, ${touch.lead?.itemId ?? touch.holdId}::uuid, ${touch.lead?.step ?? null},
        ${JSON.stringify(touch.reason)}::jsonb, ${context.playbook?.versionId ?? null}::uuid,
        ${context.policy.versionId}::uuid, ${run.workflowId}, ${run.runId})
      ON CONFLICT ("id") DO UPDATE SET
        "action" = EXCLUDED."action", "at" = EXCLUDED."at", "leadSubjectId" = EXCLUDED."leadSubjectId",
        "leadStepId" = EXCLUDED."leadStepId", "reason" = EXCLUDED."reason",
        "playbookVersionId" = EXCLUDED."playbookVersionId", "policyVersionId" = EXCLUDED."policyVersionId",
        "workflowId" = EXCLUDED."workflowId", "runId" = EXCLUDED."runId")
    ${insertion(id, touch, customerId)}`);
}

/** Frees the pairs of a touch. */
export async function freePairs(tx: Tx, touchId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`DELETE FROM "TouchItem" WHERE "touchId" = ${touchId}::uuid`);
}

/** Further pairs that a touch settles. */
export async function insertItems(
  tx: Tx,
  touchId: string,
  touch: Pick<PlannedTouch, 'at' | 'covers' | 'superseded'>,
  customerId: string,
): Promise<void> {
  await tx.$executeRaw(insertion(touchId, touch, customerId));
}

function insertion(
  touchId: string,
  { at, covers, superseded }: Pick<PlannedTouch, 'at' | 'covers' | 'superseded'>,
  customerId: string,
): Prisma.Sql {
  const settled = covers.map(({ itemId, step, outcome, explanation }) => ({
    subjectId: itemId,
    stepId: step,
    outcome,
    explanation: explanation?.en ?? null,
  }));
  const passed = superseded.map(({ itemId, step }) => ({
    subjectId: itemId,
    stepId: step,
    outcome: 'superseded',
    explanation: null,
  }));
  return Prisma.sql`
    INSERT INTO "TouchItem" ("subjectId", "stepId", "touchId", "customerId", "outcome", "at", "explanation")
    SELECT r."subjectId", r."stepId", ${touchId}::uuid, ${customerId}::uuid, r."outcome", ${new Date(at)},
           r."explanation"
    FROM jsonb_to_recordset(${JSON.stringify([...settled, ...passed])}::jsonb)
      AS r("subjectId" uuid, "stepId" text, "outcome" "TouchOutcome", "explanation" text)`;
}
