import type { EpisodeTouch } from '../../domain/episode/episode-decision';
import type { Instant, LocalizedText, Move } from '../../domain/types';
import type { EpisodeContext } from '../../facts/read/load-episode-context';
import type { Tx } from '../../facts/write/transaction';
import { Prisma } from '../../prisma/generated/client';
import type { RunRef } from '../run-ref';

export type NewEpisodeTouch = {
  readonly id: string;
  readonly touch: EpisodeTouch;
  readonly context: EpisodeContext;
  /** `claimed` while a message is under way; `done` for what is done in the transaction of its claim. */
  readonly status: 'claimed' | 'done';
  /** By the machine's clock; `null` until it is done. */
  readonly actedAt: Date | null;
  readonly run: RunRef;
};

/** What `Touch.reason` holds for a touch of an episode. */
export type EpisodeTouchReason = {
  readonly because: LocalizedText;
  readonly moves: readonly Move[];
  readonly plannedAt: Instant;
};

/** The claim: a touch, and the row for its step, of which an episode can have only one. */
export async function putEpisodeTouch(
  tx: Tx,
  { id, touch, context, status, actedAt, run }: NewEpisodeTouch,
): Promise<void> {
  const { episode, customer, policy } = context;
  const reason: EpisodeTouchReason = { because: touch.reason, moves: touch.moves, plannedAt: touch.at };
  await tx.$executeRaw(Prisma.sql`
    WITH put AS (
      INSERT INTO "Touch" (
        "id", "customerId", "episode", "episodeId", "action", "status", "at", "actedAt", "leadSubjectId", "leadStepId",
        "reason", "policyVersionId", "workflowId", "runId")
      VALUES (
        ${id}::uuid, ${customer.id}::uuid, ${episode.kind}::"EpisodeKind", ${episode.id}::uuid, ${touch.action},
        ${status}::"TouchStatus", ${new Date(touch.at)}, ${actedAt}, ${episode.id}::uuid, ${touch.step},
        ${JSON.stringify(reason)}::jsonb, ${policy.ref.versionId}::uuid, ${run.workflowId}, ${run.runId})
      ON CONFLICT ("id") DO UPDATE SET
        "action" = EXCLUDED."action", "at" = EXCLUDED."at", "leadStepId" = EXCLUDED."leadStepId",
        "reason" = EXCLUDED."reason", "policyVersionId" = EXCLUDED."policyVersionId",
        "workflowId" = EXCLUDED."workflowId", "runId" = EXCLUDED."runId")
    INSERT INTO "TouchItem" ("subjectId", "stepId", "touchId", "customerId", "outcome", "at", "explanation")
    VALUES (${episode.id}::uuid, ${touch.step}, ${id}::uuid, ${customer.id}::uuid, 'done', ${new Date(touch.at)}, NULL)`);
}
